package dev.signalbox.cli.inbox;

import dev.signalbox.cli.run.CommandRun;
import dev.signalbox.cli.run.Subcommand;
import dev.signalbox.cli.text.Ink;
import dev.signalbox.wire.command.AnswerQuestion;
import dev.signalbox.wire.resource.Question;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command {@code signalbox answer}. */
@Command(
        name = "answer",
        description = "Answer a question. The first valid answer wins.",
        footer = {
            "%nExamples:",
            "  signalbox inbox                 lists what is open, numbered",
            "  signalbox answer 2 sqlite       answers number 2 of that list",
            "  signalbox answer 0192f0c1-…-7a1b approve --comment \"after the backup\"",
            "%nExit code 5: somebody else answered first; their answer is on standard error."
        })
public final class AnswerCommand implements Subcommand {
    @Parameters(index = "0", paramLabel = "ID", description = "The question's id, or its number in your last inbox.")
    private String which = "";

    @Parameters(
            index = "1",
            paramLabel = "VALUE",
            description = "One of its options; approve or decline; or your text.")
    private String value = "";

    @Option(names = "--comment", paramLabel = "TEXT", description = "Why, for whoever reads it later.")
    private @Nullable String comment;

    @Option(
            names = "--on-behalf-of",
            paramLabel = "PERSON",
            description = "For whom you speak (\"slack:U123 Jane\"); only keys of bots may.")
    private @Nullable String onBehalfOf;

    @Override
    public void run(CommandRun run) {
        AnswerQuestion answer = new AnswerQuestion(value, comment, onBehalfOf, "cli");
        String id = LastInbox.of(run).id(which, LastInbox.QUESTION);
        Question answered = run.await(run.hub().answer(id, answer));
        Ink ink = run.output().ink();
        String text = ink.green("Answered ") + Ink.plain(answered.prompt()) + "  " + ink.bold(value);
        run.output().one(answered, text, answered.id());
    }
}
