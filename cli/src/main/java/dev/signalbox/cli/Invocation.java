package dev.signalbox.cli;

import dev.signalbox.client.http.HubApi;
import dev.signalbox.client.http.TraceApi;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** One run of one subcommand: what was set, where to write, and the hub, which is not touched before it is asked for. One thread. */
final class Invocation {
    private final Shell shell;
    private final Output output;
    private final GlobalOptions options;
    private @Nullable Settings settings;
    private @Nullable HubApi hub;
    private @Nullable TraceApi traces;

    private Invocation(Shell shell, GlobalOptions options) {
        this.shell = shell;
        this.options = options;
        this.output = new Output(shell, options.output, options.quiet);
    }

    /** @param spec of the subcommand, as picocli injected it */
    static Invocation of(@Nullable CommandSpec spec) {
        SignalboxCli cli = (SignalboxCli) Objects.requireNonNull(spec).root().userObject();
        return new Invocation(cli.shell(), cli.options());
    }

    Shell shell() {
        return shell;
    }

    Output output() {
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
        if (hub == null) {
            String key = settings().key();
            hub = new HubApi(settings().url(), () -> key, "signalbox-cli/" + Version.text());
        }
        return hub;
    }

    TraceApi traces() {
        if (traces == null) {
            String key = settings().key();
            traces = new TraceApi(settings().url(), () -> key, "signalbox-cli/" + Version.text());
        }
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
