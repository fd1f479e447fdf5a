package dev.signalbox.hub.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.hub.database.Row;
import dev.signalbox.hub.database.Transaction;
import dev.signalbox.hub.projection.Columns;
import dev.signalbox.hub.projection.Tables;
import dev.signalbox.hub.table.RowState.Origin;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.Times;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A row's state in the columns of {@code table_rows}, there and back. */
final class RowColumns {
    private RowColumns() {}

    /** The state of one row, also of a deleted one; empty when there never was one. */
    static Future<Optional<RowState>> find(String table, String key, Tables tables, Transaction transaction) {
        return transaction
                .query(tables.sql("SELECT * FROM {table_rows} WHERE tbl = $1 AND row_key = $2"), table, bytes(key))
                .map(rows -> rows.stream().findFirst().map(RowColumns::stateOf));
    }

    static Future<Integer> store(String table, String key, RowState state, Tables tables, Transaction transaction) {
        return transaction.update(
                tables.sql("""
                        INSERT INTO {table_rows} (tbl, row_key, version, position, deleted, data, origins,
                            created_by, created_at, created_version, updated_by, updated_at)
                        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
                        ON CONFLICT (tbl, row_key) DO UPDATE SET version = excluded.version,
                            position = excluded.position, deleted = excluded.deleted, data = excluded.data,
                            origins = excluded.origins, created_by = excluded.created_by,
                            created_at = excluded.created_at, created_version = excluded.created_version,
                            updated_by = excluded.updated_by, updated_at = excluded.updated_at"""),
                table,
                bytes(key),
                state.version(),
                state.position(),
                state.exists() ? 0L : 1L,
                Json.writeText(state.row()),
                originsText(state.origins()),
                state.created().by(),
                Columns.time(state.created().at()),
                state.created().version(),
                state.updated().by(),
                Columns.time(state.updated().at()));
    }

    static RowState stateOf(Row row) {
        long version = row.bigint("version");
        return new RowState(
                version,
                row.bigint("position"),
                row.bigint("deleted") == 0,
                Json.readLenient(row.text("data").getBytes(StandardCharsets.UTF_8), ObjectNode.class),
                new Origin(row.text("created_by"), Columns.time(row, "created_at"), row.bigint("created_version")),
                new Origin(row.text("updated_by"), Columns.time(row, "updated_at"), version),
                origins(row.textOrNull("origins")));
    }

    static String keyOf(Row row) {
        return new String(row.bytes("row_key"), StandardCharsets.UTF_8);
    }

    static byte[] bytes(String key) {
        return key.getBytes(StandardCharsets.UTF_8);
    }

    /** {@code {"state": ["jane", 1795250202000000, 3]}}, by name, so that one state has one text. */
    private static @Nullable String originsText(Map<String, Origin> origins) {
        if (origins.isEmpty()) return null;
        ObjectNode text = Json.object();
        new TreeMap<>(origins).forEach((field, origin) -> text.putArray(field)
                .add(origin.by())
                .add(Times.toMicros(origin.at()))
                .add(origin.version()));
        return text.toString();
    }

    private static Map<String, Origin> origins(@Nullable String text) {
        if (text == null) return Map.of();
        Map<String, Origin> origins = new HashMap<>();
        JsonNode tree = Json.readLenient(text.getBytes(StandardCharsets.UTF_8), JsonNode.class);
        for (Map.Entry<String, JsonNode> field : tree.properties()) {
            ArrayNode origin = (ArrayNode) field.getValue();
            Instant at = Times.ofMicros(origin.get(1).longValue());
            origins.put(
                    field.getKey(),
                    new Origin(origin.get(0).textValue(), at, origin.get(2).longValue()));
        }
        return origins;
    }
}
