package dev.signalbox.cli.log;

import dev.signalbox.cli.run.CommandRun;
import dev.signalbox.cli.run.Moments;
import dev.signalbox.cli.run.Subcommand;
import dev.signalbox.cli.text.Ages;
import dev.signalbox.cli.text.Columns;
import dev.signalbox.cli.text.Output;
import dev.signalbox.wire.resource.RecallHit;
import dev.signalbox.wire.resource.Recalled;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command {@code signalbox recall}. */
@Command(
        name = "recall",
        description = "Find words in questions, notifications, the roadmap, tables and traces.",
        footer = {
            "%nExamples:",
            "  signalbox recall deploy friday             both words, anywhere in one thing",
            "  signalbox recall '\"blue green\"' 'roll*'    a phrase, and what begins so",
            "  signalbox recall ISSUE-42 --kind question",
            "  signalbox recall owner --as-of 2d          as it stood two days ago",
            "  signalbox recall timeout --since 24h -o jsonl",
            "%nThe newest come first. What was erased is not found."
        })
public final class RecallCommand implements Subcommand {
    @Parameters(paramLabel = "WORD", arity = "1..*", description = "Words that must all be there.")
    private List<String> words = List.of();

    @Option(
            names = "--kind",
            paramLabel = "KIND",
            description = "Only these: question, notification, item, row or trace.")
    private @Nullable String kind;

    @Option(names = "--table", paramLabel = "TABLE", description = "Only in this table.")
    private @Nullable String table;

    @Option(
            names = "--as-of",
            paramLabel = "WHEN",
            description = "As it stood: 2d ago, on 2026-11-01, at 2026-11-01T08:00:00Z, or at a position of the log.")
    private @Nullable String asOf;

    @Option(names = "--since", paramLabel = "WHEN", description = "Only what came since then.")
    private @Nullable String since;

    @Option(names = "--limit", paramLabel = "N", description = "At most so many, 1 to 100. Default: 20.")
    private @Nullable Integer limit;

    @Option(names = "--cursor", paramLabel = "CURSOR", description = "Read on behind a page.")
    private @Nullable String cursor;

    @Override
    public void run(CommandRun run) {
        Output output = run.output();
        Recalled found = run.await(run.hub().recall(query(run)));
        if (output.isOneDocument()) output.one(found, "", "");
        else output.list(found.items(), columns(run));
        if (found.items().isEmpty()) output.note("Nothing has all of these words.");
        if (found.nextCursor() != null && output.isText()) output.note("More: --cursor " + found.nextCursor());
    }

    private Map<String, String> query(CommandRun run) {
        Map<String, String> query = new LinkedHashMap<>();
        query.put("q", String.join(" ", words));
        if (kind != null) query.put("kind", kind);
        if (table != null) query.put("table", table);
        if (asOf != null) query.put("asOf", Moments.positionOrTime(asOf, run.now()));
        if (since != null) query.put("changedSince", Moments.positionOrTime(since, run.now()));
        if (limit != null) query.put("limit", limit.toString());
        if (cursor != null) query.put("cursor", cursor);
        return query;
    }

    private static Columns<RecallHit> columns(CommandRun run) {
        return new Columns<RecallHit>()
                .with("KIND", RecallHit::kind)
                .id("ID", RecallHit::id)
                .with("AGE", hit -> Ages.since(hit.at(), run.now()))
                .with("BY", RecallHit::by)
                .with("EVENT", RecallHit::position)
                .with("TEXT", RecallHit::snippet);
    }
}
