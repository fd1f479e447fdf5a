package dev.signalbox.wire.resource;

import dev.signalbox.wire.Word;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The answer that won.
 *
 * @param source whether a human gave it; a default is never shown as a human's
 * @param by name of the key that gave it; {@code signalbox} for a default
 * @param onBehalfOf the person for whom a bot spoke
 * @param via the door it came through: cli, http, slack, dashboard, bus, timer
 * @param seenAt when whoever answered had seen the question, as the door says; between asking and answering. Null when
 *     it did not say
 */
public record Answer(
        String value,
        @Nullable String comment,
        Source source,
        String by,
        @Nullable String onBehalfOf,
        String via,
        Instant at,
        @Nullable Instant seenAt) {

    /** Who decided. */
    public enum Source implements Word {
        HUMAN,
        DEFAULT
    }
}
