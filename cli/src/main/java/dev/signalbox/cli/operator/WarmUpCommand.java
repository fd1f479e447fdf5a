package dev.signalbox.cli.operator;

import dev.signalbox.cli.run.CommandRun;
import dev.signalbox.cli.run.ExitCode;
import dev.signalbox.cli.run.OwnHub;
import dev.signalbox.cli.run.Pause;
import dev.signalbox.cli.run.Shell;
import dev.signalbox.cli.run.Subcommand;
import dev.signalbox.cli.run.TemporaryFolder;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;

/**
 * Goes once through what users do, on a hub of its own, so that the JVM loads the classes that the launcher then keeps
 * in its archive. Not for people.
 */
@Command(name = "warm-up", hidden = true, description = "Load what the other commands need.", footer = "")
public final class WarmUpCommand implements Subcommand {
    /** A start must not hang on what only makes starts faster. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final List<List<String>> USUAL = List.of(
            List.of("status"),
            List.of("notify", "warm", "--priority", "4", "--tag", "up"),
            List.of("ask", "warm?", "--option", "yes", "--option", "no", "--expires", "1h"),
            List.of("inbox"),
            List.of("answer", "1", "yes"),
            List.of("answer", "1", "no"),
            List.of("inbox", "--all", "--output", "json"),
            List.of("events", "--output", "jsonl"),
            List.of("tail", "--after", "start", "--count", "1"),
            List.of("keys", "list"),
            List.of("projections", "list"),
            List.of("traces", "list"),
            List.of("traces", "cost", "--by", "model"),
            List.of("prices", "list"),
            List.of("ask"));

    @Override
    public void run(CommandRun run) {
        Thread watch = new Thread(WarmUpCommand::giveUpInTime, "watch");
        watch.setDaemon(true);
        watch.start();
        try (TemporaryFolder folder = TemporaryFolder.make();
                OwnHub hub = OwnHub.start(folder.path().resolve("hub"))) {
            Shell shell = silent(folder.path(), hub.environment());
            for (List<String> arguments : USUAL) run.program().run(shell, arguments.toArray(String[]::new));
        }
    }

    private static Shell silent(Path folder, Map<String, String> hub) {
        Map<String, String> environment = new HashMap<>(hub);
        environment.put("XDG_STATE_HOME", folder.toString());
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
        return new Shell(environment, InputStream.nullInputStream(), nowhere, nowhere, folder, "", Clock.systemUTC());
    }

    private static void giveUpInTime() {
        Pause.of(PATIENCE);
        Runtime.getRuntime().halt(ExitCode.TIMED_OUT);
    }
}
