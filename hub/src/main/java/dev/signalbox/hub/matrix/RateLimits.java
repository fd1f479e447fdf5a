package dev.signalbox.hub.matrix;

import java.time.Duration;
import java.util.Map;

/**
 * How often the keys of a role may ask; each key has a bucket of its own. Roles that are not named are not limited.
 *
 * @param byRole role to its limit
 */
public record RateLimits(Map<String, Limit> byRole) {
    /** The default: nobody is limited. */
    public static final RateLimits NONE = new RateLimits(Map.of());

    public RateLimits {
        byRole = Map.copyOf(byRole);
    }

    /**
     * A token bucket.
     *
     * @param requests that flow in
     * @param per this time; 1 ms to 1 day
     * @param burst that the full bucket holds: requests at once after a quiet time
     */
    public record Limit(int requests, Duration per, int burst) {
        public static final Duration PER_MAX = Duration.ofDays(1);

        public Limit {
            if (requests < 1) throw new IllegalArgumentException("requests must be 1 or more");
            if (per.toMillis() < 1 || per.compareTo(PER_MAX) > 0) {
                throw new IllegalArgumentException("per must be from 1ms to 1d");
            }
            if (burst < 1) throw new IllegalArgumentException("burst must be 1 or more");
        }
    }
}
