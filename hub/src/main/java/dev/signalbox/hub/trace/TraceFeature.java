package dev.signalbox.hub.trace;

import dev.signalbox.hub.access.MatrixInForce;
import dev.signalbox.hub.command.CommandHandler;
import dev.signalbox.hub.database.Database;
import dev.signalbox.hub.http.Routes;
import dev.signalbox.hub.log.LogTail;
import dev.signalbox.hub.projection.Projections;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.List;

/** The parts of the feature that hang together, so that the hub builds them in one line. */
public final class TraceFeature {
    private final Forgetting forgetting;
    private final Repricing repricing;
    private final TraceRetentionTimer retention;
    private final List<Routes> routes;

    /** All of the traces log; {@link TracesProjection} keeps its tables. */
    public TraceFeature(
            Database database,
            LogTail tail,
            Projections projections,
            CommandHandler commands,
            MatrixInForce matrix,
            Clock clock,
            Vertx vertx) {
        Traces traces = new Traces(database);
        forgetting = new Forgetting(projections, tail, database);
        repricing = new Repricing(database, projections);
        retention = new TraceRetentionTimer(matrix, traces, projections, commands, clock, vertx);
        routes = List.of(
                new TraceRoutes(
                        traces,
                        new Observations(database),
                        new Sessions(database),
                        new TraceProblems(database),
                        new Explanation(database, tail.log()),
                        projections,
                        commands,
                        forgetting),
                new AnalyticsRoutes(new Analytics(database), projections),
                new PriceRoutes(new Prices(database), projections, commands));
    }

    /** What must hear of deletions, see {@link Forgetting#EVENTS}. */
    public Forgetting forgetting() {
        return forgetting;
    }

    /** What must hear of prices, see {@link Repricing#EVENTS}; and run once at the start, for the shipped prices may be others. */
    public Repricing repricing() {
        return repricing;
    }

    public TraceRetentionTimer retention() {
        return retention;
    }

    public List<Routes> routes() {
        return routes;
    }
}
