package dev.signalbox.hub.trace;

import dev.signalbox.hub.database.Database;
import dev.signalbox.hub.log.EventFilter;
import dev.signalbox.hub.log.FollowSink;
import dev.signalbox.hub.log.LogPage;
import dev.signalbox.hub.log.LogTail;
import dev.signalbox.hub.projection.Projections;
import dev.signalbox.wire.EventTypes;
import io.vertx.core.Future;
import java.util.List;

/**
 * Sees to it that what was deleted is nowhere: on every node, once the tables have it, the newest events in memory are dropped and the
 * files are cleared. Whoever deletes may wait for it.
 */
public final class Forgetting implements FollowSink {
    /** The events that a follower must deliver here. */
    public static final EventFilter EVENTS =
            EventFilter.types(List.of(EventTypes.TRACE_ERASED, EventTypes.TRACE_SCORE_ERASED));

    private final Projections projections;
    private final LogTail tail;
    private final Database database;

    /** All of the traces log. */
    public Forgetting(Projections projections, LogTail tail, Database database) {
        this.projections = projections;
        this.tail = tail;
        this.database = database;
    }

    @Override
    public Future<Void> deliver(LogPage range) {
        if (range.events().isEmpty()) return Future.succeededFuture();
        return upTo(range.events().get(range.events().size() - 1).position());
    }

    /** Completes when nothing is left of what the deletions up to a position took away. */
    public Future<Void> upTo(long position) {
        return projections.caughtUp(TracesProjection.NAME, position).compose(gone -> {
            tail.drop();
            return database.purge();
        });
    }
}
