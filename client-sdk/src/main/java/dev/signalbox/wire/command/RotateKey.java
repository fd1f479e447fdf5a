package dev.signalbox.wire.command;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.signalbox.wire.Limits;
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
    public RotateKey {
        Overlap.of(overlap);
    }

    /** How long the secret before still opens. */
    public Duration oldFor() {
        return Overlap.of(overlap);
    }
}
