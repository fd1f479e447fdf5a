package dev.signalbox.hub.key;

import dev.signalbox.wire.Limits;
import java.time.Instant;

/**
 * A browser that showed a key, and shows a token of its own since.
 *
 * @param id eight characters, the token has them
 * @param tokenSha256 64 hex digits; the token itself is nowhere but in the browser
 * @param secret a piece of the hash of the key's secret that was shown: when that ends, so does this
 * @param browser what it says of itself; empty when it says nothing
 */
record SignedIn(String id, String tokenSha256, String secret, String browser, Instant at) {
    /** When it ends, however much it is used. */
    Instant end() {
        return at.plus(Limits.SIGN_IN_LIFE);
    }

    /** Whether neither its time nor that without use is over. */
    boolean lasts(Instant lastUsed, Instant now) {
        Instant used = lastUsed.isAfter(at) ? lastUsed : at;
        return now.isBefore(end()) && now.isBefore(used.plus(Limits.SIGN_IN_IDLE));
    }
}
