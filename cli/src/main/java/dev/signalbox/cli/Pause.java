package dev.signalbox.cli;

import java.time.Duration;

/** Waiting between two tries. */
final class Pause {
    private Pause() {}

    /** Sleeps; an interrupt ends the command. */
    static void of(Duration time) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    static Failure interrupted() {
        Thread.currentThread().interrupt();
        return new Failure(ExitCode.TIMED_OUT, "Interrupted.", "");
    }
}
