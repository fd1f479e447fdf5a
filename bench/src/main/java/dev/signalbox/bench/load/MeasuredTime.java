package dev.signalbox.bench.load;

import java.time.Duration;

/**
 * The part of a load that counts: behind a warm-up, for a time. A server that answers nothing in the whole time is
 * measured until its first answer, so that every figure is one. One thread.
 */
final class MeasuredTime {
    /** How long behind the end the last answers are waited for. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final long from;
    private final long to;
    private final Samples latencies = new Samples();
    private long until;
    private long completed;

    MeasuredTime(Duration warmUp, Duration measured) {
        this.from = System.nanoTime() + warmUp.toNanos();
        this.to = from + measured.toNanos();
        this.until = to;
    }

    /** Counts an answer that came just now. Whether the next is to be sent. */
    boolean answered(long sentAt) {
        long now = System.nanoTime();
        boolean over = now >= to && completed > 0;
        if (!over && now >= from) {
            completed++;
            until = Math.max(to, now);
            latencies.add(now - sentAt);
        }
        return now < to;
    }

    /** Fails with {@link BenchFailure} when what is under way is not answered any more. */
    void checkPatience(int underWay) {
        if (System.nanoTime() - to > PATIENCE.toNanos()) throw new BenchFailure(underWay + " were never answered");
    }

    long completed() {
        return completed;
    }

    Samples latencies() {
        return latencies;
    }

    /** Fails with {@link BenchFailure} when nothing was answered. */
    Load load() {
        if (completed == 0) throw new BenchFailure("nothing was answered in the measured time");
        return new Load(completed, until - from, latencies);
    }
}
