package dev.signalbox.hub.http.admission;

import dev.signalbox.hub.matrix.MatrixInForce;
import dev.signalbox.hub.matrix.Principal;
import dev.signalbox.hub.matrix.RateLimits;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;

/**
 * Holds each key to the rate of its role, whichever door it takes, and tells it over HTTP with {@code RateLimit}
 * headers (draft-ietf-httpapi-ratelimit-headers). A limit that is changed begins with a full bucket. Any thread.
 */
public final class RateGate {
    private final MatrixInForce matrix;
    private final Clock clock;
    private final Map<String, TokenBucket> buckets = new ConcurrentHashMap<>();

    public RateGate(MatrixInForce matrix, Clock clock) {
        this.matrix = matrix;
        this.clock = clock;
    }

    /** Takes a token. Fails with {@link RateLimited} when the bucket is empty. */
    public void pass(Principal principal) {
        pass(principal, (header, value) -> {});
    }

    /** The same, and says how much is left in the headers of an answer. */
    void pass(Principal principal, BiConsumer<String, String> headers) {
        RateLimits.Limit limit = matrix.matrix().rateLimits().byRole().get(principal.role());
        if (limit == null) return;
        TokenBucket.Taken taken = take(principal, limit);
        long windowSeconds = Math.max(1, limit.per().toSeconds());
        String name = "\"" + principal.role() + "\"";
        headers.accept("RateLimit-Policy", name + ";q=" + limit.requests() + ";w=" + windowSeconds);
        headers.accept("RateLimit", name + ";r=" + taken.remaining() + ";t=" + taken.waitSeconds());
        if (taken.allowed()) return;
        throw new RateLimited(
                "the role " + principal.role() + " may send " + limit.requests() + " requests each "
                        + limit.per().toMillis() + " ms, " + limit.burst() + " at once; wait, then repeat",
                Math.max(1, taken.waitSeconds()));
    }

    private TokenBucket.Taken take(Principal principal, RateLimits.Limit limit) {
        return buckets.compute(
                        principal.keyId(),
                        (key, known) ->
                                known != null && known.keeps(limit) ? known : new TokenBucket(limit, clock.instant()))
                .take(clock.instant());
    }
}
