package dev.signalbox.wire.command;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.signalbox.wire.InvalidInput;
import dev.signalbox.wire.Limits;
import dev.signalbox.wire.Times;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * {@code key.rotate}: the key of the target gets another secret; the one before goes on for a while, so that programs
 * can change without a gap.
 *
 * @param overlap how long the secret before still opens, {@code 0s} to {@link Limits#KEY_OVERLAP_MAX}; an hour when
 *     absent
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RotateKey(@Nullable String overlap) {
    private static final Duration OVERLAP_DEFAULT = Duration.ofHours(1);

    public RotateKey {
        if (overlap != null) parsed(overlap);
    }

    /** How long the secret before still opens. */
    public Duration oldFor() {
        return overlap == null ? OVERLAP_DEFAULT : parsed(overlap);
    }

    private static Duration parsed(String text) {
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
