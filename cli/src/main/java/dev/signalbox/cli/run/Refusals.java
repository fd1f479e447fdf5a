package dev.signalbox.cli.run;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.cli.text.ConflictTable;
import dev.signalbox.cli.text.Ink;
import dev.signalbox.cli.text.Output;
import dev.signalbox.cli.text.Prose;
import dev.signalbox.client.http.HubRefused;
import dev.signalbox.client.http.HubUnreachable;
import dev.signalbox.client.http.HubUrl;
import dev.signalbox.client.http.SnapshotMismatch;
import dev.signalbox.wire.InvalidInput;
import dev.signalbox.wire.PlainWords;
import dev.signalbox.wire.Problem;
import dev.signalbox.wire.ProblemCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says on standard error why a command failed and what to do next, and chooses the exit code. */
public final class Refusals {
    private final CommandRun run;
    private final Shell shell;
    private final Ink ink;

    public Refusals(CommandRun run) {
        this.run = run;
        this.shell = run.shell();
        this.ink = new Ink(shell.colours() && shell.progress());
    }

    public int usage(ParameterException wrong) {
        CommandLine command = wrong.getCommandLine();
        say(wrong(wrong));
        if (wrong instanceof UnmatchedArgumentException unmatched) {
            List<String> near = near(unmatched);
            if (!near.isEmpty()) next("Did you mean " + String.join(" or ", near) + "?");
        }
        next("See: " + command.getCommandSpec().qualifiedName() + " --help");
        return ExitCode.USAGE;
    }

    private static String wrong(ParameterException wrong) {
        CommandSpec command = wrong.getCommandLine().getCommandSpec();
        boolean namesNone = wrong instanceof UnmatchedArgumentException unmatched
                && !command.subcommands().isEmpty()
                && !unmatched.getUnmatched().isEmpty()
                && !unmatched.getUnmatched().get(0).startsWith("-");
        if (!namesNone) return PlainWords.sentence(String.valueOf(wrong.getMessage()));
        String typed = ((UnmatchedArgumentException) wrong).getUnmatched().get(0);
        String group = command.parent() == null ? "" : command.name() + " ";
        return "There is no command " + group + typed + ".";
    }

    private static List<String> near(UnmatchedArgumentException unmatched) {
        String typed = unmatched.getUnmatched().isEmpty()
                ? ""
                : unmatched.getUnmatched().get(0);
        CommandSpec command = unmatched.getCommandLine().getCommandSpec();
        Set<String> known = typed.startsWith("-")
                ? command.optionsMap().keySet()
                : command.subcommands().keySet();
        return Suggestions.of(typed, List.copyOf(known));
    }

    int failed(Throwable failure, CommandLine command) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof Output.Closed) return ExitCode.DONE;
        if (cause instanceof ParameterException wrong) return usage(wrong);
        if (cause instanceof Failure known) return known(known);
        if (cause instanceof InvalidInput input) return invalid(input, command);
        if (cause instanceof HubRefused refused) return refused(refused, command);
        if (cause instanceof HubUnreachable unreachable) return unreachable(unreachable);
        if (cause instanceof SnapshotMismatch mismatch) return mismatch(mismatch);
        return unexpected(cause);
    }

    private int known(Failure failure) {
        say(String.valueOf(failure.getMessage()));
        if (!failure.nextStep().isEmpty()) next(failure.nextStep());
        return failure.exitCode();
    }

    /** The contract's own check, made before anything was sent. */
    private int invalid(InvalidInput input, CommandLine command) {
        tell(Wording.of("The request is not valid", input.detail()));
        next("See: " + command.getCommandSpec().qualifiedName() + " --help");
        return ExitCode.USAGE;
    }

    private int refused(HubRefused refused, CommandLine command) {
        Problem problem = refused.problem();
        boolean ofTheKey = problem.is(ProblemCode.UNAUTHORIZED);
        List<String> told = Wording.of(problem.title(), problem.detail());
        tell(ofTheKey ? told.subList(0, 1) : told);
        problem.errors().stream()
                .filter(error -> !error.detail().equals(problem.detail()))
                .forEach(error ->
                        next(error.pointer() + ": " + String.join(" ", Wording.of(problem.title(), error.detail()))));
        if (problem.answer() != null) next("The answer is " + answer(problem.answer()) + ".");
        ConflictTable.of(problem, ink).forEach(line -> shell.err().println("  " + line));
        String step = stepAfter(problem, command);
        if (step != null) next(step);
        refused.retryAfter().ifPresent(wait -> next("Try again in " + Math.max(1, wait.toSeconds()) + " s."));
        return exitCodeOf(ProblemCode.of(problem.code()));
    }

    /** Why the hub refused, in one line. */
    public static String inWords(Problem problem) {
        return String.join(" ", Wording.of(problem.title(), problem.detail()));
    }

    /** The same without its full stop, to stand within a sentence. */
    public static String within(Problem problem) {
        return inWords(problem).replaceFirst("\\.$", "");
    }

    private int unreachable(HubUnreachable unreachable) {
        say("The hub cannot be reached: " + unreachable.getMessage());
        String step = aboutTls(unreachable);
        if (step != null) {
            next(step);
            return ExitCode.UNREACHABLE;
        }
        Path noted = run.settings().urlFile();
        if (noted != null) next("The address is from " + noted + ", which a hub that was killed leaves behind.");
        next("Start one with: ./signalbox hub    Or say where it is: --url or SIGNALBOX_URL.");
        return ExitCode.UNREACHABLE;
    }

    private static @Nullable String aboutTls(HubUnreachable unreachable) {
        return switch (unreachable.reason()) {
            case NO_ANSWER -> null;
            case SILENCE, NO_TLS -> "Say it otherwise: --url or SIGNALBOX_URL.";
            case CERTIFICATE_UNKNOWN -> "Give who has signed it: --ca FILE.pem or SIGNALBOX_CA=FILE.pem";
            case CERTIFICATE_OF_OTHER_NAME -> "Call it by its name: --url https://NAME:PORT or SIGNALBOX_URL.";
            case CERTIFICATE_OUT_OF_TIME, TLS -> "What it shows: openssl s_client -connect HOST:PORT -showcerts";
        };
    }

    private int mismatch(SnapshotMismatch mismatch) {
        say(String.valueOf(mismatch.getMessage()));
        next(mismatch.nextStep());
        return ExitCode.UNREACHABLE;
    }

    private int unexpected(Throwable failure) {
        say("This should not happen: " + failure);
        if (shell.variable("SIGNALBOX_DEBUG") == null) next("SIGNALBOX_DEBUG=1 shows where; please report it.");
        else failure.printStackTrace(shell.err());
        return ExitCode.REFUSED;
    }

    private @Nullable String stepAfter(Problem problem, CommandLine command) {
        ProblemCode code = ProblemCode.of(problem.code());
        if (code == ProblemCode.UNAUTHORIZED) {
            Settings settings = run.settings();
            if (settings.key() != null)
                return "The key in use was refused; ask an admin for: signalbox keys create NAME --role ROLE";
            String looked = settings.adminKey() == null ? "" : " There is no " + settings.adminKey() + " either.";
            return "No key was given." + looked + " Set SIGNALBOX_KEY, or SIGNALBOX_DATA to the hub's data folder.";
        }
        if (code == ProblemCode.FORBIDDEN) return forbidden();
        if (code == ProblemCode.NOT_FOUND) return whatThereIs(problem, command);
        return null;
    }

    /** The key of a program often stays in the shell in which a person goes on, and their own would have opened. */
    private String forbidden() {
        Settings settings = run.settings();
        String status = "What this key may do: signalbox status";
        String variable = shell.variable("SIGNALBOX_KEY");
        boolean ofVariable = variable != null && variable.strip().equals(settings.key());
        if (!ofVariable || !HubUrl.isLoopback(settings.url())) return status;
        Path adminKey = Settings.adminKey(shell);
        if (!Files.exists(adminKey)) return status;
        return status + "    It is that of SIGNALBOX_KEY; with " + adminKey + ": env -u SIGNALBOX_KEY signalbox …";
    }

    private static @Nullable String whatThereIs(Problem problem, CommandLine command) {
        if (problem.detail().startsWith("there is no such space")) return "What there is: signalbox space list";
        String group = command.getCommandSpec().qualifiedName().replaceAll("^signalbox (\\w+).*", "$1");
        return switch (group) {
            case "table" -> "What there is: signalbox table list    and its rows: signalbox table show TABLE";
            case "traces" ->
                "What there is: signalbox traces list    What could not be read: signalbox traces problems";
            case "keys", "projections", "space", "backup", "prices" -> "What there is: signalbox " + group + " list";
            case "verify" -> "Begin to: signalbox verify";
            case "move" -> "Begin to: signalbox move --to TARGET    More: signalbox move --help";
            case "roadmap" -> "What there is: signalbox roadmap list    What was: signalbox roadmap history";
            case "show", "wait", "answer", "receipt", "cancel", "acknowledge", "resolve" ->
                "What there is: signalbox inbox --all";
            default -> null;
        };
    }

    /** Whether the same may be asked again in a while: the hub is busy, or not ready. */
    public static boolean isPassing(HubRefused refused) {
        return refused.is(ProblemCode.OVERLOADED)
                || refused.is(ProblemCode.PROJECTION_LAGGING)
                || refused.is(ProblemCode.RATE_LIMITED);
    }

    public static int exitCodeOf(@Nullable ProblemCode code) {
        boolean conflict = code == ProblemCode.VERSION_CONFLICT
                || code == ProblemCode.ALREADY_RESOLVED
                || code == ProblemCode.IDEMPOTENCY_CONFLICT;
        return conflict ? ExitCode.CONFLICT : ExitCode.REFUSED;
    }

    private static String answer(JsonNode answer) {
        String person = answer.hasNonNull("onBehalfOf")
                ? " for " + answer.path("onBehalfOf").asText()
                : "";
        return "\"" + answer.path("value").asText() + "\", given by "
                + answer.path("by").asText() + person;
    }

    /** What is wrong, and what the hub advises. */
    private void tell(List<String> sentences) {
        say(sentences.get(0));
        sentences.stream().skip(1).forEach(this::next);
    }

    private void say(String text) {
        shell.err().println(ink.red("signalbox: ") + Ink.plain(text));
    }

    /** One line of the terminal for each of the text. */
    private void next(String text) {
        int width = shell.progress() ? shell.columns() : Integer.MAX_VALUE;
        text.lines()
                .flatMap(line -> Prose.wrap("  " + Ink.plain(line), width).stream())
                .forEach(shell.err()::println);
    }
}
