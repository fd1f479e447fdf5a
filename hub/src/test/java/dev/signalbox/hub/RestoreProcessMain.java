package dev.signalbox.hub;

import dev.signalbox.hub.Restore.Step;
import dev.signalbox.hub.Restore.Told;
import dev.signalbox.hub.archive.Until;
import java.nio.file.Path;
import java.time.Clock;

/**
 * {@code RestoreProcessMain <archive> <folder> <url or -> <moment>}: a restore as a process, which is gone at once when
 * the moment has come: the n-th thing that is told.
 */
final class RestoreProcessMain {
    /** As a shell sees a process that was killed. */
    static final int KILLED = 137;

    private RestoreProcessMain() {}

    public static void main(String[] arguments) throws Exception {
        LogFormat.install();
        long moment = Long.parseLong(arguments[3]);
        Told told = new Told() {
            private long heard;

            @Override
            public synchronized void step(Step next) {
                next();
            }

            @Override
            public void read(String log, long position) {}

            @Override
            public synchronized void brought(String log, long position, long of) {
                next();
            }

            /** Without hooks, as kill -9. */
            private void next() {
                if (++heard == moment) Runtime.getRuntime().halt(KILLED);
            }
        };
        Restored target = new Restored(Path.of(arguments[1]), arguments[2].equals("-") ? null : arguments[2]);
        target.restore(Restored.wish(Path.of(arguments[0]), Until.END), told, Clock.systemUTC());
        System.exit(0);
    }
}
