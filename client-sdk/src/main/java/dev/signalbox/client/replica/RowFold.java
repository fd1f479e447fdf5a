package dev.signalbox.client.replica;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.wire.Event;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.resource.TableRow;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Rows of a declared table from their events, as the hub folds them. Pure.
 *
 * @param merge whether the table remembers for each field who set it
 */
record RowFold(String table, boolean merge) {
    static final Set<String> VERBS = Set.of("put", "appended", "patched", "deleted");

    /** The row after an event of {@link #VERBS}; empty when it is gone. {@code before} is null where there is none. */
    Optional<TableRow> after(@Nullable TableRow before, Event event) {
        JsonNode data = event.data();
        return switch (verb(event)) {
            case "deleted" -> Optional.empty();
            case "patched" -> Optional.of(patched(before, data, event));
            default ->
                Optional.of(before == null ? made(data.path("row"), event) : replaced(before, data.path("row"), event));
        };
    }

    static String verb(Event event) {
        return event.type().substring(event.type().indexOf('.') + 1);
    }

    private TableRow made(JsonNode row, Event event) {
        Map<String, TableRow.Origin> origins = new LinkedHashMap<>();
        row.fieldNames().forEachRemaining(name -> origins.put(name, origin(event)));
        return new TableRow(
                table,
                event.subjectId(),
                event.streamversion(),
                event.position(),
                null,
                row,
                event.recordedtime(),
                event.actor(),
                event.recordedtime(),
                event.actor(),
                merge ? origins : null);
    }

    private TableRow replaced(TableRow before, JsonNode row, Event event) {
        Set<String> changed = new TreeSet<>();
        row.fieldNames().forEachRemaining(name -> {
            if (!same(before.row().get(name), row.get(name))) changed.add(name);
        });
        return changed(before, row, changed, event);
    }

    private TableRow patched(@Nullable TableRow before, JsonNode data, Event event) {
        if (before == null) throw new IllegalStateException("the row " + event.subject() + " was not fetched");
        ObjectNode row = before.row().deepCopy();
        Set<String> changed = new TreeSet<>();
        for (Map.Entry<String, JsonNode> field : data.path("fields").properties()) {
            row.set(field.getKey(), field.getValue());
            changed.add(field.getKey());
        }
        for (JsonNode removed : data.path("removed")) row.remove(removed.asText());
        return changed(before, row, changed, event);
    }

    private TableRow changed(TableRow before, JsonNode row, Set<String> changed, Event event) {
        Map<String, TableRow.Origin> known = before.fields() == null ? Map.of() : before.fields();
        TableRow.Origin created = new TableRow.Origin(before.createdBy(), before.createdAt());
        Map<String, TableRow.Origin> origins = new LinkedHashMap<>();
        row.fieldNames()
                .forEachRemaining(name ->
                        origins.put(name, changed.contains(name) ? origin(event) : known.getOrDefault(name, created)));
        return new TableRow(
                table,
                before.key(),
                event.streamversion(),
                event.position(),
                null,
                row,
                before.createdAt(),
                before.createdBy(),
                event.recordedtime(),
                event.actor(),
                merge ? origins : null);
    }

    private static TableRow.Origin origin(Event event) {
        return new TableRow.Origin(event.actor(), event.recordedtime());
    }

    private static boolean same(@Nullable JsonNode one, JsonNode other) {
        return one != null && one.equals((left, right) -> left.equals(right) || sameNumber(left, right) ? 0 : 1, other);
    }

    private static boolean sameNumber(JsonNode one, JsonNode other) {
        return one.isNumber() && other.isNumber() && one.decimalValue().compareTo(other.decimalValue()) == 0;
    }

    static JsonNode merged(JsonNode target, JsonNode patch) {
        ObjectNode merged = target.isObject() ? target.deepCopy() : Json.object();
        for (Map.Entry<String, JsonNode> field : patch.properties()) {
            JsonNode wish = field.getValue();
            if (wish.isNull()) merged.remove(field.getKey());
            else if (!wish.isObject()) merged.set(field.getKey(), wish);
            else merged.set(field.getKey(), merged(merged.path(field.getKey()), wish));
        }
        return merged;
    }
}
