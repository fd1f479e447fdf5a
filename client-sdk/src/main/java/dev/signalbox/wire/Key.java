package dev.signalbox.wire;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A key as the hub shows it to an admin.
 *
 * @param secret the whole secret; only in the answer that made the key, never again
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record Key(
        String id,
        String name,
        String role,
        Instant createdAt,
        String createdBy,
        @Nullable Instant expiresAt,
        @Nullable Instant revokedAt,
        @Nullable String revokedBy,
        @Nullable String secret,
        long version) {

    /** The key without its secret: safe to print. */
    @Override
    public String toString() {
        return "Key[" + id + " " + name + " " + role + "]";
    }
}
