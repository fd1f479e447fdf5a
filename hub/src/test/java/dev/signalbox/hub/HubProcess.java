package dev.signalbox.hub;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A hub in a process of its own, that can be killed like one. Its output is kept, and shown when it does not come up.
 */
public final class HubProcess implements AutoCloseable {
    static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();

    /**
     * JVM options of a process that lives for seconds; classes that the compiler made a moment ago need no
     * verification.
     */
    static final List<String> FAST_START = List.of(
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xshare:auto",
            "-XX:+UnlockDiagnosticVMOptions",
            "-XX:-BytecodeVerificationRemote");

    /**
     * Where children unpack the library of SQLite, which one that is killed leaves behind. It goes with this process.
     */
    private static final Path LIBRARIES = untilTheEnd();

    private static final long UP_SECONDS_MAX = 60;
    private static final long END_SECONDS_MAX = 30;
    private static final Pattern UP = Pattern.compile("Signalbox is up at (http://\\S+) after .*");

    private final Path data;
    private final Process process;
    private final Thread reader;
    private final Queue<String> output = new ConcurrentLinkedQueue<>();
    private final CountDownLatch upOrEnded = new CountDownLatch(1);
    private volatile URI url;

    private HubProcess(Path data, Process process) {
        this.data = data;
        this.process = process;
        this.reader = new Thread(this::read, "output of hub " + process.pid());
        reader.setDaemon(true);
        reader.start();
    }

    /**
     * How to start one.
     *
     * @param databaseUrl null for SQLite
     * @param main the class to run, with the data folder as its argument
     * @param jvm options of the virtual machine
     * @param wrapper a command that runs the command behind it; may be empty
     */
    public record Launch(Path data, String databaseUrl, Class<?> main, List<String> jvm, List<String> wrapper) {
        public static Launch on(Path data, String databaseUrl) {
            return new Launch(data, databaseUrl, HubProcessMain.class, List.of("-Xmx256m"), List.of());
        }

        public Launch main(Class<?> other) {
            return new Launch(data, databaseUrl, other, jvm, wrapper);
        }

        public Launch jvm(String... options) {
            return new Launch(data, databaseUrl, main, List.of(options), wrapper);
        }

        public Launch wrapper(List<String> command) {
            return new Launch(data, databaseUrl, main, jvm, command);
        }

        /** Starts it, and does not wait for it. */
        public HubProcess begin() {
            List<String> command = new ArrayList<>(wrapper);
            command.addAll(java(jvm, main.getName(), data.toString()));
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
            if (databaseUrl != null) builder.environment().put("DATABASE_URL", databaseUrl);
            try {
                return new HubProcess(data, builder.start());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Starts it, and waits until it can serve. */
        public HubProcess start() {
            HubProcess begun = begin();
            begun.awaitUp();
            return begun;
        }
    }

    /** A command that runs a class of the tests' class path in a process that lives for seconds, and may be killed. */
    public static List<String> java(List<String> jvm, String main, String... arguments) {
        List<String> command = new ArrayList<>(List.of(JAVA));
        command.addAll(jvm);
        command.addAll(FAST_START);
        command.addAll(ClassArchive.options());
        command.add("-Dorg.sqlite.tmpdir=" + LIBRARIES);
        command.add(main);
        command.addAll(List.of(arguments));
        return command;
    }

    private static Path untilTheEnd() {
        try {
            Path folder = Files.createTempDirectory("signalbox-libraries");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(folder)));
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void remove(Path folder) {
        try (DirectoryStream<Path> left = Files.newDirectoryStream(folder)) {
            for (Path file : left) Files.deleteIfExists(file);
            Files.delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where it listens. */
    public URI url() {
        return url;
    }

    /** A file as the process sees it, which may have mounts of its own. */
    public Path inside(Path path) {
        Path root = Path.of("/proc", Long.toString(process.pid()), "root");
        return Files.exists(root) ? root.resolve(path.getRoot().relativize(path)) : path;
    }

    public String adminKey() {
        try {
            return Files.readString(inside(data).resolve("admin.key")).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Process process() {
        return process;
    }

    /** What it has written so far. */
    public String output() {
        return String.join("\n", output);
    }

    /** {@code kill -9}. Returns when it is gone. */
    public void kill() {
        process.destroyForcibly();
        exitStatus();
    }

    /** {@code kill}: it stops in order. Returns its exit status. */
    public int stop() {
        process.destroy();
        return exitStatus();
    }

    /** Waits for its end. */
    public int exitStatus() {
        try {
            if (!process.waitFor(END_SECONDS_MAX, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("the hub did not end:\n" + output());
            }
            reader.join(TimeUnit.SECONDS.toMillis(END_SECONDS_MAX));
            return process.exitValue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        if (process.isAlive()) kill();
    }

    private void awaitUp() {
        try {
            if (upOrEnded.await(UP_SECONDS_MAX, TimeUnit.SECONDS) && url != null) return;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        process.destroyForcibly();
        throw new AssertionError("the hub did not come up:\n" + output());
    }

    private void read() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                output.add(line);
                upAt(line).ifPresent(found -> {
                    url = found;
                    upOrEnded.countDown();
                });
            }
        } catch (IOException e) {
            output.add(e.toString());
        } finally {
            upOrEnded.countDown();
        }
    }

    private static Optional<URI> upAt(String line) {
        Matcher matcher = UP.matcher(line);
        return matcher.matches() ? Optional.of(URI.create(matcher.group(1))) : Optional.empty();
    }
}
