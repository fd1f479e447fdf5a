package dev.signalbox.hub.projection;

import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.database.Row;
import dev.signalbox.hub.projection.Folded.Mark;
import dev.signalbox.wire.Json;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A row of a {@link FoldedTable} as it is stored. As JSON it is its resource: an answer passes that on and never reads
 * it.
 *
 * @param version of the thing's stream
 * @param deleted whether the thing is gone; then {@code json} is what is left of it
 * @param json the resource
 * @param extra what the state says beyond the resource; null where it says no more
 */
public record FoldedRow(
        String key,
        long version,
        boolean deleted,
        Mark created,
        Mark updated,
        String json,
        @Nullable String extra) {

    static FoldedRow of(Row row, boolean hasExtra) {
        return new FoldedRow(
                new String(row.bytes("row_key"), StandardCharsets.UTF_8),
                row.bigint("version"),
                row.bigint("deleted") != 0,
                new Mark(row.bigint("created_position"), Columns.time(row, "created_at"), row.text("created_by")),
                new Mark(row.bigint("position"), Columns.time(row, "updated_at"), row.text("updated_by")),
                row.text("resource"),
                hasExtra ? row.textOrNull("extra") : null);
    }

    @JsonValue
    @JsonRawValue
    @Override
    public String json() {
        return json;
    }

    /** The resource. */
    public <T> T as(Class<T> type) {
        return Json.readLenient(json.getBytes(StandardCharsets.UTF_8), type);
    }

    /** The resource as a tree. */
    public JsonNode tree() {
        return as(JsonNode.class);
    }
}
