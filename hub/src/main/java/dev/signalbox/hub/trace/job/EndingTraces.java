package dev.signalbox.hub.trace.job;

import dev.signalbox.hub.matrix.MatrixInForce;
import dev.signalbox.hub.matrix.TraceRetention.Line;
import dev.signalbox.hub.schedule.Retention.Kept;
import dev.signalbox.hub.schedule.Retention.Over;
import dev.signalbox.hub.schedule.Retention.Source;
import dev.signalbox.hub.trace.query.Traces;
import dev.signalbox.hub.trace.table.TracesProjection;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.Times;
import dev.signalbox.wire.command.Command;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;

/** Traces that end: those for which nothing has come for as long as their environment keeps them. */
public record EndingTraces(MatrixInForce matrix, Traces traces) implements Source {
    @Override
    public String projection() {
        return TracesProjection.NAME;
    }

    @Override
    public List<Kept> kept() {
        return matrix.matrix().traceRetention().lines().stream().map(this::kept).toList();
    }

    private Kept kept(Line line) {
        return new Kept(
                line.environment() == null ? "the other traces" : "the traces of " + line.environment(),
                line.time(),
                () -> traces.count(line.environment(), line.others()),
                (since, limit) -> untouched(since, line, limit));
    }

    private Future<List<Over>> untouched(Instant since, Line line, int limit) {
        return traces.untouchedSince(Times.toMicros(since), line.environment(), line.others(), limit)
                .map(old -> old.entrySet().stream()
                        .map(trace -> over(trace.getKey(), trace.getValue()))
                        .toList());
    }

    private static Over over(String id, long lastAt) {
        var wish = Json.object().put("traceId", id).put("reason", "retention");
        return new Over("trace/" + id, lastAt, command -> new Command(command, "trace.expire", null, null, null, wish));
    }
}
