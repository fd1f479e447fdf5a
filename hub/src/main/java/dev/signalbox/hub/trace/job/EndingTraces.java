package dev.signalbox.hub.trace.job;

import dev.signalbox.hub.matrix.MatrixInForce;
import dev.signalbox.hub.matrix.TraceRetention;
import dev.signalbox.hub.schedule.Retention.Kept;
import dev.signalbox.hub.schedule.Retention.Over;
import dev.signalbox.hub.schedule.Retention.Source;
import dev.signalbox.hub.trace.query.Traces;
import dev.signalbox.hub.trace.table.TracesProjection;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.Times;
import dev.signalbox.wire.command.Command;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Traces that end: those for which nothing has come for as long as their environment keeps them. */
public record EndingTraces(MatrixInForce matrix, Traces traces) implements Source {
    @Override
    public String projection() {
        return TracesProjection.NAME;
    }

    @Override
    public List<Kept> kept() {
        Map<String, Duration> lines = matrix.matrix().traceRetention().byEnvironment();
        List<String> named = lines.keySet().stream()
                .filter(environment -> !environment.equals(TraceRetention.OTHERS))
                .toList();
        List<Kept> kept = new ArrayList<>();
        lines.forEach((line, time) -> kept.add(
                line.equals(TraceRetention.OTHERS)
                        ? kept("the other traces", time, null, named)
                        : kept("the traces of " + line, time, line, List.of())));
        return kept;
    }

    private Kept kept(String what, Duration time, @Nullable String environment, List<String> others) {
        return new Kept(
                what,
                time,
                () -> traces.count(environment, others),
                (since, limit) -> untouched(since, environment, others, limit));
    }

    /** @param environment null for all but {@code others} */
    private Future<List<Over>> untouched(Instant since, @Nullable String environment, List<String> others, int limit) {
        return traces.untouchedSince(Times.toMicros(since), environment, others, limit)
                .map(old -> old.entrySet().stream()
                        .map(trace -> over(trace.getKey(), trace.getValue()))
                        .toList());
    }

    private static Over over(String id, long lastAt) {
        var wish = Json.object().put("traceId", id).put("reason", "retention");
        return new Over("trace/" + id, lastAt, command -> new Command(command, "trace.expire", null, null, null, wish));
    }
}
