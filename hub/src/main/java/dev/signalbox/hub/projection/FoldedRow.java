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
 * @param incomplete whether an event of it could not be folded, see {@link FoldProblems}
 * @param extra what the state says beyond the resource; null where it says no more
 */
public record FoldedRow(
        String key,
        long version,
        boolean deleted,
        Mark created,
        Mark updated,
        boolean incomplete,
        String json,
        @Nullable String extra) {
    /** The resource of a thing whose first event could not be folded. */
    static final String OF_NOTHING = "{}";

    static FoldedRow of(Row row, boolean hasExtra) {
        return new FoldedRow(
                new String(row.bytes("row_key"), StandardCharsets.UTF_8),
                row.bigint("version"),
                row.bigint("deleted") != 0,
                new Mark(row.bigint("created_position"), Columns.time(row, "created_at"), row.text("created_by")),
                new Mark(row.bigint("position"), Columns.time(row, "updated_at"), row.text("updated_by")),
                row.bigint("incomplete") != 0,
                row.text("resource"),
                hasExtra ? row.textOrNull("extra") : null);
    }

    /** The resource as it is shown: one that lacks something says so. */
    @JsonValue
    @JsonRawValue
    public String shown() {
        if (!incomplete || !json.endsWith("}")) return json;
        String open = json.substring(0, json.length() - 1);
        return open + (open.equals("{") ? "" : ",") + "\"incomplete\":true}";
    }

    /** Whether nothing of the thing is known but that it had events. */
    boolean isOfNothing() {
        return incomplete && deleted && json.equals(OF_NOTHING);
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
