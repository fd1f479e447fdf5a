package dev.signalbox.wire.resource;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.wire.RowKey;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A row of a table as the hub shows it: of a declared table, or of a built-in one, whose {@code row} is the resource of
 * its own routes.
 *
 * @param key names the row in its table, see {@link RowKey}
 * @param version of its stream {@code <table>/<key>}, the {@code ETag}; goes on counting when a deleted row is put
 *     again
 * @param position of the event that made the row what it is
 * @param deleted true in the answer to a deletion, and of a row that was deleted; then {@code row} is empty. Absent
 *     otherwise
 * @param row the fields
 * @param createdAt when it was put or appended, for the first time or anew after a deletion
 * @param createdBy name of the key that did it
 * @param fields for each field who set it and when; only of tables whose rows are merged field by field
 * @param incomplete true when the hub could not fold an event of it: the row lacks what that said. Absent otherwise
 */
public record TableRow(
        String table,
        String key,
        long version,
        long position,
        @Nullable Boolean deleted,
        JsonNode row,
        Instant createdAt,
        String createdBy,
        Instant updatedAt,
        String updatedBy,
        @Nullable Map<String, Origin> fields,
        @Nullable Boolean incomplete) {
    /** The same row, of which the hub could not fold something. */
    public TableRow lacking() {
        return new TableRow(
                table, key, version, position, deleted, row, createdAt, createdBy, updatedAt, updatedBy, fields, true);
    }

    /** The same with other fields in it. */
    public TableRow withRow(JsonNode other) {
        return new TableRow(
                table,
                key,
                version,
                position,
                deleted,
                other,
                createdAt,
                createdBy,
                updatedAt,
                updatedBy,
                fields,
                incomplete);
    }

    /** Who set a field to what it is, and when. */
    public record Origin(String by, Instant at) implements RowFold.Origin {}
}
