package dev.signalbox.hub.trace.intake;

import dev.signalbox.hub.log.Append;
import dev.signalbox.hub.log.Append.IdempotencyConflict;
import dev.signalbox.hub.log.EventLog;
import dev.signalbox.hub.log.NewEvent;
import dev.signalbox.wire.Ids;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The writer of what came into the log, each event for itself: one that is known is no reason against its neighbours.
 * Any thread.
 */
final class Intake {
    /** Events of one request that wait for the log at a time: a large request must not fill its queue alone. */
    private static final int WINDOW_EVENTS = 1000;
    /** The same in bytes of data. */
    private static final long WINDOW_BYTES = 4L * 1024 * 1024;

    private final EventLog log;

    Intake(EventLog log) {
        this.log = log;
    }

    /**
     * Completes when all events are on disk. An id that is known is a success, whatever it stands for: the first
     * counts. Fails like {@link EventLog#append}; some of the events may be on disk then, and a repeat finds them.
     */
    Future<Void> write(List<NewEvent> events) {
        return write(events, 0);
    }

    private Future<Void> write(List<NewEvent> events, int from) {
        if (from == events.size()) return Future.succeededFuture();
        List<Future<?>> window = new ArrayList<>();
        int next = from;
        for (long bytes = 0; next < events.size() && window.size() < WINDOW_EVENTS && bytes < WINDOW_BYTES; next++) {
            Future<?> appended = append(events.get(next));
            // A full queue says so at once; the rest would only take the places of others.
            if (appended.failed()) return Future.failedFuture(appended.cause());
            window.add(appended);
            bytes += events.get(next).data().length;
        }
        int then = next;
        return Future.all(window).compose(written -> write(events, then));
    }

    private Future<?> append(NewEvent event) {
        byte[] digest = Arrays.copyOf(Ids.sha256(event.data()), Append.DIGEST_BYTES);
        return log.append(new Append(List.of(event), Map.of(), digest))
                .<Void>mapEmpty()
                .recover(failure -> failure instanceof IdempotencyConflict
                        ? Future.succeededFuture()
                        : Future.failedFuture(failure));
    }
}
