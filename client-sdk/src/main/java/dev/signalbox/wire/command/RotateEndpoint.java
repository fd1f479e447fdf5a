package dev.signalbox.wire.command;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.signalbox.wire.Limits;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * {@code endpoint.rotate}: what goes to the endpoint is signed with another secret; for a while with the one before as
 * well, so that the receiver can change without losing a delivery.
 *
 * @param overlap how long the secret before still signs, {@code 0s} to {@link Limits#KEY_OVERLAP_MAX}; an hour when
 *     absent
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RotateEndpoint(@Nullable String overlap) {
    public RotateEndpoint {
        Overlap.of(overlap);
    }

    /** How long the secret before still signs. */
    public Duration oldFor() {
        return Overlap.of(overlap);
    }
}
