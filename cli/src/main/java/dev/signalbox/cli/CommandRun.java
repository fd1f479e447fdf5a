package dev.signalbox.cli;

import dev.signalbox.client.http.HubApi;
import dev.signalbox.client.http.TraceApi;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** One run of one command: what was set, where to write, and the hub, which is not touched before it is asked for. One thread. */
final class CommandRun {
    private static final String USER_AGENT = "signalbox-cli/" + Version.text();

    private final Program program;
    private final Shell shell;
    private final GlobalOptions options;
    private @Nullable Output output;
    private @Nullable Settings settings;
    private @Nullable HubApi hub;
    private @Nullable TraceApi traces;

    /** @param options filled in before the command runs */
    CommandRun(Program program, Shell shell, GlobalOptions options) {
        this.program = program;
        this.shell = shell;
        this.options = options;
    }

    /** The program that this is a command of, to run other commands. */
    Program program() {
        return program;
    }

    Shell shell() {
        return shell;
    }

    Output output() {
        if (output == null) output = new Output(shell, options.output, options.quiet);
        return output;
    }

    /** Whether somebody said where the hub is. */
    boolean isUrlGiven() {
        return options.url != null || shell.variable("SIGNALBOX_URL") != null;
    }

    Settings settings() {
        if (settings == null) settings = Settings.of(options, shell);
        return settings;
    }

    HubApi hub() {
        if (hub == null) hub = new HubApi(settings().url(), settings()::key, USER_AGENT);
        return hub;
    }

    TraceApi traces() {
        if (traces == null) traces = new TraceApi(settings().url(), settings()::key, USER_AGENT);
        return traces;
    }

    /** Waits for the hub's answer. Fails with what the future failed with, unwrapped. */
    static <T> T await(CompletableFuture<T> answer) {
        try {
            return answer.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) throw cause;
            throw e;
        }
    }
}
