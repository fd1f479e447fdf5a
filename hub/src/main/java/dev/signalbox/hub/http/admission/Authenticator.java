package dev.signalbox.hub.http.admission;

import dev.signalbox.hub.matrix.Principal;
import dev.signalbox.wire.resource.Key;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Knows the keys. Answers from memory, at once, on any thread. */
public interface Authenticator {
    /**
     * Who a secret belongs to; empty when it is mangled, unknown, expired or revoked. A wrong checksum costs no
     * look-up; hashes are compared in constant time.
     */
    Optional<Principal> authenticate(String secret, Instant now);

    /** Whose public key this is, as it stands in {@link Key#publicKey}; empty when its key would not open. */
    Optional<Principal> holderOf(String publicKey, Instant now);

    /** The public key that belongs to the key; null when it has none, and for a key that does not exist. */
    @Nullable
    String publicKeyOf(String keyId);

    /**
     * Whether one who was let in may stay: within a second of the key's revocation, and of the end of the secret that
     * was shown, on every node, this is false.
     */
    boolean isValid(Principal principal, Instant now);

    /** When the key expires, or the secret that was shown; null for never, and for a key that does not exist. */
    @Nullable
    Instant expiresAt(Principal principal);

    /** Whether it is of whoever runs the hub, if its role is an admin's. */
    boolean isOfOperators(Principal principal);

    /**
     * Hears of every secret that was refused, for the audit trail: at most
     * {@link dev.signalbox.wire.Limits#BAD_KEYS_A_MINUTE_MAX} a minute from one address. The secret must not be kept or
     * logged.
     */
    void refused(String secret, String address, Instant now);
}
