package dev.signalbox.wire.resource;

import dev.signalbox.wire.Limits;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A key as the hub shows it to an admin.
 *
 * @param rotatedAt when it got the secret that it has; null while that is the first
 * @param oldSecretUntil until when the secret before still opens, or did; null while there was none
 * @param lastUsedAt when it last opened the door, exact to the hour; null when it never did, and where the hub was not
 *     asked for a list
 * @param publicKey of a key pair for Langfuse clients: it names the key, and alone it lets in scores; null for other
 *     keys
 * @param secret the whole secret; only in the answer that made it, never again
 * @param incomplete true when the hub could not fold an event of it: what is shown lacks that. Absent otherwise
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
        @Nullable Instant rotatedAt,
        @Nullable Instant oldSecretUntil,
        @Nullable Instant lastUsedAt,
        @Nullable String publicKey,
        @Nullable String secret,
        long version,
        @Nullable Boolean incomplete) {
    /** The same key in the answer that made it. */
    public Key withSecret(String text) {
        return with(lastUsedAt, text);
    }

    /** The same key with the time at which it was last used; null for never. */
    public Key lastUsed(@Nullable Instant at) {
        return with(at, secret);
    }

    private Key with(@Nullable Instant used, @Nullable String text) {
        return new Key(
                id,
                name,
                role,
                createdAt,
                createdBy,
                expiresAt,
                revokedAt,
                revokedBy,
                rotatedAt,
                oldSecretUntil,
                used,
                publicKey,
                text,
                version,
                incomplete);
    }

    /** The key without its secret: safe to print. */
    @Override
    public String toString() {
        return "Key[" + id + " " + name + " " + role + "]";
    }

    /**
     * A browser that is signed in with a key, as the hub shows it: it has the rights of the key until it is signed out,
     * the key ends, nobody has used it for {@link Limits#SIGN_IN_IDLE}, or its own time is over.
     *
     * @param key id of the key
     * @param name of the key
     * @param role of the key
     * @param browser what it says of itself; empty when it says nothing
     * @param lastUsedAt exact to ten minutes
     * @param expiresAt when it ends however much it is used
     * @param current whether it is the one that asks
     */
    public record SignIn(
            String id,
            String key,
            String name,
            String role,
            String browser,
            Instant beganAt,
            Instant lastUsedAt,
            Instant expiresAt,
            boolean current) {}
}
