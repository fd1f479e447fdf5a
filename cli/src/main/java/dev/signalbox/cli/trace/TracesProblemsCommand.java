package dev.signalbox.cli.trace;

import dev.signalbox.cli.run.CommandRun;
import dev.signalbox.cli.run.Subcommand;
import dev.signalbox.cli.text.Ages;
import dev.signalbox.cli.text.Columns;
import dev.signalbox.cli.text.Ink;
import dev.signalbox.cli.text.Output;
import dev.signalbox.cli.text.Table;
import dev.signalbox.wire.resource.Page;
import dev.signalbox.wire.resource.TraceProblem;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "problems",
        description = "What was sent and could not be taken as it came, and what is missing.",
        footer = {
            "%nExamples:",
            "  signalbox traces problems",
            "  signalbox traces problems 4bf92f3577b34da6a3ce929d0e0e4736",
            "%nwarning: kept, but not as it came. refused: not kept. unknown_model: tokens",
            "without a price. unpriced_usage: usage of which the price says nothing.",
            "dangling_parent: the step around it has not come. parents_in_a_ring: the steps",
            "around it lead back to it. impossible_times: it ends before it begins."
        })
final class TracesProblemsCommand implements Subcommand {
    @Parameters(
            paramLabel = "TRACE",
            arity = "0..1",
            description = "Only of this trace: its id or the beginning of it.")
    private @Nullable String trace;

    @Option(names = "--limit", paramLabel = "N", description = "At most so many, 1 to 500. Default: 50.")
    private @Nullable Integer limit;

    @Override
    public void run(CommandRun run) {
        if (trace != null) trace = TraceCommands.whole(run, trace);
        Output output = run.output();
        Map<String, String> query = new LinkedHashMap<>();
        TraceFilterOptions.put(query, "traceId", trace);
        TraceFilterOptions.put(query, "limit", limit == null ? null : limit.toString());
        Page<TraceProblem> page = run.await(run.traces().problems(query));
        Instant now = run.now();
        Columns<TraceProblem> columns = new Columns<TraceProblem>()
                .with("KIND", TraceProblem::kind)
                .with("AGE", each -> each.at() == null ? null : Ages.since(each.at(), now))
                .with("COUNT", TraceProblem::count)
                .with("WHAT", each -> new Table.Ready(Ink.plain(each.detail()) + about(each, output.ink())));
        output.list(page.items(), columns);
        if (page.items().isEmpty()) output.note("No problems: everything was taken as it came.");
        if (page.nextCursor() != null) output.note("There are more: --limit shows up to 500.");
    }

    private String about(TraceProblem problem, Ink ink) {
        return problem.traceId() == null || trace != null ? "" : "  " + ink.dim(problem.traceId());
    }
}
