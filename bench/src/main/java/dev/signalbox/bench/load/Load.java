package dev.signalbox.bench.load;

/**
 * What a load of requests came to.
 *
 * @param completed requests answered inside the measured time
 * @param nanos the measured time
 * @param latencies of those requests
 */
public record Load(long completed, long nanos, Samples latencies) {
    public double perSecond() {
        return completed * 1e9 / nanos;
    }
}
