package dev.signalbox.cli.run;

import dev.signalbox.cli.text.Ink;
import dev.signalbox.cli.text.Output;
import dev.signalbox.client.http.AgentApi;
import dev.signalbox.client.http.HookApi;
import dev.signalbox.client.http.HubApi;
import dev.signalbox.client.http.TraceApi;
import dev.signalbox.client.thread.Waits;
import java.net.URI;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One run of one command: what was set, where to write, and the hub, which is not touched before it is asked for. One
 * thread.
 */
public final class CommandRun {
    private static final String USER_AGENT = "signalbox-cli/" + Version.text();

    private final Program program;
    private final Shell shell;
    private final GlobalOptions options;
    private int exitCode = ExitCode.DONE;
    private @Nullable Output output;
    private @Nullable Settings settings;
    private @Nullable HubApi hub;
    private @Nullable TraceApi traces;

    /** @param options filled in before the command runs */
    public CommandRun(Program program, Shell shell, GlobalOptions options) {
        this.program = program;
        this.shell = shell;
        this.options = options;
    }

    /** The same without options, in a shell with other values for some variables: on another hub. */
    public CommandRun with(Map<String, String> variables) {
        return new CommandRun(program, shell.with(variables), new GlobalOptions());
    }

    /** The program that this is a command of, to run other commands. */
    public Program program() {
        return program;
    }

    public Shell shell() {
        return shell;
    }

    /** This moment, by the shell's clock. */
    public Instant now() {
        return shell.clock().instant();
    }

    public Output output() {
        if (output == null) {
            Ink ink = new Ink(shell.colours());
            output = new Output(shell.out(), shell.err(), ink, options.output, options.quiet, shell.lineWidth());
        }
        return output;
    }

    /** Whether somebody said where the hub is. */
    public boolean isUrlGiven() {
        return options.url != null || shell.variable("SIGNALBOX_URL") != null;
    }

    public Settings settings() {
        if (settings == null) settings = Settings.of(options, shell);
        return settings;
    }

    public HubApi hub() {
        if (hub == null) hub = hubIn(settings().space());
        return hub;
    }

    /** The same hub in a space, whatever was set; null for the space that the key opens. */
    public HubApi hubIn(@Nullable String space) {
        return hubBy(settings().key(), space);
    }

    /** The same with another key. */
    public HubApi hubBy(@Nullable String key, @Nullable String space) {
        return new HubApi(
                settings().url(),
                () -> key,
                USER_AGENT,
                HubApi.ANSWER_TIMEOUT,
                HubApi.UPLINK_BYTES_A_SECOND,
                settings().trust(),
                space);
    }

    public TraceApi traces() {
        if (traces == null)
            traces = new TraceApi(
                    settings().url(),
                    settings()::key,
                    USER_AGENT,
                    settings().trust(),
                    settings().space());
        return traces;
    }

    /** The hub's door for agents. */
    public AgentApi agents() {
        return new AgentApi(
                settings().url(),
                settings()::key,
                USER_AGENT,
                settings().trust(),
                settings().space());
    }

    /** The hub's doors for hooks of coding agents. */
    public HookApi hooks() {
        return hooksAt(settings().url(), settings().key());
    }

    /** The same doors of another hub, by another key. */
    public HookApi hooksAt(URI url, @Nullable String key) {
        return new HookApi(
                url, () -> key, USER_AGENT, settings().trust(), settings().space());
    }

    /** The command ends with this {@link ExitCode}, and not with {@link ExitCode#DONE}. */
    public void endsWith(int code) {
        exitCode = code;
    }

    int exitCode() {
        return exitCode;
    }

    /** Waits for the hub's answer. Fails with what the future failed with, unwrapped. */
    public <T> T await(CompletableFuture<T> answer) {
        return Waits.join(answer);
    }
}
