package dev.signalbox.hub.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.hub.projection.Folded.Mark;
import dev.signalbox.hub.projection.FoldedRow;
import dev.signalbox.hub.projection.FoldedTable;
import dev.signalbox.hub.table.RowState.Origin;
import dev.signalbox.wire.EventTypes;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.Times;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The table of rows: every row of every declared table, the deleted ones too, as what is left of them. For SQL it is
 * the view {@code table_rows}.
 *
 * <p>It takes the events of all tables by their verbs, whether a table is declared or not: so declaring one rebuilds
 * nothing, a node that does not know a declaration yet loses no event of it, and a table that comes back after it was
 * withdrawn has its rows.
 */
public final class RowTable {
    public static final FoldedTable<RowState> ROWS = FoldedTable.of(
                    "rows",
                    EventTypes.ROW_VERBS.stream().map(verb -> "*." + verb).toList(),
                    RowState::fold)
            .stored(RowState::row, RowState::exists, RowTable::extra, RowTable::state)
            .index("category, deleted, row_key")
            .index("category, deleted, updated_at")
            .view(
                    "table_rows",
                    "category AS tbl, row_key, version, position, deleted, resource AS data, extra AS origins,"
                            + " created_by, created_at, updated_by, updated_at")
            .declared();

    private RowTable() {}

    private static RowState state(FoldedRow row) {
        Mark created = row.created();
        Mark updated = row.updated();
        JsonNode extra = extraOf(row.extra());
        return new RowState(
                row.version(),
                updated.position(),
                !row.deleted(),
                row.as(ObjectNode.class),
                new Origin(created.by(), created.at(), extra.path("created").asLong(1)),
                new Origin(updated.by(), updated.at(), row.version()),
                origins(extra.path("origins")));
    }

    /**
     * Which version made the row, unless it was the first; and {@code {"state": ["jane", 1795250202000000, 3]}}, by
     * name.
     */
    private static @Nullable String extra(RowState state) {
        if (state.created().version() <= 1 && state.origins().isEmpty()) return null;
        ObjectNode extra = Json.object().put("created", state.created().version());
        ObjectNode origins = extra.putObject("origins");
        new TreeMap<>(state.origins()).forEach((field, origin) -> origins.putArray(field)
                .add(origin.by())
                .add(Times.toMicros(origin.at()))
                .add(origin.version()));
        return extra.toString();
    }

    private static JsonNode extraOf(@Nullable String text) {
        return text == null ? Json.object() : Json.readLenient(text.getBytes(StandardCharsets.UTF_8), JsonNode.class);
    }

    private static Map<String, Origin> origins(JsonNode texts) {
        Map<String, Origin> origins = new HashMap<>();
        for (Map.Entry<String, JsonNode> field : texts.properties()) {
            JsonNode origin = field.getValue();
            origins.put(
                    field.getKey(),
                    new Origin(
                            origin.get(0).textValue(),
                            Times.ofMicros(origin.get(1).longValue()),
                            origin.get(2).longValue()));
        }
        return origins;
    }
}
