package dev.signalbox.hub.log;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Versions of the streams that this node wrote or looked up last, as of one position of the log; a stream without
 * events is at 0. Exact only while the log has not grown past that position by another node's hand. One instance
 * belongs to one thread.
 */
final class StreamHeads {
    /** Streams at most; the one that was not used for the longest time goes first. About 200 bytes each. */
    static final int STREAMS_MAX = 50_000;

    private final LinkedHashMap<String, Long> versions = new LinkedHashMap<>(256, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
            return size() > STREAMS_MAX;
        }
    };

    private long position = -1;

    /** Forgets everything unless it is exact at this position; says whether it was. */
    boolean expect(long current) {
        boolean exact = position == current;
        if (!exact) versions.clear();
        position = current;
        return exact;
    }

    /** The version of a stream, or null when it must be looked up. */
    @Nullable
    Long get(String stream) {
        return versions.get(stream);
    }

    void put(String stream, long version) {
        versions.put(stream, version);
    }

    /** A commit moved the log to this position and these streams to these versions. */
    void committed(long newPosition, Map<String, Long> moved) {
        versions.putAll(moved);
        position = newPosition;
    }

    /** Nothing is known any more: a commit failed or its outcome is unknown. */
    void forget() {
        versions.clear();
        position = -1;
    }
}
