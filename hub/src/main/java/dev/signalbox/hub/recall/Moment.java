package dev.signalbox.hub.recall;

import dev.signalbox.hub.http.route.Query;
import dev.signalbox.wire.Times;
import io.vertx.core.Future;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Reads a moment: a position of the main log, or a time. On the log of traces a position means the time it was. */
record Moment(FoundLog main) {

    /**
     * A moment on either log.
     *
     * @param position of the main log; null when a time was given
     * @param time null when nothing was given
     */
    record Point(
            FoundLog main,
            @Nullable Long position,
            @Nullable Instant time) {
        /** The last position at that moment; {@code none} when nothing was given. */
        Future<Long> on(FoundLog log, long none) {
            if (log == main && position != null) return Future.succeededFuture(position);
            if (time == null) return Future.succeededFuture(position == null ? none : 0L);
            return log.log().lastUntil(time, 0, log.head());
        }
    }

    /** Fails with an InvalidInput for a text that is neither, and for a position that does not exist yet. */
    Future<Point> of(String parameter, @Nullable String text) {
        if (text == null) return Future.succeededFuture(new Point(main, null, null));
        if (!text.matches("\\d{1,18}")) {
            return Future.succeededFuture(new Point(main, null, timeOf(parameter, text)));
        }
        long position = Long.parseLong(text);
        if (position > main.head()) {
            throw Query.invalid(parameter, "is position " + position + ", but the newest event has " + main.head());
        }
        return main.log()
                .at(position)
                .map(event -> new Point(
                        main, position, event.map(found -> found.recordedAt()).orElse(null)));
    }

    private static Instant timeOf(String parameter, String text) {
        try {
            return Times.parse(text);
        } catch (IllegalArgumentException e) {
            throw Query.invalid(parameter, "must be a position or a time such as 2026-11-21T08:36:42Z");
        }
    }
}
