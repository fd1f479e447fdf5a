package dev.signalbox.hub.http.admission;

import dev.signalbox.hub.matrix.RateLimits;
import java.time.Duration;
import java.time.Instant;

/** The bucket of one key. Begins full. A clock that is set back neither fills nor empties it. Any thread. */
final class TokenBucket {
    private final RateLimits.Limit limit;
    private double tokens;
    private Instant filled;

    TokenBucket(RateLimits.Limit limit, Instant now) {
        this.limit = limit;
        this.tokens = limit.burst();
        this.filled = now;
    }

    /** Whether it is a bucket of this limit. */
    boolean keeps(RateLimits.Limit other) {
        return limit.equals(other);
    }

    /**
     * What a request met.
     *
     * @param allowed whether it had a token
     * @param remaining requests that the bucket still allows at once
     * @param waitSeconds until there is a token again, rounded up; 0 when there is one
     */
    record Taken(boolean allowed, long remaining, long waitSeconds) {}

    synchronized Taken take(Instant now) {
        fill(now);
        boolean allowed = tokens >= 1;
        if (allowed) tokens -= 1;
        double missing = Math.max(0, 1 - tokens);
        double seconds = missing * limit.per().toNanos() / limit.requests() / 1e9;
        return new Taken(allowed, (long) tokens, (long) Math.ceil(seconds));
    }

    private void fill(Instant now) {
        if (now.isBefore(filled)) {
            filled = now;
            return;
        }
        double periods =
                (double) Duration.between(filled, now).toNanos() / limit.per().toNanos();
        tokens = Math.min(limit.burst(), tokens + periods * limit.requests());
        filled = now;
    }
}
