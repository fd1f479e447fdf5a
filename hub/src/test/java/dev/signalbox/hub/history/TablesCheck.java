package dev.signalbox.hub.history;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.Eventually;
import dev.signalbox.wire.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Whether the tables are what their events say: against a small fold of our own, and against what the hub folds when it
 * builds them anew.
 */
record TablesCheck(Store store, Admin admin) {
    private static final Map<String, String> STATES = Map.of(
            "notification.posted", "open",
            "notification.acknowledged", "acknowledged",
            "notification.resolved", "resolved",
            "question.asked", "pending",
            "question.answered", "answered");

    /** The columns that a fold of five lines can know. */
    private record Row(String state, long version, long count, String answer) {
        Row after(StoredEvent event) {
            String next = STATES.getOrDefault(event.type(), state);
            long repeats = event.type().equals("notification.repeated") ? 1 : 0;
            String said = event.type().equals("question.answered")
                    ? json(event.data()).path("value").textValue()
                    : answer;
            return new Row(next, event.version(), count + repeats, said);
        }
    }

    List<Finding> findings(StoredLog log) {
        List<Finding> findings = new ArrayList<>();
        awaitLive();
        Map<String, Map<String, Map<String, Object>>> before = store.tables();
        compare("notifications", folded(log, "notification"), before, findings);
        compare("questions", folded(log, "question"), before, findings);
        compareRows(RowsFold.of(log), before.get("rows"), findings);

        for (String name : before.keySet())
            admin.post("/v1/projections/" + name + "/rebuild", Map.of()).expect(202);
        awaitLive();
        Map<String, Map<String, Map<String, Object>>> rebuilt = store.tables();
        before.forEach((table, rows) -> {
            if (!rows.equals(rebuilt.get(table))) findings.add(difference(table, rows, rebuilt.get(table)));
        });
        return findings;
    }

    private void awaitLive() {
        Eventually.until("all projections are live", () -> {
            for (JsonNode each : admin.get("/v1/projections").path("items")) {
                if (!each.path("state").textValue().equals("live")) return false;
            }
            return true;
        });
    }

    private static Map<String, Row> folded(StoredLog log, String category) {
        Map<String, Row> rows = new TreeMap<>();
        for (StoredEvent event : log.events()) {
            if (!event.stream().startsWith(category + "/")) continue;
            rows.merge(event.subjectId(), new Row("", 0, 1, null).after(event), (row, first) -> row.after(event));
        }
        return rows;
    }

    private static void compare(
            String table,
            Map<String, Row> folded,
            Map<String, Map<String, Map<String, Object>>> tables,
            List<Finding> findings) {
        Map<String, Row> found = new TreeMap<>();
        tables.get(table).forEach((id, row) -> found.put(id, rowOf(row)));
        if (!found.equals(folded)) findings.add(difference(table, folded, found));
    }

    private static void compareRows(
            Map<String, RowsFold.Row> folded, Map<String, Map<String, Object>> table, List<Finding> findings) {
        Map<String, RowsFold.Row> found = new TreeMap<>();
        table.forEach((id, row) -> found.put(id, RowsFold.stored(row)));
        if (!found.equals(folded)) findings.add(difference("rows", folded, found));
    }

    private static Row rowOf(Map<String, Object> row) {
        Object answer = row.get("answer");
        return new Row(
                (String) row.get("state"),
                (Long) row.get("version"),
                (Long) row.getOrDefault("count", 1L),
                answer == null
                        ? null
                        : json(((String) answer).getBytes(java.nio.charset.StandardCharsets.UTF_8))
                                .path("value")
                                .textValue());
    }

    private static <R> Finding difference(String table, Map<String, R> wanted, Map<String, R> found) {
        List<String> shown = new ArrayList<>();
        for (String id : wanted.keySet()) {
            if (!wanted.get(id).equals(found.get(id))) shown.add(id + ": " + wanted.get(id) + " is " + found.get(id));
        }
        for (String id : found.keySet()) if (!wanted.containsKey(id)) shown.add(id + " has no event");
        return new Finding(
                Finding.Kind.TABLE,
                table + ": " + shown.size() + " rows, first " + shown.subList(0, Math.min(3, shown.size())));
    }

    private static JsonNode json(byte[] utf8) {
        return Json.readLenient(utf8, JsonNode.class);
    }
}
