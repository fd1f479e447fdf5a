package dev.signalbox.hub.trace;

import dev.signalbox.hub.command.CommandHandler;
import dev.signalbox.hub.http.route.Routes;
import dev.signalbox.hub.projection.Freshness;
import dev.signalbox.hub.space.LogSpace;
import dev.signalbox.hub.space.Readiness;
import dev.signalbox.hub.space.Space;
import dev.signalbox.hub.trace.intake.LangfuseIntake;
import dev.signalbox.hub.trace.intake.LangfuseProtocol;
import dev.signalbox.hub.trace.intake.OtlpIntake;
import dev.signalbox.hub.trace.job.ErasureSweep;
import dev.signalbox.hub.trace.langfuse.LangfuseReads;
import dev.signalbox.hub.trace.langfuse.TraceLinks;
import dev.signalbox.hub.trace.query.Analytics;
import dev.signalbox.hub.trace.query.Explanation;
import dev.signalbox.hub.trace.query.Observations;
import dev.signalbox.hub.trace.query.Prices;
import dev.signalbox.hub.trace.query.Sessions;
import dev.signalbox.hub.trace.query.TraceProblems;
import dev.signalbox.hub.trace.query.Traces;
import dev.signalbox.hub.trace.table.TracesProjection;
import java.util.List;

/** The doors of traces: of the hub's own, and of clients that know others. */
record TraceDoors(Space space, Traces traces, ErasureSweep sweep, Readiness readiness, String version) {
    List<Routes> all() {
        LogSpace log = space.traces();
        CommandHandler commands = space.commands();
        Freshness tables = log.projections().fresh(TracesProjection.NAME);
        return List.of(
                new TraceRoutes(
                        traces,
                        new Observations(log.database()),
                        new Sessions(log.database()),
                        new TraceProblems(log.database()),
                        new Explanation(log.database(), log.log()),
                        tables,
                        commands,
                        sweep),
                new AnalyticsRoutes(new Analytics(log.database()), tables),
                new PriceRoutes(new Prices(log.database()), tables, commands),
                new LangfuseIntake(log.log(), space.matrix(), readiness, space.clock(), space.name(), version),
                new OtlpIntake(log.log(), space.clock()),
                new LangfuseReads(log.database(), tables, commands, sweep, LangfuseProtocol.API, space.name()),
                new TraceLinks(LangfuseProtocol.API));
    }
}
