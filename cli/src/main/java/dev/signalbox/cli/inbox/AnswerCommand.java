package dev.signalbox.cli.inbox;

import dev.signalbox.cli.run.CommandRun;
import dev.signalbox.cli.run.Completion;
import dev.signalbox.cli.run.Dialogue;
import dev.signalbox.cli.run.ExitCode;
import dev.signalbox.cli.run.Failure;
import dev.signalbox.cli.run.Subcommand;
import dev.signalbox.cli.text.Ink;
import dev.signalbox.wire.command.AnswerQuestion;
import dev.signalbox.wire.resource.Question;
import java.time.Instant;
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
            "  signalbox answer 2 s            the same, when only one option begins so",
            "  signalbox answer 2              shows the question, and asks you",
            "  signalbox answer 019aa3f0-0000 approve --comment \"after the backup\"",
            "%nExit code 5: somebody else answered first; their answer is on standard error."
        })
final class AnswerCommand implements Subcommand {
    @Parameters(
            index = "0",
            paramLabel = "ID",
            description = "The question's id, the beginning of it, or its number in your last inbox.",
            completionCandidates = Completion.Numbers.class)
    private String which = "";

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "VALUE",
            description = "One of its options, its number, or the beginning of it; or your text. Without it you are"
                    + " asked.")
    private @Nullable String value;

    @Option(names = "--comment", paramLabel = "TEXT", description = "Why, for whoever reads it later.")
    private @Nullable String comment;

    @Option(
            names = "--on-behalf-of",
            paramLabel = "PERSON",
            description = "For whom you speak (\"slack:U123 Jane\"); only keys of bots may.")
    private @Nullable String onBehalfOf;

    @Override
    public void run(CommandRun run) {
        if (value == null && !run.shell().interactive()) {
            throw Failure.usage(
                    "The answer is missing, and there is no terminal to ask at.",
                    "Give it: signalbox answer " + which + " VALUE    What is asked: signalbox show " + which);
        }
        Question question = run.await(run.hub().question(new Targets(run).question(which)));
        Instant seen = value == null ? run.now() : null;
        String meant = value == null ? asked(question, run) : meant(question, value);
        if (meant == null) {
            run.output().note("Nothing was answered; the question stays open.");
            return;
        }
        AnswerQuestion answer = new AnswerQuestion(meant, comment, onBehalfOf, "cli", seen);
        Question answered = run.await(run.hub().answer(question.id(), answer));
        Ink ink = run.output().ink();
        String text = ink.green("Answered ") + Ink.plain(answered.prompt()) + "  " + ink.bold(meant);
        run.output().one(answered, text, answered.id());
    }

    /** What is over takes no answer: the hub says how it ended. */
    private static String meant(Question question, String typed) {
        if (question.state() != Question.State.PENDING) return typed;
        Choice choice = Choice.of(question, typed);
        if (choice.value() != null) return choice.value();
        String whole = String.join(", ", Question.answersOf(question.kind(), question.options()));
        throw new Failure(
                ExitCode.REFUSED,
                choice.fault(),
                "Answer with one of " + whole + "; its number or the beginning of it will do.");
    }

    /** Null when the person has no answer. */
    private static @Nullable String asked(Question question, CommandRun run) {
        if (question.state() != Question.State.PENDING) {
            throw new Failure(
                    ExitCode.CONFLICT,
                    "The question was " + question.state().word() + " already.",
                    "What became of it: signalbox show " + question.id());
        }
        new ItemSheet(run).lines(Item.of(question)).forEach(run.output()::warn);
        run.output().warn("");
        String options = Choice.numbered(question);
        String prompt = (options.isEmpty() ? "Answer" : "Answer (" + options + ")") + ", empty for none: ";
        Dialogue dialogue = new Dialogue(run.shell());
        for (String typed = dialogue.ask(prompt); typed != null && !typed.isEmpty(); typed = dialogue.ask(prompt)) {
            Choice choice = Choice.of(question, typed);
            if (choice.value() != null) return choice.value();
            run.output().warn(Ink.plain(choice.fault()));
        }
        return null;
    }
}
