package dev.signalbox.hub.trace;

import dev.signalbox.hub.command.CommandHandler;
import dev.signalbox.hub.feature.Feature;
import dev.signalbox.hub.http.route.Routes;
import dev.signalbox.hub.matrix.TraceContents;
import dev.signalbox.hub.projection.Projection;
import dev.signalbox.hub.schedule.ClockWatch;
import dev.signalbox.hub.schedule.Job;
import dev.signalbox.hub.schedule.Retention;
import dev.signalbox.hub.search.Sayings;
import dev.signalbox.hub.search.SearchIndex;
import dev.signalbox.hub.space.LogSpace;
import dev.signalbox.hub.space.Readiness;
import dev.signalbox.hub.space.Space;
import dev.signalbox.hub.trace.command.TraceCommands;
import dev.signalbox.hub.trace.intake.HumanWaits;
import dev.signalbox.hub.trace.job.EndingTraces;
import dev.signalbox.hub.trace.job.ErasureSweep;
import dev.signalbox.hub.trace.job.OverTraces;
import dev.signalbox.hub.trace.job.Repricing;
import dev.signalbox.hub.trace.query.Traces;
import dev.signalbox.hub.trace.table.TraceSayings;
import dev.signalbox.hub.trace.table.TracesProjection;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** LLM traces: taken from the clients of Langfuse and OpenTelemetry, shown, priced, explained, and deleted for good. */
public final class TraceFeature implements Feature {
    private final Space space;
    private final LogSpace log;
    private final Readiness readiness;
    private final String version;
    private final Traces traces;
    private final ErasureSweep sweep;
    private final Repricing repricing;
    private final Retention retention;
    private final HumanWaits waits;

    /**
     * @param readiness what clients of Langfuse hear when they ask for health
     * @param version of the hub, for the same
     */
    public TraceFeature(Space space, ClockWatch watch, Readiness readiness, String version) {
        this.space = space;
        this.log = space.traces();
        this.readiness = readiness;
        this.version = version;
        this.traces = new Traces(log.database());
        this.sweep = new ErasureSweep(log.projections(), log.tail(), log.database());
        this.repricing = new Repricing(log.database(), log.projections());
        this.waits = new HumanWaits(space);
        this.retention = new Retention(
                new EndingTraces(space.matrix(), traces),
                log.projections(),
                space.commands(),
                space.clock(),
                watch,
                space.vertx());
    }

    /** What another retention of traces would end. */
    public TraceContents contents() {
        return new OverTraces(traces, log.projections().fresh(TracesProjection.NAME), space.clock());
    }

    @Override
    public LogSpace log(Space of) {
        return of.traces();
    }

    @Override
    public void commands(CommandHandler commands) {
        TraceCommands.register(commands, log.log());
    }

    @Override
    public List<Projection> projections() {
        return List.of(new TracesProjection(), SearchIndex.ofTraces(sayings()));
    }

    @Override
    public List<Sayings> sayings() {
        return List.of(TraceSayings.ALL);
    }

    @Override
    public List<Routes> routes() {
        return new TraceDoors(space, traces, sweep, readiness, version).all();
    }

    @Override
    public @Nullable String degraded() {
        String open = sweep.degraded();
        String held = retention.trouble();
        if (open == null) return held;
        return held == null ? open : open + ". " + held;
    }

    @Override
    public List<Follower> followers() {
        return List.of(
                new Follower("deleted traces", ErasureSweep.EVENTS, sweep),
                new Follower("costs", Repricing.EVENTS, repricing));
    }

    @Override
    public List<Job> jobs() {
        return List.of(sweep, repricing, retention, waits);
    }

    @Override
    public Future<Optional<Instant>> due() {
        return Future.succeededFuture(retention.due());
    }
}
