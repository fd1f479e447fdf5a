package dev.signalbox.cli.run;

import java.time.Duration;

/** Waiting between two tries. */
public final class Pause {
    private Pause() {}

    /** Sleeps; an interrupt ends the command. */
    public static void of(Duration time) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    public static Failure interrupted() {
        Thread.currentThread().interrupt();
        return new Failure(ExitCode.TIMED_OUT, "Interrupted.", "");
    }
}
