package dev.signalbox.hub.archive.bucket;

import java.time.Duration;

/**
 * How long a store of buckets is waited for, and how often it is asked.
 *
 * @param connect until it has taken a connection
 * @param silence while an answer is read, without a byte
 * @param attempt of one request, from its first byte to the first of the answer
 * @param call of a request with all its attempts
 * @param attempts of a request that may be repeated: no answer, 500, 503
 * @param partBytes a file that is longer is sent in parts of this size, each a request; 5 MiB at least, and more where
 *     a file would have over {@link #PARTS_MAX}
 */
record BucketLimits(Duration connect, Duration silence, Duration attempt, Duration call, int attempts, int partBytes) {
    /** As many as S3 takes for one file. */
    static final int PARTS_MAX = 10_000;

    static final BucketLimits DEFAULT = new BucketLimits(
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            Duration.ofMinutes(2),
            Duration.ofMinutes(5),
            3,
            16 * 1024 * 1024);
}
