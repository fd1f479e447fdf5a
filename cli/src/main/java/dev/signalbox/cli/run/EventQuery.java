package dev.signalbox.cli.run;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which events: the options that {@code tail} and {@code events} share. */
public final class EventQuery {
    @Option(names = "--log", paramLabel = "LOG", description = "main or traces. Default: main.")
    public @Nullable String log;

    @Option(
            names = "--types",
            paramLabel = "TYPE",
            split = ",",
            description = "Only these: question.asked, question.* … Comma-separated, or given again.")
    private List<String> types = List.of();

    @Option(names = "--subject", paramLabel = "STREAM", description = "Only events of this thing: question/0192…")
    public @Nullable String subject;

    /** Of these types, or families with {@code .*}. */
    public static EventQuery ofTypes(List<String> types) {
        EventQuery query = new EventQuery();
        query.types = List.copyOf(types);
        return query;
    }

    /** The types that somebody asked for; none stands for all. */
    public List<String> types() {
        return List.copyOf(types);
    }

    Map<String, String> parameters() {
        Map<String, String> parameters = new LinkedHashMap<>();
        if (log != null) parameters.put("log", log);
        if (!types.isEmpty()) parameters.put("types", String.join(",", types));
        if (subject != null) parameters.put("subject", subject);
        return parameters;
    }

    public Map<String, String> parametersAfter(String cursor) {
        Map<String, String> parameters = parameters();
        parameters.put("after", cursor);
        return parameters;
    }
}
