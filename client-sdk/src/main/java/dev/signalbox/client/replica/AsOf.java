package dev.signalbox.client.replica;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How old a copy is.
 *
 * @param position the copy is what the table was at this position of the hub's log; 0 before the first copy
 * @param at when it was last known to hold everything that the hub had, by this machine's clock; null before the first
 *     copy
 * @param trouble why it is not LIVE, in words; null when nothing went wrong
 */
public record AsOf(
        State state,
        long position,
        @Nullable Instant at,
        @Nullable String trouble) {
    /** How a copy stands to the hub. */
    public enum State {
        /** There is no whole copy yet: the first one is being fetched, or waits for the hub. Nothing can be read. */
        STAGING,
        /** It holds everything that the hub had when last heard of, and hears of more. */
        LIVE,
        /**
         * It is behind what the hub is known to have, or of a history that the hub no longer has; a new copy is on its
         * way.
         */
        STALE,
        /** Nobody on this machine hears the hub. It is whole, and what the table was at {@link AsOf#position}. */
        OFFLINE
    }
}
