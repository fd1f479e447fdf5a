package dev.signalbox.hub.trace.job;

import dev.signalbox.hub.database.Database;
import dev.signalbox.hub.log.EventFilter;
import dev.signalbox.hub.log.FollowSink;
import dev.signalbox.hub.log.LogPage;
import dev.signalbox.hub.projection.Projections;
import dev.signalbox.hub.schedule.Job;
import dev.signalbox.hub.trace.table.Costs;
import dev.signalbox.hub.trace.table.TracesProjection;
import dev.signalbox.wire.EventTypes;
import io.vertx.core.Future;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The job that computes costs anew when prices changed: by a person, or with a newer version of the hub. What is left
 * to do stands in the table itself ({@link Costs}): a hub that was stopped goes on after its start.
 */
public final class Repricing implements FollowSink, Job {
    /** The events that a follower must deliver here. */
    public static final EventFilter EVENTS = EventFilter.types(List.of(EventTypes.PRICE_SET, EventTypes.PRICE_REMOVED));

    private static final Logger LOG = LoggerFactory.getLogger(Repricing.class);

    private final Projections projections;
    private final Costs costs;

    /** All of the traces log. */
    public Repricing(Database database, Projections projections) {
        this.projections = projections;
        this.costs = new Costs(database);
    }

    /** Runs once, in the background: the prices that come with the hub may be others than those of the last start. */
    @Override
    public Future<?> start() {
        run().onFailure(failure -> LOG.warn("costs were not computed anew: {}", failure.getMessage()));
        return Future.succeededFuture();
    }

    @Override
    public Future<Void> deliver(LogPage range) {
        return range.events().isEmpty() ? Future.succeededFuture() : run().mapEmpty();
    }

    /** Completes with the number of observations whose cost was computed anew, when all go by the prices of now. */
    public Future<Integer> run() {
        return projections
                .caughtUp(TracesProjection.NAME, 0)
                .compose(ready -> costs.computeAnew())
                .map(count -> {
                    if (count > 0) LOG.info("the cost of {} observations was computed anew", count);
                    return count;
                });
    }
}
