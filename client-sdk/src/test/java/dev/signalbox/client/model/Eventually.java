package dev.signalbox.client.model;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Polls until something holds or a deadline is over; then it fails and says what it saw last. */
public final class Eventually {
    private static final Duration DEADLINE = Duration.ofSeconds(60);

    private Eventually() {}

    /** Until it is true. */
    public static void that(String what, BooleanSupplier condition) {
        that(what, condition, () -> "still not");
    }

    /** Until it is true; {@code seen} tells what was instead. */
    public static void that(String what, BooleanSupplier condition, Supplier<?> seen) {
        long deadline = System.nanoTime() + DEADLINE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) throw new AssertionError(what + ": " + seen.get());
            LockSupport.parkNanos(2_000_000);
        }
    }

    /** Until the assertions pass; fails with what failed last. */
    public static void passes(Runnable assertions) {
        long deadline = System.nanoTime() + DEADLINE.toNanos();
        while (true) {
            try {
                assertions.run();
                return;
            } catch (AssertionError e) {
                if (System.nanoTime() - deadline > 0) throw e;
                LockSupport.parkNanos(2_000_000);
            }
        }
    }
}
