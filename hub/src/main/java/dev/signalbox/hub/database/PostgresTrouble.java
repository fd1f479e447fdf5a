package dev.signalbox.hub.database;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What stands in the way of work on a PostgreSQL just now, for people. A failure is told until the same kind of work
 * succeeds, and no longer than {@link #TOLD_MAX}: when nobody tries, nobody knows. Any thread.
 */
final class PostgresTrouble {
    static final Duration TOLD_MAX = Duration.ofSeconds(10);
    /** A wait for a connection that is shorter than this is nobody's business. */
    static final Duration WAIT_UNTOLD = Duration.ofSeconds(2);

    private int waiting;
    private long waitingSince;
    private @Nullable Failure connecting;
    private @Nullable Failure looking;
    private @Nullable Failure writing;
    private boolean readOnly;

    private record Failure(String why, long nanos) {}

    /** Somebody waits for a connection. */
    synchronized void waits() {
        if (waiting++ == 0) waitingSince = System.nanoTime();
    }

    /** One who waited got a connection. */
    synchronized void lent() {
        waiting--;
        waitingSince = System.nanoTime();
        connecting = null;
    }

    /** One who waited got none. */
    synchronized void refused(Throwable why) {
        waiting--;
        connecting = new Failure(String.valueOf(why.getMessage()), System.nanoTime());
    }

    /** A commit succeeded, or failed. */
    synchronized void wrote(@Nullable Throwable failure) {
        writing = failure == null ? null : new Failure(String.valueOf(failure.getMessage()), System.nanoTime());
    }

    /** A look at the server failed, or showed what it takes. */
    synchronized void looked(@Nullable Throwable failure, boolean isReadOnly) {
        looking = failure == null ? null : new Failure(String.valueOf(failure.getMessage()), System.nanoTime());
        readOnly = isReadOnly;
    }

    /** Null when nothing is known to be in the way. */
    synchronized @Nullable String text() {
        long now = System.nanoTime();
        Failure reaching = isFresh(connecting, now) ? connecting : looking;
        if (reaching != null && isFresh(reaching, now)) return reaching.why;
        long waited = now - waitingSince;
        if (waiting > 0 && waited > WAIT_UNTOLD.toNanos()) {
            return "waits for a connection of PostgreSQL for "
                    + Duration.ofNanos(waited).toSeconds()
                    + " s: the server, or a pooler in front of it, gives no more. Raise its limit (max_connections,"
                    + " default_pool_size), or lower pool_max_conns in the URL of each node";
        }
        if (readOnly) return "PostgreSQL takes no writes: default_transaction_read_only is on";
        Failure present = writing;
        return present != null && isFresh(present, now) ? present.why : null;
    }

    private static boolean isFresh(@Nullable Failure failure, long now) {
        return failure != null && now - failure.nanos < TOLD_MAX.toNanos();
    }
}
