package dev.signalbox.hub.history;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.wire.Json;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** Rows of declared tables as their events tell them, folded as plainly as can be said. */
final class RowsFold {
    /** What must stand in {@code table_rows}; of a deleted row the text is {@code {}}. */
    record Row(long version, long position, boolean deleted, ObjectNode row) {}

    private RowsFold() {}

    /** By table and key. */
    static Map<String, Row> of(StoredLog log) {
        Map<String, Row> rows = new TreeMap<>();
        for (StoredEvent event : log.events()) {
            String verb = event.type().substring(event.type().indexOf('.') + 1);
            JsonNode data = json(event.data());
            ObjectNode before =
                    rows.containsKey(event.stream()) ? rows.get(event.stream()).row() : Json.object();
            ObjectNode after =
                    switch (verb) {
                        case "put", "appended" -> (ObjectNode) data.path("row");
                        case "patched" -> patched(before, data);
                        case "deleted" -> Json.object();
                        default -> null;
                    };
            if (after == null) continue;
            rows.put(event.stream(), new Row(event.version(), event.position(), verb.equals("deleted"), after));
        }
        return rows;
    }

    /** The same of a row of {@code table_rows}. */
    static Row stored(Map<String, Object> columns) {
        byte[] text = ((String) columns.get("data")).getBytes(StandardCharsets.UTF_8);
        return new Row(
                (Long) columns.get("version"),
                (Long) columns.get("position"),
                (Long) columns.get("deleted") == 1,
                (ObjectNode) json(text));
    }

    private static ObjectNode patched(ObjectNode before, JsonNode data) {
        ObjectNode after = before.deepCopy();
        after.setAll((ObjectNode) data.path("fields"));
        data.path("removed").forEach(name -> after.remove(name.textValue()));
        return after;
    }

    private static JsonNode json(byte[] utf8) {
        return Json.readLenient(utf8, JsonNode.class);
    }
}
