package dev.signalbox.client.http;

import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * How long to wait before the next try: full jitter under a ceiling of 1, 2, 4 … 32 s. What the hub asked for
 * ({@code Retry-After}) is the floor and the jitter comes on top, so that clients that were told the same do not come
 * back together. No limit of tries. One thread at a time.
 */
public final class Backoff {
    /** Ceiling of the first wait. */
    public static final Duration FIRST = Duration.ofSeconds(1);
    /** Ceiling of all later waits. */
    public static final Duration LONGEST = Duration.ofSeconds(32);
    /** A floor above this is cut: a wrong clock somewhere must not silence a client for days. */
    public static final Duration FLOOR_MAX = Duration.ofHours(1);

    private final RandomGenerator random;
    private final Duration first;
    private final Duration longest;
    private int failures;

    public Backoff(RandomGenerator random) {
        this(random, FIRST, LONGEST);
    }

    /** Other ceilings: between {@code first} and {@code longest}, doubling. */
    public Backoff(RandomGenerator random, Duration first, Duration longest) {
        if (first.toMillis() < 1 || longest.compareTo(first) < 0) {
            throw new IllegalArgumentException("first must be at least 1 ms and at most longest");
        }
        this.random = random;
        this.first = first;
        this.longest = longest;
    }

    /**
     * Counts one more failure and says how long to wait: what the hub asked for in a {@link HubRefused} is the floor.
     */
    public Duration next(Throwable failure) {
        return next(failure instanceof HubRefused refused ? refused.retryAfter() : Optional.empty());
    }

    /** The same for a floor; at least 1 ms. */
    public Duration next(Optional<Duration> retryAfter) {
        long ceiling = Math.min(longest.toMillis(), first.toMillis() << Math.min(failures, 20));
        failures++;
        Duration jitter = Duration.ofMillis(1 + random.nextLong(ceiling));
        return floor(retryAfter).plus(jitter);
    }

    /** After a success: the next failure starts from the first ceiling again. */
    public void reset() {
        failures = 0;
    }

    /** Failures since the last success. */
    public int failures() {
        return failures;
    }

    private static Duration floor(Optional<Duration> retryAfter) {
        Duration floor = retryAfter.orElse(Duration.ZERO);
        if (floor.isNegative()) return Duration.ZERO;
        return floor.compareTo(FLOOR_MAX) > 0 ? FLOOR_MAX : floor;
    }
}
