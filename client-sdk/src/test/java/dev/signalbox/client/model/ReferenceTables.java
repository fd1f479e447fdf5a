package dev.signalbox.client.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.wire.Event;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.resource.SharedTable;
import dev.signalbox.wire.resource.SnapshotEnd;
import dev.signalbox.wire.resource.SnapshotStart;
import dev.signalbox.wire.resource.TableRow;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The tables of the reference hub: every row is folded from the log, as plainly as can be said. Not safe for threads.
 */
final class ReferenceTables {
    private static final Map<String, String> BUILT_IN =
            Map.of("notification", "notifications", "question", "questions", "roadmap", "roadmap");

    private final Map<String, String> declared = new LinkedHashMap<>();
    private final Map<String, NavigableMap<String, TableRow>> tables = new HashMap<>();

    /** From now on there is a table that changes so; its key is the field {@code id}. */
    void declare(String table, String change) {
        declared.put(table, change);
    }

    boolean isDeclared(String table) {
        return declared.containsKey(table);
    }

    List<SharedTable> list() {
        List<SharedTable> list = new ArrayList<>();
        declared.forEach((name, change) -> list.add(new SharedTable(
                name,
                "id",
                change,
                true,
                Json.object(),
                List.of(),
                null,
                rows(name).size(),
                List.of(name + ".*"),
                "a test")));
        return list;
    }

    /** In the order of the bytes of their keys. */
    NavigableMap<String, TableRow> rows(String table) {
        return tables.computeIfAbsent(
                table,
                name -> new TreeMap<>(
                        Comparator.comparing(key -> key.getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned)));
    }

    void forget() {
        tables.clear();
    }

    void take(Event event) {
        String builtIn = BUILT_IN.get(event.category());
        if (builtIn == null && !declared.containsKey(event.category())) return;
        String table = builtIn == null ? event.category() : builtIn;
        NavigableMap<String, TableRow> rows = rows(table);
        String key = event.subjectId();
        TableRow before = rows.get(key);
        String verb = event.type().substring(event.type().indexOf('.') + 1);
        if (verb.equals("deleted") || verb.equals("remove")) rows.remove(key);
        else
            rows.put(
                    key,
                    after(table, before, event, builtIn == null ? fields(before, verb, event) : merged(before, event)));
    }

    /** The whole answer of {@code GET /v1/tables/{t}/snapshot}. */
    byte[] snapshot(String table, long position, String cursor) {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        for (TableRow row : rows(table).values()) line(lines, row);
        SnapshotEnd end =
                new SnapshotEnd(rows(table).size(), HexFormat.of().formatHex(Ids.sha256(lines.toByteArray())));
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        line(whole, new SnapshotStart(table, position, cursor));
        whole.writeBytes(lines.toByteArray());
        line(whole, end);
        return whole.toByteArray();
    }

    /** The same answer with a row less than its last line says. */
    static byte[] withoutLastRow(byte[] snapshot) {
        List<String> lines = new ArrayList<>(
                new String(snapshot, StandardCharsets.UTF_8).lines().toList());
        lines.remove(lines.size() - 2);
        return (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private TableRow after(String table, TableRow before, Event event, ObjectNode row) {
        boolean made = before == null;
        Map<String, TableRow.Origin> origins = null;
        if ("merge".equals(declared.get(table))) {
            origins = new LinkedHashMap<>();
            for (Map.Entry<String, JsonNode> field : row.properties()) {
                boolean same = !made && field.getValue().equals(before.row().get(field.getKey()));
                boolean named = event.data().path("fields").has(field.getKey());
                origins.put(
                        field.getKey(),
                        same && !named
                                ? before.fields().get(field.getKey())
                                : new TableRow.Origin(event.actor(), event.recordedtime()));
            }
        }
        return new TableRow(
                table,
                event.subjectId(),
                event.streamversion(),
                event.position(),
                null,
                row,
                made ? event.recordedtime() : before.createdAt(),
                made ? event.actor() : before.createdBy(),
                event.recordedtime(),
                event.actor(),
                origins,
                null);
    }

    private static ObjectNode fields(TableRow before, String verb, Event event) {
        if (!verb.equals("patched")) return event.data().path("row").deepCopy();
        ObjectNode row = before.row().deepCopy();
        row.setAll((ObjectNode) event.data().path("fields"));
        for (JsonNode removed : event.data().path("removed")) row.remove(removed.asText());
        return row;
    }

    /** What the hub's own rules make of a built-in row is not for a client to know; here it gathers what was said. */
    private static ObjectNode merged(TableRow before, Event event) {
        ObjectNode row = before == null ? Json.object() : before.row().deepCopy();
        row.setAll((ObjectNode) event.data());
        row.put("last", event.type());
        return row;
    }

    private static void line(ByteArrayOutputStream out, Object value) {
        out.writeBytes(Json.write(value));
        out.write('\n');
    }
}
