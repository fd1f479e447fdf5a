package dev.signalbox.wire.command;

import dev.signalbox.wire.InvalidInput;
import dev.signalbox.wire.Limits;
import dev.signalbox.wire.Times;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** For how long a secret that was replaced still counts beside the new one. */
final class Overlap {
    private Overlap() {}

    /** Reads the field {@code overlap}: an hour when absent. Fails with {@link InvalidInput}. */
    static Duration of(@Nullable String text) {
        if (text == null) return Duration.ofHours(1);
        Duration time;
        try {
            time = Times.parseDuration(text);
        } catch (IllegalArgumentException e) {
            throw new InvalidInput("/overlap", String.valueOf(e.getMessage()));
        }
        if (time.compareTo(Limits.KEY_OVERLAP_MAX) <= 0) return time;
        throw new InvalidInput("/overlap", "overlap must be at most " + Limits.KEY_OVERLAP_MAX.toDays() + " days");
    }
}
