package dev.signalbox.cli.run;

/** The whole {@code signalbox} command, as one of its commands sees it. Any thread. */
public interface Program {
    /** Runs a command to its end, in this process, and gives its exit code. Throws nothing. */
    int run(Shell shell, String... arguments);

    /** Name of the class that runs a command in a process of its own. */
    String mainClass();
}
