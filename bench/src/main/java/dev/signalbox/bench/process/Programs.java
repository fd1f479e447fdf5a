package dev.signalbox.bench.process;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

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

    private static boolean isInherited(String option) {
        return option.startsWith("-X");
    }
}
