package dev.signalbox.hub.trace;

import dev.signalbox.hub.command.CommandHandler;
import dev.signalbox.hub.database.Database;
import dev.signalbox.hub.http.route.Routes;
import dev.signalbox.hub.log.LogTail;
import dev.signalbox.hub.matrix.MatrixInForce;
import dev.signalbox.hub.projection.Projections;
import dev.signalbox.hub.schedule.Retention;
import dev.signalbox.hub.trace.job.EndingTraces;
import dev.signalbox.hub.trace.job.ErasureSweep;
import dev.signalbox.hub.trace.job.Repricing;
import dev.signalbox.hub.trace.query.Analytics;
import dev.signalbox.hub.trace.query.Explanation;
import dev.signalbox.hub.trace.query.Observations;
import dev.signalbox.hub.trace.query.Prices;
import dev.signalbox.hub.trace.query.Sessions;
import dev.signalbox.hub.trace.query.TraceProblems;
import dev.signalbox.hub.trace.query.Traces;
import dev.signalbox.hub.trace.table.TracesProjection;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.List;

/** The parts of the feature that hang together, so that the hub builds them in one line. */
public final class TraceFeature {
    private final ErasureSweep forgetting;
    private final Repricing repricing;
    private final Retention retention;
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
        forgetting = new ErasureSweep(projections, tail, database);
        repricing = new Repricing(database, projections);
        retention = new Retention(new EndingTraces(matrix, traces), projections, commands, clock, vertx);
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

    /** What must hear of deletions, see {@link ErasureSweep#EVENTS}. */
    public ErasureSweep forgetting() {
        return forgetting;
    }

    /** What must hear of prices, see {@link Repricing#EVENTS}; and run once at the start, for the shipped prices may be others. */
    public Repricing repricing() {
        return repricing;
    }

    public Retention retention() {
        return retention;
    }

    public List<Routes> routes() {
        return routes;
    }
}
