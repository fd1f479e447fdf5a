package dev.signalbox.cli.trace;

import dev.signalbox.cli.run.CommandRun;
import dev.signalbox.cli.run.Subcommand;
import dev.signalbox.cli.text.Output;
import dev.signalbox.wire.resource.Page;
import dev.signalbox.wire.resource.Trace;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "list",
        description = "Traces, the newest first, also those that still run.",
        footer = {
            "%nExamples:",
            "  signalbox traces list",
            "  signalbox traces list --from 24h --level error",
            "  signalbox traces list --user jane --min-cost 0.05",
            "  signalbox traces list --text \"connection refused\" --limit 200",
            "  signalbox traces show $(signalbox traces list --limit 1 --quiet)",
            "%nSTATE: ✗ errors, ! warnings, → running. COST with +? lacks what has no price:",
            "signalbox prices list --unknown"
        })
final class TracesListCommand implements Subcommand {
    @Mixin
    private final TraceFilterOptions filter = new TraceFilterOptions();

    @Option(names = "--limit", paramLabel = "N", description = "At most so many, 1 to 500. Default: 50.")
    private @Nullable Integer limit;

    @Override
    public void run(CommandRun run) {
        Output output = run.output();
        Instant now = run.now();
        Map<String, String> query = filter.query(now);
        TraceFilterOptions.put(query, "limit", limit == null ? null : limit.toString());
        Page<Trace> page = run.await(run.traces().traces(query));
        output.list(page.items(), traces -> {
            if (output.isQuiet()) return traces.stream().map(Trace::id).collect(Collectors.joining("\n"));
            if (traces.isEmpty()) return "";
            return TraceText.list(traces, output.ink(), run.shell().columns(), now);
        });
        if (page.items().isEmpty()) output.note("No such traces.");
        if (page.nextCursor() != null) output.note("There are more: --limit shows up to 500, --to older ones.");
    }
}
