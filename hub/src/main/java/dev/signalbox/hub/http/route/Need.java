package dev.signalbox.hub.http.route;

import dev.signalbox.wire.Limits;

/**
 * The memory that the making of an answer may take, told before anything is read. Every route has one: what does not
 * fit beside the answers under way waits, see {@link Limits#ANSWER_BYTES_MAX}. It is an upper bound for the texts of
 * the answer as they are read, kept and written; what is less is given back as soon as the answer is made.
 */
@FunctionalInterface
public interface Need {
    /** Bytes for what this request asks. Fails with an InvalidInput for a query that cannot be. */
    long bytes(Query query);

    /** For what stands in memory already, and is small, and for writes: they must be answered whatever goes on. */
    Need NONE = query -> 0;

    /** For one thing. */
    Need ONE = query -> 12L * Limits.EVENT_DATA_BYTES_MAX;

    /** For a list of {@code limit} things, each as large as an event on the main log: read, kept and written. */
    Need LIST = listOf(Limits.EVENT_DATA_BYTES_MAX);

    /** For a list of {@code limit} things of so many bytes at most. */
    static Need listOf(int bytesMax) {
        return query -> (query.limit() + 1L) * 3 * bytesMax;
    }

    /** For an answer that is bounded by itself: as it is read, and as it is written. */
    static Need ofText(long bytesMax) {
        return query -> 3 * bytesMax;
    }

    /** The same and as much more, for what an answer needs beside its texts. */
    default Need and(long bytes) {
        return query -> bytes(query) + bytes;
    }
}
