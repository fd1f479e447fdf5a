package dev.signalbox.hub.trace.table;

import dev.signalbox.hub.database.Row;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The rings of one trace: observations whose parents lead back to themselves. Each of them stands at the top, so that
 * every tree has an end and nothing hides in a ring. A ring is a matter of what all its members say, so it is the same
 * whatever the order in which they come.
 */
final class Rings {
    private static final String CUT = "SELECT id, named_parent, 1 AS cut FROM {observations}"
            + " WHERE trace_id = $1 AND parent_id IS NULL AND named_parent IS NOT NULL";
    private static final String ABOVE = """
            WITH RECURSIVE up (id, named_parent) AS (
                SELECT o.id, o.named_parent FROM {observations} o WHERE o.trace_id = $1 AND o.id IN (%s)
                UNION SELECT o.id, o.named_parent FROM up JOIN {observations} o ON o.trace_id = $1 AND o.id = up.named_parent)
            SELECT id, named_parent, 0 AS cut FROM up UNION ALL
            """;
    private static final String TO_THE_TOP =
            "UPDATE {observations} SET parent_id = NULL WHERE trace_id = $1 AND id = $2";
    private static final String BACK =
            "UPDATE {observations} SET parent_id = named_parent WHERE trace_id = $1 AND id = $2";
    private final String traceId;
    /** Parents as they are named; null at the top. */
    private final Map<String, @Nullable String> parents;

    private final Set<String> cut = new HashSet<>();

    private Rings(String traceId, Map<String, String> changed) {
        this.traceId = traceId;
        this.parents = new HashMap<>(changed);
    }

    /**
     * Cuts the rings that changed observations closed, and mends those that they opened.
     *
     * @param changed observations of the trace that now name a parent, with it
     */
    static Future<?> settle(String traceId, Map<String, String> changed, RowWriter rows) {
        if (changed.isEmpty()) return Future.succeededFuture();
        Rings rings = new Rings(traceId, changed);
        return rings.readAbove(rows).compose(known -> rings.write(rows));
    }

    /** What stands above the changed ones, and what was cut before: such a ring may be open. */
    private Future<?> readAbove(RowWriter rows) {
        Set<String> unknown = new LinkedHashSet<>();
        for (String parent : parents.values()) if (parent != null && !parents.containsKey(parent)) unknown.add(parent);
        List<Object> values = new ArrayList<>(List.of(traceId));
        values.addAll(unknown);
        String places =
                IntStream.rangeClosed(2, values.size()).mapToObj(i -> "$" + i).collect(Collectors.joining(", "));
        String sql = unknown.isEmpty() ? CUT : ABOVE.formatted(places) + CUT;
        return rows.query(sql, values.toArray()).map(this::add);
    }

    private Rings add(List<Row> known) {
        for (Row row : known) {
            parents.put(row.text("id"), row.textOrNull("named_parent"));
            if (row.bigint("cut") != 0) cut.add(row.text("id"));
        }
        return this;
    }

    private Future<?> write(RowWriter rows) {
        Set<String> members = members();
        List<Future<?>> updates = new ArrayList<>();
        for (String id : members) if (!cut.contains(id)) updates.add(rows.update(TO_THE_TOP, traceId, id));
        for (String id : cut) if (!members.contains(id)) updates.add(rows.update(BACK, traceId, id));
        return Future.all(updates);
    }

    /** Each observation is walked over once: a walk that meets itself found a ring. */
    private Set<String> members() {
        Set<String> members = new LinkedHashSet<>();
        Set<String> seen = new HashSet<>();
        for (String start : parents.keySet()) {
            Map<String, Integer> path = new LinkedHashMap<>();
            String at = start;
            while (at != null && seen.add(at)) {
                path.put(at, path.size());
                at = parents.get(at);
            }
            Integer begin = at == null ? null : path.get(at);
            if (begin != null)
                path.forEach((id, place) -> {
                    if (place >= begin) members.add(id);
                });
        }
        return members;
    }
}
