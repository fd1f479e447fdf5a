package dev.signalbox.cli.inbox;

import dev.signalbox.cli.run.CommandRun;
import dev.signalbox.cli.run.Completion;
import dev.signalbox.cli.run.Subcommand;
import dev.signalbox.cli.text.Ink;
import dev.signalbox.wire.command.CancelQuestion;
import dev.signalbox.wire.resource.Question;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command {@code signalbox cancel}. */
@Command(
        name = "cancel",
        description = "Take a question back: nobody needs the answer any more.",
        footer = {
            "%nExamples:",
            "  signalbox cancel 2                number 2 of your last inbox",
            "  signalbox cancel 019aa3f0-0000 --reason \"deployed by hand\"",
            "%nWhoever waits for it is told that there will be no answer. Exit code 5:",
            "somebody answered first; their answer is on standard error."
        })
final class CancelCommand implements Subcommand {
    @Parameters(
            paramLabel = "ID",
            description = "The question's id, the beginning of it, or its number in your last inbox.",
            completionCandidates = Completion.Numbers.class)
    private String which = "";

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for whoever reads it later.")
    private @Nullable String reason;

    @Override
    public void run(CommandRun run) {
        CancelQuestion wish = new CancelQuestion(reason);
        Question cancelled = run.await(run.hub().cancel(new Targets(run).question(which), wish));
        Ink ink = run.output().ink();
        run.output().one(cancelled, ink.green("Cancelled ") + Ink.plain(cancelled.prompt()), cancelled.id());
    }
}
