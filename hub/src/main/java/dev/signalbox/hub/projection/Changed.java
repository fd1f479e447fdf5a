package dev.signalbox.hub.projection;

import dev.signalbox.hub.log.RecordedEvent;
import io.vertx.core.Future;

/** The proof that an event found its row. */
public final class Changed {
    private Changed() {}

    /**
     * Fails unless exactly one row was touched. An event whose row is missing means that the table is not what the log says: the
     * projection must stop there and be rebuilt, rather than go on wrong.
     */
    public static Future<Integer> oneRow(Future<Integer> rows, RecordedEvent event) {
        return rows.compose(count -> count == 1
                ? Future.succeededFuture(count)
                : Future.failedFuture(new IllegalStateException(
                        event + " changed " + count + " rows, not one; rebuild the projection")));
    }
}
