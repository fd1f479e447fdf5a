package dev.signalbox.hub.stream;

import dev.signalbox.wire.Cursor;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cursors that clients showed, which are of this log and its present epoch, and which it does not hold: the store was
 * put back to an earlier moment together with all that the hub knows of it, or somebody made them up. Which of the two
 * cannot be told, so the hub says it loudly and begins no epoch of its own accord (ADR 23). Any thread.
 */
final class CursorsAhead {
    /** Quiet after which it is told no more. */
    static final Duration TOLD = Duration.ofMinutes(1);

    private static final Logger LOG = LoggerFactory.getLogger(CursorsAhead.class);

    private final String log;
    private final Clock clock;
    private @Nullable Cursor furthest;
    private Instant last = Instant.MIN;

    CursorsAhead(String log, Clock clock) {
        this.log = log;
        this.clock = clock;
    }

    /** Somebody has shown this one. */
    synchronized void shown(Cursor cursor) {
        boolean quiet = degraded() == null;
        if (quiet || furthest == null || cursor.position() > furthest.position()) furthest = cursor;
        last = clock.instant();
        if (quiet) LOG.error("{}", degraded());
    }

    /** What is wrong, for people; null when nobody has shown such a cursor for {@link #TOLD}. */
    synchronized @Nullable String degraded() {
        if (furthest == null || clock.instant().isAfter(last.plus(TOLD))) return null;
        return "a client showed " + furthest + ", which the log " + log
                + " gave and does not hold: it was put back to an"
                + " earlier moment, and what came behind is lost here unless outboxes send it again; see recovery.md";
    }
}
