package dev.signalbox.hub.key;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.signalbox.hub.command.EventCodec;
import dev.signalbox.wire.EventTypes;
import dev.signalbox.wire.Word;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** What happened to keys. Only admins may read these events. */
sealed interface KeyEvent {
    EventCodec<KeyEvent> CODEC = EventCodec.of(KeyEvent.class)
            .with(EventTypes.KEY_CREATED, KeyCreated.class)
            .with(EventTypes.KEY_ROTATED, KeyRotated.class)
            .with(EventTypes.KEY_REVOKED, KeyRevoked.class)
            .with(EventTypes.KEY_SIGNED_IN, KeySignedIn.class)
            .with(EventTypes.KEY_SIGNED_OUT, KeySignedOut.class)
            .with(EventTypes.KEY_REFUSED, KeyRefused.class);

    /**
     * An admin made a key.
     *
     * @param expiresIn counts from the event's recordedAt; ISO-8601; null for ever
     * @param secretSha256 64 hex digits; the secret itself is nowhere
     * @param publicKey the other half of a pair for Langfuse clients; null for other keys
     */
    record KeyCreated(
            String name,
            String role,
            @Nullable String expiresIn,
            String secretSha256,
            @Nullable String publicKey) implements KeyEvent {
        @Nullable
        Instant expiresAt(Instant recordedAt) {
            return expiresIn == null
                    ? null
                    : recordedAt.plus(Duration.parse(expiresIn)).truncatedTo(ChronoUnit.MICROS);
        }
    }

    /**
     * The key has another secret.
     *
     * @param secretSha256 64 hex digits
     * @param overlap for how long from the event's recordedAt the secret before still opens; ISO-8601
     */
    record KeyRotated(String secretSha256, String overlap) implements KeyEvent {
        Instant oldUntil(Instant recordedAt) {
            return recordedAt.plus(Duration.parse(overlap)).truncatedTo(ChronoUnit.MICROS);
        }
    }

    /** The key does not open any more. */
    @JsonInclude
    record KeyRevoked() implements KeyEvent {}

    /**
     * A browser was signed in with the key.
     *
     * @param id of the token that it shows from now on
     * @param tokenSha256 64 hex digits; the token itself is nowhere
     * @param secret a piece of the hash of the secret that was shown
     * @param browser what it says of itself; empty when it says nothing
     */
    record KeySignedIn(String id, String tokenSha256, String secret, String browser) implements KeyEvent {}

    /**
     * A browser is signed in no more.
     *
     * @param by name of the key of whoever wished so; the hub's own for one that was over, or one too many
     */
    record KeySignedOut(String id, String by) implements KeyEvent {}

    /**
     * Somebody showed a key that does not open; on a stream of its own.
     *
     * @param address where the request came from
     * @param keyId the id that the secret names; null when it is mangled
     */
    record KeyRefused(
            Reason reason, String address, @Nullable String keyId) implements KeyEvent {}

    /** Why a key does not open. */
    enum Reason implements Word {
        MANGLED,
        UNKNOWN,
        EXPIRED,
        REVOKED
    }
}
