package dev.signalbox.hub.table;

import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.resource.TableRow;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/**
 * A row that a scan has found: where it stands, and its text until somebody wants it as a tree, which may be thirty
 * times as large. So a scan has many texts in memory, and one tree.
 *
 * @param position of the event that made it what it is
 * @param deleted whether it is what is left of a row that is gone
 * @param tree makes it anew each time
 */
record ScannedRow(String key, long position, boolean deleted, Supplier<TableRow> tree) {
    /** One that is a tree already, and none after this. */
    static ScannedRow of(TableRow row) {
        String json = Json.writeText(row);
        return new ScannedRow(
                row.key(),
                row.position(),
                row.deleted() != null,
                () -> Json.readLenient(json.getBytes(StandardCharsets.UTF_8), TableRow.class));
    }

    /**
     * The form of a row in an answer.
     *
     * @param json the row
     */
    record Shown(@JsonValue @JsonRawValue String json) {
        static Shown of(TableRow row) {
            return new Shown(Json.writeText(row));
        }
    }
}
