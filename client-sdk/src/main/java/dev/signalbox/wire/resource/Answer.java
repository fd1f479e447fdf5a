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
 */
public record Answer(
        String value,
        @Nullable String comment,
        Source source,
        String by,
        @Nullable String onBehalfOf,
        String via,
        Instant at) {

    /** Who decided. */
    public enum Source implements Word {
        HUMAN,
        DEFAULT
    }
}
