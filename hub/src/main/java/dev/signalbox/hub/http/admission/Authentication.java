package dev.signalbox.hub.http.admission;

import dev.signalbox.hub.command.Refused;
import dev.signalbox.hub.matrix.Principal;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.ProblemCode;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns the key of a request into a principal. A good key is always let in; an address that shows more than
 * {@link dev.signalbox.wire.Limits#BAD_KEYS_A_MINUTE_MAX} bad ones a minute gets 429 for the others (each key for
 * itself where the address is {@link ClientAddress#UNTOLD}), and these leave no trace in the audit trail: so a program
 * with a stale key neither floods the log nor locks its neighbours out. Any thread.
 */
public final class Authentication {
    private static final Logger LOG = LoggerFactory.getLogger(Authentication.class);

    private final Authenticator keys;
    private final Clock clock;
    private final BadKeys badKeys = new BadKeys();
    /** Ids of keys about which was warned already; as many as there are keys. */
    private final Set<String> mismatched = ConcurrentHashMap.newKeySet();

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
        Principal principal = principalOf(secret, address);
        String shown = Credentials.publicKeyBeside(header);
        if (shown != null && !shown.equals(keys.publicKeyOf(principal.keyId())) && mismatched.add(principal.keyId())) {
            LOG.warn(
                    "the key {} of {} is used beside a public key that is not its own",
                    principal.keyId(),
                    principal.name());
        }
        return principal;
    }

    /** Whether these headers show a key that opens. One that does not counts for nothing here. */
    public boolean opens(Function<String, @Nullable String> header) {
        try {
            String secret = Credentials.secretIn(header);
            return secret != null && keys.authenticate(secret, clock.instant()).isPresent();
        } catch (Refused unclear) {
            return false;
        }
    }

    /** Whom a public key belongs to; it lets in to what a browser may do. Fails as above. */
    public Principal holderOf(String publicKey, String address) {
        Instant now = clock.instant();
        return keys.holderOf(publicKey, now).orElseThrow(() -> refusal(publicKey, address, now));
    }

    /** Whom a secret belongs to. Fails as above. */
    public Principal principalOf(String secret, String address) {
        Instant now = clock.instant();
        return keys.authenticate(secret, now).orElseThrow(() -> refusal(secret, address, now));
    }

    private RuntimeException refusal(String shown, String address, Instant now) {
        // Behind a proxy that tells no address a stale key must not use up the tries of everybody.
        boolean untold = address.equals(ClientAddress.UNTOLD);
        String window = untold ? "key " + Arrays.hashCode(Ids.sha256(shown.getBytes(StandardCharsets.UTF_8))) : address;
        if (!badKeys.count(window, now)) {
            return new RateLimited(
                    untold
                            ? "this bad key came too often; correct it, then try again in a minute"
                            : "too many bad keys came from " + address
                                    + "; correct the key, then try again in a minute",
                    badKeys.secondsLeft(window, now));
        }
        keys.refused(shown, address, now);
        return new Refused(
                ProblemCode.UNAUTHORIZED,
                "this key is unknown, mistyped, expired or revoked; an admin makes another with signalbox keys create");
    }

    /** Whether a principal, if it is an admin, runs the hub. */
    public boolean isOfOperators(Principal principal) {
        return keys.isOfOperators(principal);
    }

    /** Whether a principal that was let in before may still be served. */
    public boolean isValid(Principal principal) {
        return keys.isValid(principal, clock.instant());
    }

    /** When the key of a principal expires, or the secret that it showed; null for never. */
    public @Nullable Instant expiresAt(Principal principal) {
        return keys.expiresAt(principal);
    }
}
