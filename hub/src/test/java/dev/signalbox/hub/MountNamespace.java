package dev.signalbox.hub;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Processes that have mounts of their own, where the system lets us: also without being root. */
public final class MountNamespace {
    private static final List<String> ALONE = List.of("unshare", "--user", "--map-root-user", "--mount");

    private MountNamespace() {}

    public static boolean isAllowed() {
        try {
            List<String> probe = new ArrayList<>(ALONE);
            probe.addAll(List.of("mount", "-t", "tmpfs", "tmpfs", "/tmp"));
            Process process = new ProcessBuilder(probe)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /**
     * A command that mounts, then runs the command behind it.
     *
     * @param mount a line for the shell; the arguments are {@code $1}, {@code $2} … in it
     */
    public static List<String> wrapper(String mount, String... arguments) {
        List<String> command = new ArrayList<>(ALONE);
        String line = mount + " && shift " + arguments.length + " && exec \"$@\"";
        command.addAll(List.of("sh", "-c", line, "sh"));
        command.addAll(List.of(arguments));
        return command;
    }
}
