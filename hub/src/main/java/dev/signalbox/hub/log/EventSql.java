package dev.signalbox.hub.log;

import dev.signalbox.wire.Times;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What both engines say to the table {@code events} in the same words. */
final class EventSql {
    static final String COLUMNS =
            "position, stream, version, id, type, actor, occurred_at, recorded_at, correlation_id,"
                    + " causation_id, data, command_digest, hash";
    /** All {@link #COLUMNS} of the events for which a condition holds that is to follow. */
    static final String SELECT = "SELECT " + COLUMNS + " FROM events WHERE ";

    static final String AT = SELECT + "position = $1";
    static final String BY_ID = SELECT + "id = $1";
    static final String HEAD = "SELECT position, hash FROM events ORDER BY position DESC LIMIT 1";
    /** The same with the hash of the event at a position that is known, and the epoch; see {@link Continuity}. */
    static final String HEAD_HELD = "SELECT position, hash, (SELECT hash FROM events WHERE position = $1) AS held,"
            + " (SELECT epoch FROM log_identity) AS epoch FROM events ORDER BY position DESC LIMIT 1";

    /** One event; its columns are {@link #COLUMNS}. */
    static final String INSERT =
            "INSERT INTO events (" + COLUMNS + ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";

    static final String HASH_AT = "SELECT hash FROM events WHERE position = $1";
    /** The newest version of a stream; 0 for none. */
    static final String VERSION = "SELECT coalesce(max(version), 0) AS version FROM events WHERE stream = $1";

    static final String OF_STREAM = "stream = $1 AND version > $2";
    static final String OF_RANGE = "position > $1 AND position <= $2";
    /**
     * All that lies behind. A range without an end: of one with both ends a server that has no statistics of a table
     * yet, as after a restore, thinks that it is short, and sorts all of it for each page.
     */
    static final String BEHIND = "position > $1";

    private EventSql() {}

    /** The parameters of {@link #INSERT}, of each of these. */
    static List<@Nullable Object[]> rows(List<RecordedEvent> events) {
        List<@Nullable Object[]> rows = new ArrayList<>(events.size());
        for (RecordedEvent event : events) rows.add(parameters(event));
        return rows;
    }

    /** The parameters of {@link #INSERT}. */
    static @Nullable Object[] parameters(RecordedEvent event) {
        return new @Nullable Object[] {
            event.position(),
            event.stream(),
            event.version(),
            event.id(),
            event.type(),
            event.actor(),
            Times.toMicros(event.occurredAt()),
            Times.toMicros(event.recordedAt()),
            event.correlationId(),
            event.causationId(),
            event.stored(),
            event.commandDigest(),
            event.hash()
        };
    }
}
