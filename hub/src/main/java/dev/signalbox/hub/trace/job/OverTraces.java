package dev.signalbox.hub.trace.job;

import dev.signalbox.hub.matrix.TraceContents;
import dev.signalbox.hub.matrix.TraceRetention;
import dev.signalbox.hub.projection.Freshness;
import dev.signalbox.hub.trace.query.Traces;
import dev.signalbox.wire.Times;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Counts the traces that another retention would end at once. */
public record OverTraces(Traces traces, Freshness tables, Clock clock) implements TraceContents {
    @Override
    public Future<Long> over(TraceRetention retention) {
        Map<String, Duration> lines = retention.byEnvironment();
        List<String> named = lines.keySet().stream()
                .filter(environment -> !environment.equals(TraceRetention.OTHERS))
                .toList();
        Future<Long> sum = tables.caughtUp(0).map(ready -> 0L);
        for (Map.Entry<String, Duration> line : lines.entrySet()) {
            boolean others = line.getKey().equals(TraceRetention.OTHERS);
            long since = Times.toMicros(clock.instant().minus(line.getValue()));
            sum = sum.compose(before -> traces.countUntouchedSince(
                            since, others ? null : line.getKey(), others ? named : List.of())
                    .map(more -> before + more));
        }
        return sum;
    }
}
