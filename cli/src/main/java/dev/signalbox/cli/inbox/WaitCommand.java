package dev.signalbox.cli.inbox;

import dev.signalbox.cli.run.CommandRun;
import dev.signalbox.cli.run.Completion;
import dev.signalbox.cli.run.Subcommand;
import dev.signalbox.wire.resource.Question;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command {@code signalbox wait}. */
@Command(
        name = "wait",
        description = "Wait for the answer of a question that was asked before, and print it, nothing else.",
        footer = {
            "%nExamples:",
            "  id=$(signalbox ask \"Deploy?\" --approval --quiet)",
            "  ans=$(signalbox wait \"$id\" --timeout 4h)",
            "  signalbox wait 2                  number 2 of your last inbox",
            "%nIt survives a restart of the hub. Exit code 4: no answer in time, or the",
            "question ended without one. The question stays when you stop waiting."
        })
final class WaitCommand implements Subcommand {
    @Parameters(
            paramLabel = "ID",
            description = "The question's id, the beginning of it, or its number in your last inbox.",
            completionCandidates = Completion.Numbers.class)
    private String which = "";

    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            description = "Stop waiting after this time (exit code 4). Default: wait on.")
    private @Nullable Duration timeout;

    @Override
    public void run(CommandRun run) {
        Question question = run.await(run.hub().question(new Targets(run).question(which)));
        boolean pending = question.state() == Question.State.PENDING;
        if (pending) run.output().note("Waiting for the answer to: " + question.prompt() + " …");
        new AnswerWait(run).print(question, timeout);
    }
}
