package dev.signalbox.wire.delivery;

import dev.signalbox.wire.Word;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An event on its way to an endpoint, where that is not as it should be; an event that was taken at once leaves only
 * its try.
 *
 * @param endpoint id of the endpoint
 * @param position of the event in the log
 * @param event its id, which is the {@code webhook-id}; null when it was not asked for by itself
 * @param type its type; null likewise, and when the caller may not read it
 * @param replay id of the replay that it belongs to; null when it is in its turn
 * @param tries how often it was sent
 * @param firstAt when it was sent first; null when it was not
 * @param nextAt when it is sent again; null when it is not
 * @param last how the last try ended; null when there is none
 * @param all tries that are still known, the newest first; only where one delivery is shown
 */
public record Delivery(
        String endpoint,
        long position,
        State state,
        @Nullable String event,
        @Nullable String type,
        @Nullable String replay,
        int tries,
        @Nullable Instant firstAt,
        @Nullable Instant nextAt,
        @Nullable Try last,
        @Nullable List<Try> all) {
    /** What became of it. */
    public enum State implements Word {
        /** It was tried, and is tried again. */
        WAITING,
        /** It was given up: a dead letter. */
        FAILED,
        /** The endpoint took it. */
        DELIVERED,
        /** The endpoint has not come so far. */
        AHEAD,
        /** The endpoint is past it; it did not ask for it, or its tries are not known any more. */
        PASSED
    }

    /**
     * One try.
     *
     * @param at when it was begun
     * @param millis how long it took
     * @param status of the answer; null when there was none
     * @param answer what came back, or why nothing did, cut off and without what was sent; null when it was taken
     */
    public record Try(
            Instant at,
            long millis,
            @Nullable Integer status,
            @Nullable String answer) {}
}
