package dev.signalbox.hub.projection;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How fast a look at everything works: alone as fast as it can, beside a hub that serves half of the time, in short
 * turns. Any thread.
 */
public final class Pace {
    /** Work that needs no rest. */
    private static final long TURN_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    /** A rest is no longer: a turn that took very long waited for somebody itself. */
    private static final long REST_MILLIS_MAX = 100;

    private final @Nullable Vertx resting;
    private volatile boolean ended;
    private volatile long began = System.nanoTime();

    /** Whoever closed the hub, or began its space anew, wants no more of it. */
    static final class Ended extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Ended() {
            super("the hub stopped, or opened its store anew, before it was done; start it again", null, false, false);
        }
    }

    private Pace(@Nullable Vertx resting) {
        this.resting = resting;
    }

    public static Pace alone() {
        return new Pace(null);
    }

    public static Pace besideAHub(Vertx vertx) {
        return new Pace(vertx);
    }

    /** Whether a hub serves what is looked at. */
    public boolean isBesideAHub() {
        return resting != null;
    }

    /** Ends the work at its next breath. */
    public void end() {
        ended = true;
    }

    /** Between two steps. Fails with {@link Ended} when there shall be no other. */
    public Future<?> breath() {
        if (ended) return Future.failedFuture(new Ended());
        long worked = System.nanoTime() - began;
        if (resting == null || worked < TURN_NANOS) return Future.succeededFuture();
        return resting.timer(Math.min(REST_MILLIS_MAX, TimeUnit.NANOSECONDS.toMillis(worked)))
                .map(rested -> began = System.nanoTime());
    }
}
