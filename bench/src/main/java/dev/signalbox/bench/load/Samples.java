package dev.signalbox.bench.load;

import java.util.Arrays;

/** Latencies of one measurement. All are kept, so quantiles are exact. One thread. */
public final class Samples {
    private long[] nanos = new long[1 << 14];
    private int count;

    public void add(long latencyNanos) {
        if (count == nanos.length) nanos = Arrays.copyOf(nanos, count * 2);
        nanos[count++] = latencyNanos;
    }

    /**
     * The smallest latency that at least this share of all does not exceed, in milliseconds; NaN when there is none.
     */
    public double millis(double share) {
        if (count == 0) return Double.NaN;
        long[] sorted = Arrays.copyOf(nanos, count);
        Arrays.sort(sorted);
        int rank = (int) Math.ceil(share * count);
        return sorted[Math.max(0, rank - 1)] / 1e6;
    }
}
