package dev.signalbox.hub;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits until something is so, and no longer; fails with the last reason when it never is. */
public final class Eventually {
    private static final Duration WAIT_MAX = Duration.ofSeconds(60);
    private static final long POLL_MILLIS = 5;

    private Eventually() {}

    /** Repeats the assertions until they hold. */
    public static void assertThat(Runnable assertions) {
        long deadline = System.nanoTime() + WAIT_MAX.toNanos();
        while (true) {
            try {
                assertions.run();
                return;
            } catch (AssertionError e) {
                if (System.nanoTime() > deadline) throw e;
            }
            pause();
        }
    }

    /** Waits until the condition holds. */
    public static void until(String what, BooleanSupplier condition) {
        assertThat(() -> {
            if (!condition.getAsBoolean()) throw new AssertionError("never came true: " + what);
        });
    }

    private static void pause() {
        try {
            Thread.sleep(POLL_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }
}
