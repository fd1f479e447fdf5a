package dev.signalbox.hub.http;

import dev.signalbox.hub.access.Principal;
import dev.signalbox.hub.command.Refused;
import dev.signalbox.wire.ProblemCode;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Turns the key of a request into a principal. A good key is always let in; an address that shows more than {@link
 * dev.signalbox.wire.Limits#BAD_KEYS_A_MINUTE_MAX} bad ones a minute gets 429 for the others, and these leave no trace in the audit
 * trail: so a program with a stale key neither floods the log nor locks its neighbours out. Any thread.
 */
public final class Authentication {
    private final Authenticator keys;
    private final Clock clock;
    private final BadKeys badKeys = new BadKeys();

    public Authentication(Authenticator keys, Clock clock) {
        this.keys = keys;
        this.clock = clock;
    }

    /**
     * Who sends these headers. Fails with {@link Refused}: {@code unauthorized}, or {@code rate_limited}.
     *
     * @param header the value of a header, null when it is absent
     * @param address where it comes from
     */
    public Principal principalOf(Function<String, @Nullable String> header, String address) {
        String secret = Credentials.secretIn(header);
        if (secret == null || secret.isBlank()) {
            throw new Refused(
                    ProblemCode.UNAUTHORIZED,
                    "send a key: Authorization: Bearer sbx_… (the first start of the hub wrote one to admin.key in its data folder)");
        }
        return principalOf(secret, address);
    }

    /** Whom a secret belongs to. Fails as above. */
    public Principal principalOf(String secret, String address) {
        Instant now = clock.instant();
        Optional<Principal> principal = keys.authenticate(secret, now);
        if (principal.isPresent()) return principal.get();
        if (!badKeys.count(address, now)) {
            throw new RateLimited(
                    "too many bad keys came from " + address + "; correct the key, then try again in a minute",
                    badKeys.secondsLeft(address, now));
        }
        keys.refused(secret, address, now);
        throw new Refused(
                ProblemCode.UNAUTHORIZED,
                "this key is unknown, mistyped, expired or revoked; an admin makes another with signalbox keys create");
    }

    /** Whether a principal that was let in before may still be served. */
    public boolean isValid(Principal principal) {
        return keys.isValid(principal.keyId(), clock.instant());
    }

    /** When the key of a principal expires; null for never. */
    public @Nullable Instant expiresAt(Principal principal) {
        return keys.expiresAt(principal.keyId());
    }
}
