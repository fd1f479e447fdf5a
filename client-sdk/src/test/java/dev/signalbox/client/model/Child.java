package dev.signalbox.client.model;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Another JVM that a test starts, hears and kills. */
public final class Child {
    private final Process process;
    private final Thread reader;
    private final List<String> lines = new CopyOnWriteArrayList<>();

    private Child(Process process) {
        this.process = process;
        this.reader = new Thread(this::read, "child-output");
        this.reader.setDaemon(true);
        this.reader.start();
    }

    /** Runs the main method of a class of the tests; its temporary folder is {@code temporary}. */
    public static Child start(Class<?> main, Path temporary, String... arguments) throws IOException {
        return start(main, temporary, List.of(), arguments);
    }

    /** The same with more options for the JVM. */
    public static Child start(Class<?> main, Path temporary, List<String> options, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                // What the compiler made a moment ago need not be verified at each start.
                "-XX:+UnlockDiagnosticVMOptions",
                "-XX:-BytecodeVerificationRemote",
                "-Djava.io.tmpdir=" + temporary));
        command.addAll(options);
        command.addAll(List.of(
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                main.getName()));
        command.addAll(List.of(arguments));
        return new Child(new ProcessBuilder(command).redirectErrorStream(true).start());
    }

    public void awaitLine(String line) {
        Eventually.that("the child says " + line, () -> lines.contains(line), () -> lines);
    }

    /** Until it has said a number that is at least this. */
    public void awaitNumber(int number) {
        Eventually.that("the child comes to " + number, () -> lastNumber() >= number, () -> lines);
    }

    /** The last number it said; 0 before the first. Final once it is dead. */
    public int lastNumber() {
        for (int i = lines.size() - 1; i >= 0; i--) {
            if (lines.get(i).matches("\\d+")) return Integer.parseInt(lines.get(i));
        }
        return 0;
    }

    public List<String> lines() {
        return List.copyOf(lines);
    }

    /** Ends it as kill -9 does, and waits until it is gone and all it said is read. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
        reader.join();
    }

    /** Waits until it dies by itself; its exit code. Fails when it does not. */
    public int awaitEnd() throws InterruptedException {
        Eventually.that("the child ends", () -> !process.isAlive(), () -> lines);
        reader.join();
        return process.exitValue();
    }

    /** Closes its standard input and waits for its end. */
    public int end() throws IOException, InterruptedException {
        process.getOutputStream().close();
        int code = process.waitFor();
        reader.join();
        return code;
    }

    private void read() {
        try (BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = output.readLine(); line != null; line = output.readLine()) lines.add(line);
        } catch (IOException e) {
            lines.add("the output broke: " + e);
        }
    }
}
