package dev.signalbox.cli.trace;

import dev.signalbox.cli.run.CommandRun;
import dev.signalbox.cli.run.Dialogue;
import dev.signalbox.cli.run.ExitCode;
import dev.signalbox.cli.run.Failure;
import dev.signalbox.cli.run.Progress;
import dev.signalbox.cli.run.Shell;
import dev.signalbox.cli.run.Subcommand;
import dev.signalbox.cli.text.Ink;
import dev.signalbox.cli.text.Output;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "delete",
        description = "Delete traces with all that was sent for them, at once and for good.",
        footer = {
            "%nExamples:",
            "  signalbox traces delete 4bf92f3577b34da6a3ce929d0e0e4736",
            "  signalbox traces delete --yes $(signalbox traces list --user jane --quiet)",
            "%nInputs, outputs and all other content are gone from the tables, the log and",
            "the file; that something stood there stays, with its hash, so that the log",
            "can still be verified. Old traces go by themselves when signalbox.yaml says",
            "so: traceRetention."
        })
final class TracesDeleteCommand implements Subcommand {
    @Parameters(paramLabel = "TRACE", arity = "1..*", description = "Its id or the beginning of it.")
    private List<String> traces = List.of();

    @Option(names = "--yes", description = "Do not ask.")
    private boolean yes;

    @Override
    public void run(CommandRun run) {
        Output output = run.output();
        Set<String> wanted = new LinkedHashSet<>();
        for (String trace : traces) wanted.add(TraceCommands.whole(run, trace));
        String what = wanted.size() == 1 ? "the trace " + wanted.iterator().next() : wanted.size() + " traces";
        if (!yes && !isConfirmed(run.shell(), what)) {
            output.warn("Nothing was deleted.");
            run.endsWith(ExitCode.USAGE);
            return;
        }
        Progress progress = new Progress(run.shell());
        int done = 0;
        boolean gone = true;
        for (String trace : wanted) {
            progress.at(done++ + " of " + wanted.size() + " traces");
            gone &= run.await(run.traces().deleteTrace(trace));
        }
        progress.end();
        if (!gone) {
            output.warn(
                    "The hub's files still have the words: somebody reads them for long, such as a program that copies"
                            + " them. The hub goes on until they are gone; signalbox status says when.");
        }
        output.one(
                Map.of("deleted", wanted),
                output.ink().green("Deleted ") + Ink.plain(what) + ", for good.",
                String.join(System.lineSeparator(), wanted));
    }

    private static boolean isConfirmed(Shell shell, String what) {
        if (!shell.interactive()) {
            throw Failure.usage("This deletes " + what + " for good, and there is nobody to ask.", "Add --yes.");
        }
        return new Dialogue(shell).isConfirmed("Delete " + Ink.plain(what) + " for good?");
    }
}
