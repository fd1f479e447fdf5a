package dev.signalbox.client.local;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How often a failing task is tried and how long it rests between: the ceiling doubles with each attempt, and the rest
 * is at least half of it, so that tasks that failed together do not come back together.
 *
 * @param attemptsMax the attempt that fails with this number kills the task
 * @param first ceiling of the rest after the first attempt
 * @param longest ceiling of every later one
 */
public record RetryPolicy(int attemptsMax, Duration first, Duration longest) {
    /** Ten attempts, over about twenty minutes. */
    public static final RetryPolicy STANDARD = new RetryPolicy(10, Duration.ofSeconds(1), Duration.ofMinutes(5));

    public RetryPolicy {
        if (attemptsMax < 1) throw new IllegalArgumentException("attemptsMax must be 1 or more");
        if (first.isNegative() || longest.compareTo(first) < 0) {
            throw new IllegalArgumentException("the rests must not be negative, and longest not less than first");
        }
    }

    Duration rest(int attempts, RandomGenerator random) {
        long ceiling = first.toMillis();
        for (int i = 1; i < attempts && ceiling < longest.toMillis(); i++) ceiling *= 2;
        long capped = Math.min(ceiling, longest.toMillis());
        return Duration.ofMillis(capped / 2 + random.nextLong(capped / 2 + 1));
    }
}
