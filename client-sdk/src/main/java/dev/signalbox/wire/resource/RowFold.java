package dev.signalbox.wire.resource;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.JsonValues;
import dev.signalbox.wire.resource.RowEvent.RowAppended;
import dev.signalbox.wire.resource.RowEvent.RowDeleted;
import dev.signalbox.wire.resource.RowEvent.RowPatched;
import dev.signalbox.wire.resource.RowEvent.RowPut;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A row of a declared table as its events make it. The hub's tables and the copies of clients fold with this one class,
 * so that no copy can say anything else than the hub. Immutable: nobody changes {@code row} after it was handed over.
 *
 * @param <O> what is remembered of an event
 * @param exists false before the first event and after a deletion; then {@code row} is empty
 * @param created of the event by which the row came to be, anew after a deletion
 * @param updated of the event by which it is what it is
 * @param origins for a field that is not as the creation made it: of the event that set or removed it
 */
public record RowFold<O extends RowFold.Origin>(
        boolean exists, ObjectNode row, O created, O updated, Map<String, O> origins) {

    /** Who did something, and when. */
    public interface Origin {
        String by();

        Instant at();
    }

    public RowFold {
        origins = Map.copyOf(origins);
    }

    /** The row before its first event; {@code never} stands for the events that it has not. */
    public static <O extends Origin> RowFold<O> none(O never) {
        return new RowFold<>(false, Json.object(), never, never, Map.of());
    }

    /** The row that this resource shows, to be folded on. */
    public static RowFold<TableRow.Origin> of(TableRow shown) {
        return new RowFold<>(
                shown.deleted() == null,
                (ObjectNode) shown.row(),
                new TableRow.Origin(shown.createdBy(), shown.createdAt()),
                new TableRow.Origin(shown.updatedBy(), shown.updatedAt()),
                shown.fields() == null ? Map.of() : shown.fields());
    }

    /** The row after one more event. */
    public RowFold<O> after(RowEvent event, O origin) {
        if (event instanceof RowPut put) return exists ? replaced(put.row(), origin) : made(put.row(), origin);
        if (event instanceof RowAppended appended) return made(appended.row(), origin);
        if (event instanceof RowPatched patched) return patched(patched, origin);
        if (event instanceof RowDeleted) return new RowFold<>(false, Json.object(), created, origin, Map.of());
        throw new IllegalArgumentException("no step for " + event);
    }

    /** Of the event that made a field what it is, or took it away. */
    public O originOf(String field) {
        return origins.getOrDefault(field, created);
    }

    /**
     * The row as the API shows it.
     *
     * @param merge whether the table remembers for each field who set it
     */
    public TableRow resource(String table, String key, long version, long position, boolean merge) {
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
                exists && merge ? shownOrigins() : null,
                null);
    }

    private Map<String, TableRow.Origin> shownOrigins() {
        Map<String, TableRow.Origin> shown = new LinkedHashMap<>();
        row.fieldNames().forEachRemaining(field -> {
            O origin = originOf(field);
            shown.put(field, new TableRow.Origin(origin.by(), origin.at()));
        });
        return shown;
    }

    private static <O extends Origin> RowFold<O> made(ObjectNode row, O origin) {
        return new RowFold<>(true, row, origin, origin, Map.of());
    }

    private RowFold<O> replaced(ObjectNode next, O origin) {
        Set<String> names = new TreeSet<>();
        row.fieldNames().forEachRemaining(names::add);
        next.fieldNames().forEachRemaining(names::add);
        names.removeIf(name -> JsonValues.same(row.get(name), next.get(name)));
        return changed(next, names, origin);
    }

    private RowFold<O> patched(RowPatched patched, O origin) {
        ObjectNode next = row.deepCopy();
        next.setAll(patched.fields());
        next.remove(patched.removed());
        Set<String> names = new TreeSet<>(patched.removed());
        patched.fields().fieldNames().forEachRemaining(names::add);
        return changed(next, names, origin);
    }

    private RowFold<O> changed(ObjectNode next, Set<String> fields, O origin) {
        Map<String, O> moved = new HashMap<>(origins);
        for (String field : fields) moved.put(field, origin);
        return new RowFold<>(true, next, created, origin, moved);
    }
}
