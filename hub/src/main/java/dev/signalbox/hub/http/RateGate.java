package dev.signalbox.hub.http;

import dev.signalbox.hub.access.Principal;
import io.vertx.core.http.HttpServerResponse;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Holds each key to the rate of its role, and tells it with {@code RateLimit} headers (draft-ietf-httpapi-ratelimit-headers). */
final class RateGate {
    private final RateLimits limits;
    private final Clock clock;
    private final Map<String, TokenBucket> buckets = new ConcurrentHashMap<>();

    RateGate(RateLimits limits, Clock clock) {
        this.limits = limits;
        this.clock = clock;
    }

    /** Takes a token and sets the headers. Fails with {@link RateLimited} when the bucket is empty. */
    void pass(Principal principal, HttpServerResponse response) {
        RateLimits.Limit limit = limits.byRole().get(principal.role());
        if (limit == null) return;
        TokenBucket bucket = buckets.computeIfAbsent(principal.keyId(), key -> new TokenBucket(limit, clock.instant()));
        TokenBucket.Taken taken = bucket.take(clock.instant());
        long windowSeconds = Math.max(1, limit.per().toSeconds());
        String name = "\"" + principal.role() + "\"";
        response.putHeader("RateLimit-Policy", name + ";q=" + limit.requests() + ";w=" + windowSeconds);
        response.putHeader("RateLimit", name + ";r=" + taken.remaining() + ";t=" + taken.waitSeconds());
        if (taken.allowed()) return;
        throw new RateLimited(
                "the role " + principal.role() + " may send " + limit.requests() + " requests each "
                        + limit.per().toMillis() + " ms, " + limit.burst() + " at once; wait, then repeat",
                Math.max(1, taken.waitSeconds()));
    }
}
