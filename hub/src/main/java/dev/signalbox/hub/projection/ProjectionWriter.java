package dev.signalbox.hub.projection;

import dev.signalbox.hub.database.Blame;
import dev.signalbox.hub.database.Database;
import dev.signalbox.hub.database.Transaction;
import dev.signalbox.hub.log.EventFilter;
import dev.signalbox.hub.log.FollowSink;
import dev.signalbox.hub.log.LogFollower;
import dev.signalbox.hub.log.LogPage;
import dev.signalbox.hub.log.LogTail;
import dev.signalbox.hub.log.RecordedEvent;
import dev.signalbox.wire.Cursor;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Applies ranges of the log to one set of tables: rows and checkpoint in one transaction, guarded by the checkpoint
 * from which the range was built. When another node was faster the guard fails with {@link Overtaken}, and nothing was
 * written.
 *
 * <p>An event that the projection cannot take is set aside as one of {@link FoldProblems}, and the rest goes on.
 */
final class ProjectionWriter {
    /** Positions that may pass without a matching event before the checkpoint is written all the same. */
    private static final long IDLE_POSITIONS_MAX = 10_000;

    /** Events at which a commit counts as full. */
    private static final int COMMIT_EVENTS = 500;
    /** Problems of which the log of the process has the whole stack; of more, a line. */
    private static final int STACKS_LOGGED_MAX = 3;
    /** Bytes of data at which it does. */
    private static final long COMMIT_BYTES = 1024L * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(ProjectionWriter.class);

    private final Projection projection;
    private final String checkpointName;
    private final Guard guard;
    private final Tables tables;
    private final Database database;
    private @Nullable LogPage gathered;
    private Future<Void> writing = Future.succeededFuture();
    /** The end of the range that is being written: it must be in the log. */
    private @Nullable Cursor held;

    private long stored;
    private volatile long seen;
    private final AtomicLong problems = new AtomicLong();

    /** Moves what says how far the tables are, in the transaction of the rows. */
    @FunctionalInterface
    interface Guard {
        /**
         * False when another was faster, or the log does not hold the range any more; nothing is written then.
         *
         * @param held the end of the range that was folded, which may lie behind {@code to}
         */
        Future<Boolean> moved(Transaction transaction, long from, long to, Cursor held);
    }

    /** The checkpoint was moved by another node; read it and go on from there. */
    static final class Overtaken extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Overtaken(String projection) {
            super(projection + " was moved on by another node", null, false, false);
        }
    }

    /** @param shape what the checkpoint's row must say: these tables have no other */
    ProjectionWriter(
            Projection projection,
            String checkpointName,
            String shape,
            Tables tables,
            Database database,
            long checkpoint) {
        this(
                projection,
                checkpointName,
                (transaction, from, to, held) -> Checkpoints.move(transaction, checkpointName, shape, from, to, held),
                tables,
                database,
                checkpoint);
    }

    /** The same for tables of which something else than a checkpoint says how far they are. */
    ProjectionWriter(
            Projection projection,
            String checkpointName,
            Guard guard,
            Tables tables,
            Database database,
            long checkpoint) {
        this.projection = projection;
        this.checkpointName = checkpointName;
        this.guard = guard;
        this.tables = tables;
        this.database = database;
        this.stored = checkpoint;
        this.seen = checkpoint;
    }

    /** Everything up to here is in the tables. Any thread. */
    long position() {
        return seen;
    }

    /** How many events were set aside since this writer began. Any thread. */
    long problems() {
        return problems.get();
    }

    /** A follower that feeds this applier, then {@code applied}. */
    LogFollower follower(LogTail tail, Context context, FollowSink applied) {
        EventFilter filter = EventFilter.types(projection.eventTypes());
        FollowSink sink = range -> {
            LogPage whole = gather(range);
            return whole == null ? Future.succeededFuture() : take(whole, context, applied);
        };
        return new LogFollower(tail, seen, filter, sink, context);
    }

    /**
     * A range is as small as the slowest reader wants it; a commit is cheaper the more it holds. So behind the head
     * ranges are put together until they fill a commit. Null while they do not; there is more to come then.
     */
    private @Nullable LogPage gather(LogPage range) {
        LogPage before = gathered;
        LogPage whole = before == null ? range : before.and(range);
        boolean full = whole.events().size() >= COMMIT_EVENTS || whole.bytes() >= COMMIT_BYTES;
        boolean complete = full || range.reachesHead();
        gathered = complete ? null : whole;
        return complete ? whole : null;
    }

    /**
     * Prepares a range while the one before is written; the last one before the head is waited for, for no other will
     * tell its end.
     */
    private Future<Void> take(LogPage range, Context context, FollowSink applied) {
        return prepared(range.events(), context)
                .transform(work -> writing.compose(before -> {
                    writing = apply(range, work).compose(done -> applied.deliver(range));
                    return range.reachesHead() ? writing : Future.succeededFuture();
                }));
    }

    /** Applies one range, which begins where the one before ended. Completes when it is in the tables. */
    Future<Void> add(LogPage range, Context context) {
        return prepared(range.events(), context).transform(work -> apply(range, work));
    }

    private Future<Projection.Work> prepared(List<RecordedEvent> events, Context context) {
        if (!events.isEmpty() && projection.preparesLong(events)) {
            return context.executeBlocking(() -> projection.prepare(events), false);
        }
        return prepared(events);
    }

    /** Fails with whatever the projection throws. */
    private Future<Projection.Work> prepared(List<RecordedEvent> events) {
        try {
            return Future.succeededFuture(projection.prepare(events));
        } catch (RuntimeException | Error e) {
            return Future.failedFuture(e);
        }
    }

    private Future<Void> apply(LogPage range, AsyncResult<Projection.Work> prepared) {
        if (range.from() != seen) {
            return Future.failedFuture(new IllegalStateException(
                    projection.name() + " is at " + seen + ", but the range begins at " + range.from()));
        }
        held = range.to();
        long to = held.position();
        List<RecordedEvent> events = range.events();
        if (events.isEmpty() && to - stored < IDLE_POSITIONS_MAX) {
            seen = to;
            return Future.succeededFuture();
        }
        Future<Void> whole =
                prepared.succeeded() ? write(to, prepared.result()) : Future.failedFuture(prepared.cause());
        return whole.recover(failure -> without(events, to, failure));
    }

    /** Halves what failed until the event is found that fails alone, and goes on without that one. */
    private Future<Void> without(List<RecordedEvent> events, long to, Throwable failure) {
        if (events.isEmpty() || !isOfAnEvent(failure)) return Future.failedFuture(failure);
        if (events.size() == 1) return setAside(events.get(0), to, failure);
        int middle = events.size() / 2;
        List<RecordedEvent> first = events.subList(0, middle);
        return part(first, first.get(middle - 1).position())
                .compose(written -> part(events.subList(middle, events.size()), to));
    }

    private static boolean isOfAnEvent(Throwable failure) {
        boolean ofTheWay = failure instanceof Overtaken || failure instanceof FoldProblems.TooMany;
        return !ofTheWay && Blame.isOfAnEvent(failure);
    }

    private Future<Void> part(List<RecordedEvent> events, long to) {
        return prepared(events).compose(work -> write(to, work)).recover(failure -> without(events, to, failure));
    }

    private Future<Void> setAside(RecordedEvent event, long to, Throwable failure) {
        if (problems.get() < STACKS_LOGGED_MAX) LOG.error("{} goes on without {}", checkpointName, event, failure);
        else LOG.warn("{} goes on without {}: {}", checkpointName, event, failure.toString());
        Instant now = Instant.now();
        Projection.Work noted =
                (in, transaction) -> FoldProblems.note(transaction, checkpointName, event, failure, now);
        Projection.Work marked = (in, transaction) ->
                noted.on(in, transaction).compose(done -> projection.setAside(event, in, transaction));
        return write(to, marked)
                .recover(unmarked -> isOfAnEvent(unmarked) ? write(to, noted) : Future.failedFuture(unmarked))
                .map(done -> {
                    problems.incrementAndGet();
                    return null;
                });
    }

    private Future<Void> write(long to, Projection.Work work) {
        return database.writeUnflushed(transaction -> guard.moved(transaction, stored, to, Objects.requireNonNull(held))
                        .compose(moved -> moved
                                ? work.on(tables, transaction)
                                : Future.failedFuture(new Overtaken(projection.name()))))
                .map(done -> {
                    stored = to;
                    seen = to;
                    return null;
                });
    }
}
