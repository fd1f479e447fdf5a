package dev.signalbox.cli.run;

import java.io.File;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What surrounds one run of the command: its streams, environment, folder and clock. Commands reach for nothing else,
 * so a test runs them in its own process and sees all they say.
 *
 * @param out UTF-8, flushed at each line; the result and nothing else
 * @param err UTF-8; everything said besides the result
 * @param folder relative paths start here
 * @param terminals which of the streams are a terminal: {@code 0} in, {@code 1} out, {@code 2} error
 */
public record Shell(
        Map<String, String> environment,
        InputStream in,
        PrintStream out,
        PrintStream err,
        Path folder,
        String terminals,
        Clock clock) {
    private static final int ROWS_MIN = 8;
    private static final int ROWS_PLAIN = 24;
    private static final int COLUMNS_MIN = 40;
    private static final int COLUMNS_PLAIN = 80;
    private static final int COLUMNS_OF_PIPE = 120;

    /** The shell that this process was started from. */
    public static Shell ofProcess() {
        return new Shell(
                System.getenv(),
                System.in,
                utf8(FileDescriptor.out),
                utf8(FileDescriptor.err),
                Path.of("").toAbsolutePath(),
                // The launcher looks: Java 17 can only tell whether all three are one.
                System.getProperty("signalbox.terminals", ""),
                Clock.systemUTC());
    }

    /** Ends the process; requests that still run are cut. */
    public void end(int exitCode) {
        HttpThreads.end();
        System.exit(exitCode);
    }

    /** The same with other values for some variables. */
    public Shell with(Map<String, String> variables) {
        Map<String, String> changed = new HashMap<>(environment);
        changed.putAll(variables);
        return new Shell(changed, in, out, err, folder, terminals, clock);
    }

    /** The value of an environment variable; null when it is not set or empty. */
    @Nullable
    public String variable(String name) {
        String value = environment.get(name);
        return value == null || value.isBlank() ? null : value;
    }

    /** Whether standard output may be coloured: it is a terminal, and {@code NO_COLOR} (no-color.org) is not set. */
    public boolean colours() {
        return terminals.contains("1") && variable("NO_COLOR") == null && !"dumb".equals(variable("TERM"));
    }

    /** Whether somebody sits there who can be asked. */
    public boolean interactive() {
        return terminals.contains("0") && terminals.contains("1");
    }

    /** Whether progress may be drawn on standard error. */
    public boolean progress() {
        return terminals.contains("2");
    }

    /** Characters of a line of standard output: what {@code COLUMNS} says, which the launcher sets on a terminal. */
    public int columns() {
        String told = variable("COLUMNS");
        if (told != null && told.matches("\\d{1,4}")) return Math.max(COLUMNS_MIN, Integer.parseInt(told));
        return terminals.contains("1") ? COLUMNS_PLAIN : COLUMNS_OF_PIPE;
    }

    /** Lines that a screen has: what {@code LINES} says, which the launcher sets on a terminal. */
    public int rows() {
        String told = variable("LINES");
        return told != null && told.matches("\\d{1,4}") ? Math.max(ROWS_MIN, Integer.parseInt(told)) : ROWS_PLAIN;
    }

    /** The same after the window was made larger or smaller: {@code LINES} and {@code COLUMNS} as they are now. */
    public Shell measured() {
        // Only the process's own terminal can be asked.
        if (in != System.in || !terminals.contains("1")) return this;
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(new File("/dev/tty"))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String[] size = new String(stty.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                    .strip()
                    .split(" ", -1);
            return size.length == 2 ? with(Map.of("LINES", size[0], "COLUMNS", size[1])) : this;
        } catch (IOException e) {
            return this;
        }
    }

    /** Where a line for people ends: at the terminal's edge; nowhere when a program or a file takes them. */
    public int lineWidth() {
        return terminals.contains("1") ? columns() : Integer.MAX_VALUE;
    }

    /** Where the command keeps what is the user's own. */
    public Path stateFolder() {
        String state = variable("XDG_STATE_HOME");
        if (state != null) return folder.resolve(state).resolve("signalbox");
        String home = variable("HOME");
        return Path.of(home == null ? System.getProperty("user.home") : home).resolve(".local/state/signalbox");
    }

    private static PrintStream utf8(FileDescriptor descriptor) {
        return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
    }
}
