package dev.signalbox.wire.resource;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A key as the hub shows it to an admin.
 *
 * @param publicKey of a key pair for Langfuse clients: it names the key, and alone it lets in scores; null for other
 *     keys
 * @param secret the whole secret; only in the answer that made the key, never again
 */
public record Key(
        String id,
        String name,
        String role,
        Instant createdAt,
        String createdBy,
        @Nullable Instant expiresAt,
        @Nullable Instant revokedAt,
        @Nullable String revokedBy,
        @Nullable String publicKey,
        @Nullable String secret,
        long version) {

    /** The same key in the answer that made it. */
    public Key withSecret(String text) {
        return new Key(id, name, role, createdAt, createdBy, expiresAt, revokedAt, revokedBy, publicKey, text, version);
    }

    /** The key without its secret: safe to print. */
    @Override
    public String toString() {
        return "Key[" + id + " " + name + " " + role + "]";
    }
}
