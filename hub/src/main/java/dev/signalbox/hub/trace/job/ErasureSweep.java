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
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sweep behind erasures, so that what was deleted is nowhere: on every node, once all tables of the log have it,
 * also those that are half built anew, the newest events in memory are dropped and the files are cleared. Tried until
 * it is done; whoever deletes may wait for it, and hears when it is still open.
 */
public final class ErasureSweep implements FollowSink, Job {
    /** The events that a follower must deliver here. */
    public static final EventFilter EVENTS =
            EventFilter.types(List.of(EventTypes.TRACE_ERASED, EventTypes.TRACE_SCORE_ERASED));

    /** Why an answer to a deletion is 202. */
    public static final String OPEN =
            "what was deleted is out of the tables and the log, and still in the files: somebody"
                    + " reads them for long, such as a program that copies them. The hub goes on until it is gone; see"
                    + " /health/ready";

    /** Time that somebody who deletes waits for the files. */
    static final Duration PURGE_WAIT_MAX = Duration.ofSeconds(5);

    private static final long RETRY_MILLIS = 1_000;
    private static final Logger LOG = LoggerFactory.getLogger(ErasureSweep.class);

    private final Projections projections;
    private final LogTail tail;
    private final Database database;
    private final Executor later = CompletableFuture.delayedExecutor(RETRY_MILLIS, TimeUnit.MILLISECONDS);
    private Future<Void> running = Future.succeededFuture();
    private @Nullable Future<Void> waiting;
    private volatile boolean closed;
    /** Deletions whose time to wait was over before the files were clear. */
    private volatile boolean open;

    /** All of the traces log. */
    public ErasureSweep(Projections projections, LogTail tail, Database database) {
        this.projections = projections;
        this.tail = tail;
        this.database = database;
    }

    /**
     * Clears up behind a hub that was killed, in the background: it may have deleted what stood up to here, or the
     * start has, and not cleared the files.
     */
    @Override
    public Future<?> start() {
        upTo(tail.head().position())
                .onFailure(failure -> LOG.warn("what was deleted before the start may be in the files still", failure));
        return Future.succeededFuture();
    }

    @Override
    public Future<?> close() {
        closed = true;
        return Future.succeededFuture();
    }

    @Override
    public Future<Void> deliver(LogPage range) {
        if (range.events().isEmpty()) return Future.succeededFuture();
        return upTo(range.events().get(range.events().size() - 1).position()).mapEmpty();
    }

    /** What is still in the files although it was deleted, for people; null when nothing is. */
    public @Nullable String degraded() {
        return open ? OPEN : null;
    }

    /**
     * Completes with true when nothing is left of what the deletions up to a position took away: neither in the tables
     * and the log, nor in memory, nor in the files. Completes with false after {@link #PURGE_WAIT_MAX} while it is
     * still in the files, which are cleared on: readers keep those of SQLite busy, and some of PostgreSQL are large.
     */
    public Future<Boolean> upTo(long position) {
        return projections.caughtUp(TracesProjection.NAME, position).compose(gone -> {
            Promise<Boolean> cleared = Promise.promise();
            projections
                    .allPassed(position)
                    .compose(passed -> {
                        tail.drop();
                        return purged();
                    })
                    .onComplete(done -> {
                        open = done.failed() && open;
                        if (done.succeeded()) cleared.tryComplete(true);
                        else cleared.tryFail(done.cause());
                    });
            return cleared.future()
                    .timeout(PURGE_WAIT_MAX.toSeconds(), TimeUnit.SECONDS)
                    .recover(failure ->
                            failure instanceof TimeoutException ? stillOpen() : Future.failedFuture(failure));
        });
    }

    private Future<Boolean> stillOpen() {
        if (!open) LOG.warn(OPEN);
        open = true;
        return Future.succeededFuture(false);
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
            return untilDone();
        });
        running = next;
        waiting = busy ? next : null;
        return next;
    }

    private Future<Void> untilDone() {
        return database.purge().recover(failure -> {
            if (closed) return Future.failedFuture(failure);
            LOG.warn(
                    "the files are not clear of what was deleted, and will be cleared again: {}", failure.getMessage());
            Promise<Void> again = Promise.promise();
            later.execute(() -> untilDone().onComplete(again));
            return again.future();
        });
    }

    private synchronized void begin() {
        waiting = null;
    }
}
