package dev.signalbox.hub.delivery.channel;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How one try to deliver ended.
 *
 * @param status of the answer; null when there was none
 * @param answer what was answered, or why nothing was, for people; bounded, and holds nothing of what was sent
 * @param after the shortest time until the endpoint wants to be asked again; null when it did not say
 */
public record Outcome(
        Kind kind,
        @Nullable Integer status,
        String answer,
        @Nullable Duration after) {
    /** What it means for the delivery. */
    public enum Kind {
        /** The endpoint has it. */
        TAKEN,
        /** It has not; try again. */
        REFUSED,
        /** It wants nothing any more. */
        GONE
    }
}
