package dev.signalbox.cli.inbox;

import dev.signalbox.cli.run.CommandRun;
import dev.signalbox.cli.run.Failure;
import dev.signalbox.cli.run.Subcommand;
import dev.signalbox.cli.text.Ink;
import dev.signalbox.cli.text.ResourceLines;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.TraceParent;
import dev.signalbox.wire.command.AskQuestion;
import dev.signalbox.wire.resource.Question;
import dev.signalbox.wire.resource.QuestionOption;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command {@code signalbox ask}. */
@Command(
        name = "ask",
        description = "Ask people something; with --wait, print their answer.",
        footer = {
            "%nExamples:",
            "  signalbox ask \"Which database?\" --option sqlite --option postgres",
            "  ans=$(signalbox ask \"Deploy?\" --approval --wait --expires 4h)",
            "  [ \"$ans\" = approve ] && ./deploy",
            "  signalbox ask \"Retry?\" --approval --expires 30m --default decline --wait",
            "  signalbox ask \"Deploy 1.4?\" --approval --once deploy-1.4 --wait",
            "%n--wait survives a restart of the hub. The question stays when you stop",
            "waiting; go on with: signalbox wait ID",
            "An approval is answered with approve or decline.",
            "With TRACEPARENT set (W3C) the wait shows in that trace."
        })
final class AskCommand implements Subcommand {
    @Parameters(paramLabel = "PROMPT", description = "The question, in one line.")
    private String prompt = "";

    @ArgGroup
    private Kind kind = new Kind();

    @Option(names = "--body", paramLabel = "TEXT", description = "What people need to know to answer.")
    private @Nullable String body;

    @Option(names = "--priority", paramLabel = "1..5", description = "1 least urgent, 5 most. Default: 3.")
    private @Nullable Integer priority;

    @Option(names = "--tag", paramLabel = "TAG", description = "A word to filter by. May be given again.")
    private List<String> tags = List.of();

    @Option(names = "--expires", paramLabel = "DURATION", description = "The deadline, from now: 30m, 4h, 7d …")
    private @Nullable String expiresIn;

    @Option(
            names = "--default",
            paramLabel = "ANSWER",
            description = "The answer when the deadline passes without one.")
    private @Nullable String defaultValue;

    @Option(names = "--exclude-asker", description = "The key that asks may not answer.")
    private boolean excludeAsker;

    @Option(names = "--wait", description = "Wait for the answer and print it, nothing else.")
    private boolean wait;

    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            description = "Stop waiting after this time (exit code 4). Default: wait on.")
    private @Nullable Duration timeout;

    @Option(names = "--id", paramLabel = "UUID", description = "Its id, made before: repeating with it asks only once.")
    private @Nullable String id;

    @Option(
            names = "--once",
            paramLabel = "KEY",
            description = "Ask once under this key: when it was asked before, take that question.")
    private @Nullable String once;

    static final class Kind {
        @Option(names = "--option", paramLabel = "X", description = "An answer to choose from. Give it 2 to 20 times.")
        private @Nullable List<String> options;

        @Option(names = "--approval", description = "Ask for approve or decline.")
        private boolean approval;

        @Option(names = "--text", description = "Any text answers. This is the default.")
        boolean text;
    }

    @Override
    public void run(CommandRun run) {
        if (timeout != null && !wait) {
            throw Failure.usage("--timeout says how long to wait, and there is no --wait.", "Add --wait.");
        }
        if (id != null && once != null) {
            throw Failure.usage("--once says which id the question has.", "Leave --id out, or --once.");
        }
        AskQuestion question = question(id == null && once == null ? Ids.next() : id, run);
        Question asked = run.await(run.hub().ask(question));
        if (once != null && !question.isAsked(asked))
            run.output().note("It was asked before in other words, which stand: " + asked.prompt());
        if (!wait) {
            Ink ink = run.output().ink();
            String text =
                    ink.green("Asked ") + ResourceLines.question(asked, ink, run.now()) + "  " + ink.dim(asked.id());
            run.output().one(asked, text, asked.id());
            return;
        }
        run.output().note("Asked " + asked.id() + "; waiting for the answer …");
        new AnswerWait(run).print(asked, timeout);
    }

    /** What is malformed is left out, as the standard says. */
    private static @Nullable String trace(CommandRun run) {
        String given = run.shell().variable("TRACEPARENT");
        return TraceParent.parse(given) == null ? null : given;
    }

    private AskQuestion question(@Nullable String questionId, CommandRun run) {
        return new AskQuestion(
                questionId,
                once,
                questionKind(),
                prompt,
                body,
                kind.options == null
                        ? List.of()
                        : kind.options.stream().map(QuestionOption::of).toList(),
                priority,
                tags,
                expiresIn,
                null,
                defaultValue == null ? Question.OnExpiry.EXPIRE : Question.OnExpiry.DEFAULT,
                defaultValue,
                excludeAsker ? true : null,
                null,
                trace(run));
    }

    private Question.Kind questionKind() {
        if (kind.options != null) return Question.Kind.CHOICE;
        return kind.approval ? Question.Kind.APPROVAL : Question.Kind.TEXT;
    }
}
