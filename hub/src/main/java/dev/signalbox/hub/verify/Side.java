package dev.signalbox.hub.verify;

import dev.signalbox.wire.resource.LogState;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One of two histories that are compared: of a hub, of a store that is looked at, or in an archive. Blocks; one thread.
 */
public interface Side extends AutoCloseable {
    /** Positions of one question at most. */
    int POSITIONS_MAX = LogStates.POSITIONS_MAX;

    /** Where it is, for people; without a secret. */
    String where();

    /** Each log that it has. */
    List<LogState> logs() throws IOException;

    /** Positions whose hashes cost nothing to know, in order; empty where all cost the same. */
    default List<Long> marks(String log) {
        return List.of();
    }

    /** The hashes at those positions that it has and can tell, 64 hex digits each. */
    Map<Long, String> hashes(String log, List<Long> positions) throws IOException;

    /** The event at a position; null when it cannot tell. */
    @Nullable
    Glimpse event(String log, long position) throws IOException;

    @Override
    void close();

    /** What is shown of an event, for people to know it by. */
    record Glimpse(long position, String id, String type, String stream, long version, String actor, Instant at) {}
}
