package dev.signalbox.cli.trace;

import dev.signalbox.cli.run.CommandRun;
import dev.signalbox.cli.run.Failure;
import dev.signalbox.cli.run.Subcommand;
import dev.signalbox.wire.resource.Observation;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "show",
        description = "A trace as a waterfall: each step below the one that made it, with a bar where it lay.",
        footer = {
            "%nExamples:",
            "  signalbox traces show 4bf92f3577b34da6a3ce929d0e0e4736",
            "  signalbox traces show TRACE --observation 00f067aa0ba902b7",
            "  signalbox traces show TRACE --ids             with the ids of its steps",
            "  signalbox traces show TRACE --all | less -R",
            "%nBars: █ call of a model (░ until its first token), ▒ other work, ◆ event,",
            "→ still running. ✗ error, ! warning."
        })
final class TracesShowCommand implements Subcommand {
    @Parameters(paramLabel = "TRACE", description = "Its id or the beginning of it; signalbox traces list shows them.")
    private String trace = "";

    @Option(
            names = "--observation",
            paramLabel = "ID",
            description = "One step with its input, output and metadata; its id, or its name if only one has it.")
    private @Nullable String observation;

    @Option(names = "--all", description = "All steps, not the first 200.")
    private boolean all;

    @Option(names = "--ids", description = "Ids of steps, not their names.")
    private boolean ids;

    @Override
    public void run(CommandRun run) {
        trace = TraceCommands.whole(run, trace);
        if (observation == null) new ShownTrace(trace, all, ids).show(run);
        else one(run, observation);
    }

    private void one(CommandRun run, String wanted) {
        Observation found = run.await(run.traces().observation(trace, idOf(run, wanted)));
        run.output().one(found, TraceSheet.observation(found, run.output().ink()), found.id());
    }

    /** What is no id may be the name of exactly one. */
    private String idOf(CommandRun run, String wanted) {
        List<Observation> first = run.await(
                        run.traces().observations(trace, Map.of("limit", Integer.toString(ShownTrace.PAGE_MAX))))
                .items();
        if (first.stream().anyMatch(each -> each.id().equals(wanted))) return wanted;
        List<Observation> named =
                first.stream().filter(each -> wanted.equals(each.name())).toList();
        if (named.size() > 1) {
            throw Failure.usage(
                    named.size() + " steps are named \"" + wanted + "\".",
                    "Take the id from: signalbox traces show " + trace + " --ids");
        }
        return named.isEmpty() ? wanted : named.get(0).id();
    }
}
