package dev.signalbox.hub;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Waits until something is so, and no longer; fails with the last reason when it never is. */
public final class Eventually {
    private static final Duration WAIT_MAX = Duration.ofSeconds(60);
    /**
     * Between two looks: a tenth of what was waited so far, for a look may be a request and what it asks about slow.
     */
    private static final long POLL_MILLIS_MIN = 5;

    private static final long POLL_MILLIS_MAX = 100;

    private Eventually() {}

    /** Repeats the assertions until they hold. */
    public static void assertThat(Runnable assertions) {
        long began = System.nanoTime();
        while (true) {
            try {
                assertions.run();
                return;
            } catch (AssertionError e) {
                if (System.nanoTime() - began > WAIT_MAX.toNanos()) throw e;
            }
            pause(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began) / 10);
        }
    }

    /** Waits until the condition holds. */
    public static void until(String what, BooleanSupplier condition) {
        assertThat(() -> {
            if (!condition.getAsBoolean()) throw new AssertionError("never came true: " + what);
        });
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(Math.min(Math.max(millis, POLL_MILLIS_MIN), POLL_MILLIS_MAX));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }
}
