package dev.signalbox.hub.trace.job;

import dev.signalbox.hub.matrix.TraceContents;
import dev.signalbox.hub.matrix.TraceRetention;
import dev.signalbox.hub.matrix.TraceRetention.Line;
import dev.signalbox.hub.projection.Freshness;
import dev.signalbox.hub.trace.query.Traces;
import dev.signalbox.wire.Times;
import io.vertx.core.Future;
import java.time.Clock;

/** Counts the traces that another retention would end at once. */
public record OverTraces(Traces traces, Freshness tables, Clock clock) implements TraceContents {
    @Override
    public Future<Long> over(TraceRetention retention) {
        Future<Long> sum = tables.caughtUp(0).map(ready -> 0L);
        for (Line line : retention.lines()) {
            long since = Times.toMicros(clock.instant().minus(line.time()));
            sum = sum.compose(before -> traces.countUntouchedSince(since, line.environment(), line.others())
                    .map(more -> before + more));
        }
        return sum;
    }
}
