package dev.signalbox.bench.figure;

import java.time.Duration;

/**
 * How long and how often to measure.
 *
 * @param runs measured rounds of each figure; the report shows medians
 * @param first an unmeasured round before all others: a young JVM is still compiling
 * @param warmUp unmeasured start of each round
 * @param measured the part that counts
 * @param seed of everything that is chosen at random
 */
public record Plan(int runs, Duration first, Duration warmUp, Duration measured, long seed) {
    public Plan {
        if (runs < 1) throw new IllegalArgumentException("at least one run is needed");
    }

    /** The same, for a figure of its own length. */
    public Plan measuring(Duration other) {
        return new Plan(runs, first, warmUp, other, seed);
    }
}
