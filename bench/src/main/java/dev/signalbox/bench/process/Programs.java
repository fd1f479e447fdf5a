package dev.signalbox.bench.process;

import dev.signalbox.bench.load.BenchFailure;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * How to start what is measured, each in a process of its own.
 *
 * @param signalbox the words before {@code hub}
 * @param java the words before the name of a class of this program
 */
public record Programs(List<String> signalbox, List<String> java) {
    private static final String CLI = "dev.signalbox.cli.SignalboxCli";

    public Programs {
        signalbox = List.copyOf(signalbox);
        java = List.copyOf(java);
    }

    /** With the Java, the JVM options and the classes of this process. */
    public static Programs ofThisProcess() {
        List<String> java = new ArrayList<>();
        java.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        for (String option : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
            if (isInherited(option)) java.add(option);
        }
        java.add("-cp");
        java.add(System.getProperty("java.class.path"));
        List<String> signalbox = new ArrayList<>(java);
        signalbox.add(CLI);
        return new Programs(signalbox, java);
    }

    /** The hub through a launcher script, the rest as {@link #ofThisProcess}. */
    public static Programs launchedBy(Path script) {
        return new Programs(List.of(script.toString()), ofThisProcess().java());
    }

    /**
     * Runs a command of {@code signalbox} to its end. Fails with {@link BenchFailure} when it fails, or takes longer.
     */
    public void run(Duration max, String... words) {
        List<String> command = new ArrayList<>(signalbox);
        command.addAll(List.of(words));
        try {
            Process process = new ProcessBuilder(command)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            if (!process.waitFor(max.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new BenchFailure("signalbox " + words[0] + " is not done after " + max.toMinutes() + " minutes");
            }
            if (process.exitValue() != 0) throw new BenchFailure("signalbox " + words[0] + " failed");
        } catch (IOException e) {
            throw new BenchFailure("signalbox " + words[0], e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchFailure("signalbox " + words[0], e);
        }
    }

    private static boolean isInherited(String option) {
        return option.startsWith("-X");
    }
}
