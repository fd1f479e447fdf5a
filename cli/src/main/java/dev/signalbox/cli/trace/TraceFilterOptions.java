package dev.signalbox.cli.trace;

import dev.signalbox.cli.run.Moments;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which traces: the options that listing, exporting and sessions share. */
final class TraceFilterOptions {
    @Option(names = "--from", paramLabel = "WHEN", description = "Not older: 24h, 7d, a date or a time.")
    private @Nullable String from;

    @Option(names = "--to", paramLabel = "WHEN", description = "Older than this.")
    private @Nullable String to;

    @Option(names = "--name", paramLabel = "NAME", description = "With this name.")
    private @Nullable String name;

    @Option(names = "--user", paramLabel = "USER", description = "Of this user of the agent.")
    private @Nullable String user;

    @Option(names = "--session", paramLabel = "SESSION", description = "Of this session.")
    private @Nullable String session;

    @Option(names = "--environment", paramLabel = "NAME", description = "Of this environment: production …")
    private @Nullable String environment;

    @Option(names = "--tag", paramLabel = "TAG", description = "That have this tag.")
    private @Nullable String tag;

    @Option(names = "--model", paramLabel = "MODEL", description = "That called this model.")
    private @Nullable String model;

    @Option(names = "--level", paramLabel = "LEVEL", description = "In which something has it: error, warning, debug.")
    private @Nullable String level;

    @Option(names = "--min-cost", paramLabel = "DOLLARS", description = "That cost at least so much: 0.05")
    private @Nullable String minCost;

    @Option(names = "--min-duration", paramLabel = "DURATION", description = "That took at least so long: 30s, 1500ms")
    private @Nullable String minDuration;

    @Option(
            names = "--text",
            paramLabel = "TEXT",
            description = "That have it in a name, an id, a tag, an input, an output or a status.")
    private @Nullable String text;

    /** As the hub's query. */
    Map<String, String> query(Instant now) {
        Map<String, String> query = new LinkedHashMap<>();
        put(query, "from", from == null ? null : Moments.time(from, now));
        put(query, "to", to == null ? null : Moments.time(to, now));
        put(query, "name", name);
        put(query, "userId", user);
        put(query, "sessionId", session);
        put(query, "environment", environment);
        put(query, "tag", tag);
        put(query, "model", model);
        put(query, "level", level);
        put(query, "minCost", minCost);
        put(query, "minDuration", minDuration);
        put(query, "text", text);
        return query;
    }

    static void put(Map<String, String> query, String name, @Nullable String value) {
        if (value != null) query.put(name, value);
    }
}
