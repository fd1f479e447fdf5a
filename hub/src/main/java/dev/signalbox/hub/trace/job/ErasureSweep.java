package dev.signalbox.hub.trace.job;

import dev.signalbox.hub.database.Database;
import dev.signalbox.hub.log.EventFilter;
import dev.signalbox.hub.log.FollowSink;
import dev.signalbox.hub.log.LogPage;
import dev.signalbox.hub.log.LogTail;
import dev.signalbox.hub.projection.Projections;
import dev.signalbox.hub.schedule.Job;
import dev.signalbox.hub.trace.table.TracesProjection;
import dev.signalbox.wire.EventTypes;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sweep behind erasures, so that what was deleted is nowhere: on every node, once the tables have it, the newest
 * events in memory are dropped and the files are cleared. Whoever deletes may wait for it.
 */
public final class ErasureSweep implements FollowSink, Job {
    /** The events that a follower must deliver here. */
    public static final EventFilter EVENTS =
            EventFilter.types(List.of(EventTypes.TRACE_ERASED, EventTypes.TRACE_SCORE_ERASED));

    /** Time that somebody who deletes waits for the files. */
    static final Duration PURGE_WAIT_MAX = Duration.ofSeconds(5);

    private static final Logger LOG = LoggerFactory.getLogger(ErasureSweep.class);

    private final Projections projections;
    private final LogTail tail;
    private final Database database;
    private Future<Void> running = Future.succeededFuture();
    private @Nullable Future<Void> waiting;

    /** All of the traces log. */
    public ErasureSweep(Projections projections, LogTail tail, Database database) {
        this.projections = projections;
        this.tail = tail;
        this.database = database;
    }

    /**
     * Clears up behind a hub that was killed, in the background: it may have deleted what stood up to here, or the
     * start has, and not cleared the files. A failure is logged; the next deletion clears them.
     */
    @Override
    public Future<?> start() {
        upTo(tail.head().position())
                .onFailure(failure -> LOG.warn("what was deleted before the start may be in the files still", failure));
        return Future.succeededFuture();
    }

    @Override
    public Future<Void> deliver(LogPage range) {
        if (range.events().isEmpty()) return Future.succeededFuture();
        return upTo(range.events().get(range.events().size() - 1).position());
    }

    /**
     * Completes when nothing is left of what the deletions up to a position took away: neither in the tables and the
     * log, nor in memory, nor in the files. These are large on some PostgreSQL: after {@link #PURGE_WAIT_MAX} it
     * completes while they are still cleared.
     */
    public Future<Void> upTo(long position) {
        return projections.caughtUp(TracesProjection.NAME, position).compose(gone -> {
            tail.drop();
            return purged().timeout(PURGE_WAIT_MAX.toSeconds(), TimeUnit.SECONDS)
                    .recover(failure -> failure instanceof TimeoutException
                            ? Future.succeededFuture()
                            : Future.failedFuture(failure));
        });
    }

    /**
     * One clearing runs at a time; whoever comes meanwhile shares the one behind it, which begins after all that they
     * deleted.
     */
    private synchronized Future<Void> purged() {
        Future<Void> shared = waiting;
        if (shared != null) return shared;
        boolean busy = !running.isComplete();
        Future<Void> next = running.otherwiseEmpty().compose(over -> {
            begin();
            return database.purge();
        });
        running = next;
        waiting = busy ? next : null;
        return next;
    }

    private synchronized void begin() {
        waiting = null;
    }
}
