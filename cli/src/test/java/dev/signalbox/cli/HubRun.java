package dev.signalbox.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.hub.Eventually;
import dev.signalbox.hub.HubProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@code signalbox hub} in a process of its own. */
public final class HubRun implements AutoCloseable {
    private final Process process;
    private final Path said;

    private HubRun(Process process, Path said) {
        this.process = process;
        this.said = said;
    }

    /** Starts it; what it says goes to a file beside {@code folder}'s others. */
    public static HubRun start(Path folder, String... arguments) throws IOException {
        return start(folder, hearingSignals(), List.of(), arguments);
    }

    /** The same behind a command that runs the command behind it, with options of the virtual machine. */
    public static HubRun start(Path folder, List<String> wrapper, List<String> jvm, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>(wrapper);
        command.addAll(HubProcess.java(jvm, "dev.signalbox.cli.SignalboxCli", "hub"));
        command.addAll(List.of(arguments));
        Path said = Files.createTempFile(folder, "hub", ".out");
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("SIGNALBOX_") || name.equals("DATABASE_URL"));
        Process process =
                builder.redirectErrorStream(true).redirectOutput(said.toFile()).start();
        return new HubRun(process, said);
    }

    /**
     * A run that was started by nohup ignores SIGHUP, and so would its children; not all systems have a command against
     * that.
     */
    private static List<String> hearingSignals() throws IOException {
        List<String> wrapper = List.of("env", "--default-signal=HUP");
        List<String> probe = new ArrayList<>(wrapper);
        probe.add("true");
        try {
            return new ProcessBuilder(probe).redirectErrorStream(true).start().waitFor() == 0 ? wrapper : List.of();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Waits until it says that it is up. */
    public HubRun up() {
        Eventually.until("the hub is up", () -> {
            if (!process.isAlive()) throw new IllegalStateException("the hub ended: " + said());
            return said().contains("Signalbox is up at ");
        });
        return this;
    }

    public URI url() {
        return URI.create(said().replaceAll("(?s).*Signalbox is up at (\\S+).*", "$1"));
    }

    /** What {@code .ci/tour} says of a page whose tour is played on it; fails when a line gives another output. */
    String tour(Path page) throws IOException, InterruptedException {
        Process tour = new ProcessBuilder(
                        "bash",
                        Path.of("..", ".ci", "tour").toAbsolutePath().toString(),
                        page.toString(),
                        Integer.toString(url().getPort()),
                        said.resolveSibling("signalbox-data").toString())
                .redirectErrorStream(true)
                .start();
        String told = new String(tour.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(tour.waitFor()).as(told).isZero();
        return told;
    }

    public String said() {
        try {
            return Files.readString(said);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends it SIGHUP. */
    public void hangUp() throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-HUP", Long.toString(process.pid())).start();
        assertThat(kill.waitFor()).isZero();
    }

    public long pid() {
        return process.pid();
    }

    /** {@code kill -9}. */
    public void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    /** Sends it SIGTERM. */
    public void terminate() {
        process.destroy();
    }

    /** Waits for its end by itself. */
    public int end() throws InterruptedException {
        assertThat(process.waitFor(60, TimeUnit.SECONDS))
                .as("the hub ended; it said: " + said())
                .isTrue();
        return process.exitValue();
    }

    /** Asks it to stop, as Ctrl-C does, and waits until it has. */
    @Override
    public void close() {
        process.destroy();
        try {
            end();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            process.destroyForcibly();
        }
    }
}
