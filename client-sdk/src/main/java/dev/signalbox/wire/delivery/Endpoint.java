package dev.signalbox.wire.delivery;

import dev.signalbox.wire.Word;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A URL that the hub sends events to.
 *
 * @param types of the events; empty for all
 * @param tags of which an event must have one; empty for any
 * @param streams of which an event must be; empty for any
 * @param reason why it is disabled, for people; null when nobody said, and while it is enabled
 * @param createdBy name of its maker
 * @param key id of its maker's key: nothing is sent that this key may not read
 * @param rotatedAt when it got the secret that it has; null while that is the first
 * @param oldSecretUntil until when the secret before signs as well, or did; null while there was none
 * @param secret with which the receiver verifies, {@code whsec_…}; only in the answer that made it, never again
 * @param delivery how far it has come; only where the hub was asked for it
 * @param incomplete true when the hub could not fold an event of it: what is shown lacks that. Absent otherwise
 */
public record Endpoint(
        String id,
        String name,
        String url,
        List<String> types,
        List<String> tags,
        List<String> streams,
        State state,
        @Nullable String reason,
        Instant createdAt,
        String createdBy,
        String key,
        @Nullable Instant rotatedAt,
        @Nullable Instant oldSecretUntil,
        @Nullable String secret,
        @Nullable Standing delivery,
        long version,
        @Nullable Boolean incomplete) {
    /** Whether anything is sent to it. */
    public enum State implements Word {
        ENABLED,
        DISABLED
    }

    /**
     * How far an endpoint has come.
     *
     * @param position everything up to here was taken by it, given up, or is not for it
     * @param behind positions between that and the newest event
     * @param failures how often the event was tried that comes next; 0 when it was not
     * @param nextAt when it is tried again; null while nothing waits for its time
     * @param deadLetters events that were given up, and not replayed since
     * @param replays that are under way
     */
    public record Standing(
            long position,
            long behind,
            int failures,
            @Nullable Instant nextAt,
            long deadLetters,
            int replays) {}

    /** The same in the answer that made its secret. */
    public Endpoint withSecret(String text) {
        return with(text, delivery);
    }

    /** The same with how far it has come. */
    public Endpoint withStanding(Standing standing) {
        return with(secret, standing);
    }

    private Endpoint with(@Nullable String text, @Nullable Standing standing) {
        return new Endpoint(
                id,
                name,
                url,
                types,
                tags,
                streams,
                state,
                reason,
                createdAt,
                createdBy,
                key,
                rotatedAt,
                oldSecretUntil,
                text,
                standing,
                version,
                incomplete);
    }

    /** The endpoint without its secret and its URL: safe to print. */
    @Override
    public String toString() {
        return "Endpoint[" + id + " " + name + " " + state.word() + "]";
    }
}
