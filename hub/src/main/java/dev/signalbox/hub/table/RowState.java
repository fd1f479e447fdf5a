package dev.signalbox.hub.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.hub.command.Fold;
import dev.signalbox.hub.log.RecordedEvent;
import dev.signalbox.hub.matrix.Change;
import dev.signalbox.hub.table.RowEvent.RowAppended;
import dev.signalbox.hub.table.RowEvent.RowDeleted;
import dev.signalbox.hub.table.RowEvent.RowPatched;
import dev.signalbox.hub.table.RowEvent.RowPut;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.Times;
import dev.signalbox.wire.resource.TableRow;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

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
    record Origin(String by, Instant at, long version) {
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
        return new Fold<>(table, RowEvent.codec(table), NONE, RowState::after);
    }

    RowState after(RowEvent event, RecordedEvent recorded) {
        if (event instanceof RowPut put) return exists ? replaced(put.row(), recorded) : made(put.row(), recorded);
        if (event instanceof RowAppended appended) return made(appended.row(), recorded);
        if (event instanceof RowPatched patched) return patched(patched, recorded);
        if (event instanceof RowDeleted) {
            return new RowState(
                    recorded.version(),
                    recorded.position(),
                    false,
                    Json.object(),
                    created,
                    Origin.of(recorded),
                    Map.of());
        }
        throw new IllegalArgumentException("no step for " + event);
    }

    /** The event that made a field what it is, or took it away. */
    Origin originOf(String field) {
        return origins.getOrDefault(field, created);
    }

    /** The row as the API shows it. */
    TableRow resource(String table, String key, Change change) {
        return new TableRow(
                table,
                key,
                version,
                position,
                exists ? null : true,
                row,
                created.at(),
                created.by(),
                updated.at(),
                updated.by(),
                exists && change == Change.MERGE ? shownOrigins() : null);
    }

    private Map<String, TableRow.Origin> shownOrigins() {
        Map<String, TableRow.Origin> shown = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> field : row.properties()) {
            Origin origin = originOf(field.getKey());
            shown.put(field.getKey(), new TableRow.Origin(origin.by(), origin.at()));
        }
        return shown;
    }

    private static RowState made(ObjectNode row, RecordedEvent recorded) {
        Origin now = Origin.of(recorded);
        return new RowState(recorded.version(), recorded.position(), true, row, now, now, Map.of());
    }

    private RowState replaced(ObjectNode next, RecordedEvent recorded) {
        Set<String> names = new TreeSet<>();
        row.fieldNames().forEachRemaining(names::add);
        next.fieldNames().forEachRemaining(names::add);
        names.removeIf(name -> Values.same(row.get(name), next.get(name)));
        return changed(next, names, recorded);
    }

    private RowState patched(RowPatched patched, RecordedEvent recorded) {
        ObjectNode next = row.deepCopy();
        next.setAll(patched.fields());
        next.remove(patched.removed());
        Set<String> names = new TreeSet<>(patched.removed());
        patched.fields().fieldNames().forEachRemaining(names::add);
        return changed(next, names, recorded);
    }

    private RowState changed(ObjectNode next, Set<String> fields, RecordedEvent recorded) {
        Origin now = Origin.of(recorded);
        Map<String, Origin> moved = new HashMap<>(origins);
        for (String field : fields) moved.put(field, now);
        return new RowState(recorded.version(), recorded.position(), true, next, created, now, moved);
    }

    @Override
    public String toString() {
        return (exists ? "row" : "no row") + "@" + version + " " + row + " of " + Times.format(updated.at());
    }
}
