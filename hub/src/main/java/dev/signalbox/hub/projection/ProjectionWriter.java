package dev.signalbox.hub.projection;

import dev.signalbox.hub.database.Database;
import dev.signalbox.hub.log.EventFilter;
import dev.signalbox.hub.log.FollowSink;
import dev.signalbox.hub.log.LogFollower;
import dev.signalbox.hub.log.LogPage;
import dev.signalbox.hub.log.LogTail;
import dev.signalbox.hub.log.RecordedEvent;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Applies ranges of the log to one set of tables: rows and checkpoint in one transaction, guarded by the checkpoint
 * from which the range was built. When another node was faster the guard fails with {@link Overtaken}, and nothing was
 * written.
 */
final class ProjectionWriter {
    /** Positions that may pass without a matching event before the checkpoint is written all the same. */
    private static final long IDLE_POSITIONS_MAX = 10_000;

    /** Events at which a commit counts as full. */
    private static final int COMMIT_EVENTS = 500;
    /** Bytes of data at which it does. */
    private static final long COMMIT_BYTES = 1024L * 1024;

    private final Projection projection;
    private final String checkpointName;
    private final String shape;
    private final Tables tables;
    private final Database database;
    private @Nullable LogPage gathered;
    private Future<Void> writing = Future.succeededFuture();
    private long stored;
    private volatile long seen;

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
        this.projection = projection;
        this.checkpointName = checkpointName;
        this.shape = shape;
        this.tables = tables;
        this.database = database;
        this.stored = checkpoint;
        this.seen = checkpoint;
    }

    /** Everything up to here is in the tables. Any thread. */
    long position() {
        return seen;
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
        List<RecordedEvent> events = range.events();
        Future<Projection.Work> prepared = !events.isEmpty() && projection.preparesLong(events)
                ? context.executeBlocking(() -> projection.prepare(events), false)
                : Future.succeededFuture(projection.prepare(events));
        return prepared.compose(work -> writing.compose(before -> {
            writing = apply(range, work).compose(done -> applied.deliver(range));
            return range.reachesHead() ? writing : Future.succeededFuture();
        }));
    }

    private Future<Void> apply(LogPage range, Projection.Work work) {
        if (range.from() != seen) {
            return Future.failedFuture(new IllegalStateException(
                    projection.name() + " is at " + seen + ", but the range begins at " + range.from()));
        }
        long to = range.to().position();
        if (range.events().isEmpty() && to - stored < IDLE_POSITIONS_MAX) {
            seen = to;
            return Future.succeededFuture();
        }
        return database.write(transaction -> Checkpoints.move(transaction, checkpointName, shape, stored, to)
                        .compose(moved -> moved
                                ? work.on(tables, transaction)
                                : Future.failedFuture(new Overtaken(projection.name()))))
                .onSuccess(ignored -> {
                    stored = to;
                    seen = to;
                })
                .mapEmpty();
    }
}
