package dev.signalbox.hub.table;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.hub.command.EventCodec;
import dev.signalbox.hub.command.Fold;
import dev.signalbox.hub.log.RecordedEvent;
import dev.signalbox.hub.matrix.Change;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.Times;
import dev.signalbox.wire.resource.RowEvent;
import dev.signalbox.wire.resource.RowFold;
import dev.signalbox.wire.resource.TableRow;
import java.time.Instant;
import java.util.Map;

/**
 * A row as its stream tells it. Immutable: nobody changes {@code row} after it was handed over.
 *
 * @param version of the stream; 0 before the first event
 * @param position of the newest event
 * @param exists false before the first event and after a deletion; then {@code row} is empty
 * @param created by which event the row came to be, anew after a deletion
 * @param updated by which event it is what it is
 * @param origins for a field that is not as the creation made it: the event that set or removed it
 */
record RowState(
        long version,
        long position,
        boolean exists,
        ObjectNode row,
        Origin created,
        Origin updated,
        Map<String, Origin> origins) {
    static final RowState NONE = new RowState(0, 0, false, Json.object(), Origin.NEVER, Origin.NEVER, Map.of());

    /** Who did something, when, and which version of the row it made. */
    record Origin(String by, Instant at, long version) implements RowFold.Origin {
        static final Origin NEVER = new Origin("", Instant.EPOCH, 0);

        static Origin of(RecordedEvent recorded) {
            return new Origin(recorded.actor(), recorded.recordedAt(), recorded.version());
        }
    }

    RowState {
        origins = Map.copyOf(origins);
    }

    /** How the streams of a table are read. */
    static Fold<RowState, RowEvent> fold(String table) {
        EventCodec<RowEvent> codec = EventCodec.of(RowEvent.class);
        for (Map.Entry<String, Class<? extends RowEvent>> verb : RowEvent.VERBS.entrySet()) {
            codec = codec.with(table + "." + verb.getKey(), verb.getValue());
        }
        return new Fold<>(table, codec, NONE, RowState::after);
    }

    RowState after(RowEvent event, RecordedEvent recorded) {
        RowFold<Origin> next = fold().after(event, Origin.of(recorded));
        return new RowState(
                recorded.version(),
                recorded.position(),
                next.exists(),
                next.row(),
                next.created(),
                next.updated(),
                next.origins());
    }

    /** The event that made a field what it is, or took it away. */
    Origin originOf(String field) {
        return fold().originOf(field);
    }

    /** The row as the API shows it. */
    TableRow resource(String table, String key, Change change) {
        return fold().resource(table, key, version, position, change == Change.MERGE);
    }

    private RowFold<Origin> fold() {
        return new RowFold<>(exists, row, created, updated, origins);
    }

    @Override
    public String toString() {
        return (exists ? "row" : "no row") + "@" + version + " " + row + " of " + Times.format(updated.at());
    }
}
