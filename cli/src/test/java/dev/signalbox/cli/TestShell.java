package dev.signalbox.cli;

import dev.signalbox.cli.run.Shell;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** Runs the command in this process, in a folder and with an environment of the test's own, and keeps what it said. */
public final class TestShell {
    private final Path folder;
    private final Map<String, String> environment = new HashMap<>();
    private String terminals = "";
    private InputStream in = new ByteArrayInputStream(new byte[0]);

    public TestShell(Path folder) {
        this.folder = folder;
        environment.put("HOME", folder.resolve("home").toString());
    }

    /** How one run ended. */
    public record Run(int exitCode, String out, String err) {
        /** Standard output without the line break at its end. */
        public String result() {
            return out.stripTrailing();
        }

        public List<String> lines() {
            return out.lines().toList();
        }
    }

    public TestShell with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    public TestShell onTerminals(String numbers) {
        terminals = numbers;
        return this;
    }

    public TestShell typing(InputStream typed) {
        in = typed;
        return this;
    }

    public Run run(String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int exitCode = SignalboxCli.run(shell(out, err), arguments);
        return new Run(exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /** The same for a run that the test watches while it goes on. */
    public Live start(String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        AtomicBoolean isRead = new AtomicBoolean(true);
        OutputStream pipe = new FilterOutputStream(out) {
            @Override
            public void write(int b) throws IOException {
                if (!isRead.get()) throw new IOException("nobody reads any more");
                super.write(b);
            }
        };
        Shell shell = shell(pipe, err);
        return new Live(out, err, isRead, CompletableFuture.supplyAsync(() -> SignalboxCli.run(shell, arguments)));
    }

    /** A run that goes on. */
    public record Live(
            ByteArrayOutputStream outBytes,
            ByteArrayOutputStream errBytes,
            AtomicBoolean isRead,
            CompletableFuture<Integer> exitCode) {
        /** Nobody reads what it says any more: it ends at the next word. */
        void hangUp() {
            isRead.set(false);
        }

        public String out() {
            return outBytes.toString(StandardCharsets.UTF_8);
        }

        String err() {
            return errBytes.toString(StandardCharsets.UTF_8);
        }

        /** Waits for its end. */
        public Run end() {
            return new Run(exitCode.orTimeout(60, TimeUnit.SECONDS).join(), out(), err());
        }
    }

    public Shell shell(OutputStream out, OutputStream err) {
        return new Shell(
                Map.copyOf(environment),
                in,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                folder,
                terminals,
                Clock.systemUTC());
    }
}
