package dev.signalbox.hub.trace.job;

import dev.signalbox.hub.command.Caller;
import dev.signalbox.hub.command.CommandHandler;
import dev.signalbox.hub.matrix.MatrixInForce;
import dev.signalbox.hub.matrix.TraceRetention;
import dev.signalbox.hub.projection.Projections;
import dev.signalbox.hub.schedule.PeriodicJob;
import dev.signalbox.hub.trace.query.Traces;
import dev.signalbox.hub.trace.table.TracesProjection;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.Times;
import dev.signalbox.wire.command.Command;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Deletes traces for which nothing has come for as long as their environment keeps them. They go within {@link #EVERY} after their
 * time, later when there are many. Of several nodes each may send the deletion; the second finds nothing left.
 */
public final class TraceRetentionTimer {
    /** Time between two looks at the tables. */
    public static final Duration EVERY = Duration.ofMinutes(1);

    private static final int BATCH = 200;

    private final MatrixInForce matrix;
    private final Traces traces;
    private final Projections projections;
    private final CommandHandler commands;
    private final Clock clock;
    private final PeriodicJob rounds;

    /** @param projections of the traces log */
    public TraceRetentionTimer(
            MatrixInForce matrix,
            Traces traces,
            Projections projections,
            CommandHandler commands,
            Clock clock,
            Vertx vertx) {
        this.matrix = matrix;
        this.traces = traces;
        this.projections = projections;
        this.commands = commands;
        this.clock = clock;
        this.rounds = new PeriodicJob("retention of traces", EVERY, this::deleteWhatIsOver, vertx);
    }

    /** Looks now, and from then on again and again. Call once, with the projection started. */
    public void start() {
        rounds.start();
    }

    /** Sends no further command. */
    public void close() {
        rounds.close();
    }

    /** Completes with the number of traces that were deleted, when none is older than it may be. */
    public Future<Integer> deleteWhatIsOver() {
        TraceRetention retention = matrix.matrix().traceRetention();
        List<String> named = retention.byEnvironment().keySet().stream()
                .filter(environment -> !environment.equals(TraceRetention.OTHERS))
                .toList();
        Future<Integer> deleted = Future.succeededFuture(0);
        for (Map.Entry<String, Duration> line : retention.byEnvironment().entrySet()) {
            boolean others = line.getKey().equals(TraceRetention.OTHERS);
            deleted = deleted.compose(
                    before -> batches(line.getKey(), others, others ? named : List.of(), line.getValue())
                            .map(count -> before + count));
        }
        return deleted;
    }

    private Future<Integer> batches(String environment, boolean others, List<String> named, Duration kept) {
        if (rounds.isClosed()) return Future.succeededFuture(0);
        long before = Times.toMicros(clock.instant().minus(kept));
        return projections
                .caughtUp(TracesProjection.NAME, 0)
                .compose(ready -> traces.untouchedSince(before, others ? null : environment, named, BATCH))
                .compose(ids -> {
                    List<Future<?>> deletions = new ArrayList<>();
                    for (String id : ids) deletions.add(delete(id));
                    return Future.all(deletions)
                            .compose(done -> ids.size() == BATCH
                                    ? batches(environment, others, named, kept).map(rest -> rest + BATCH)
                                    : Future.succeededFuture(ids.size()));
                });
    }

    private Future<?> delete(String traceId) {
        Command command = new Command(
                Ids.next(),
                "trace.expire",
                null,
                null,
                null,
                Json.object().put("traceId", traceId).put("reason", "retention"));
        return commands.handle(command, Caller.TIMER);
    }
}
