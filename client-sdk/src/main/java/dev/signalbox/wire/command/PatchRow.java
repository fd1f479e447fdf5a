package dev.signalbox.wire.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.wire.Check;
import dev.signalbox.wire.InvalidInput;

/**
 * {@code table.patch}: changes some fields of a row that is there.
 *
 * @param fields a merge patch (RFC 7396): what is named gets this value, null removes, objects are merged, the rest
 *     stays
 */
public record PatchRow(JsonNode fields) {
    public PatchRow {
        fields = Check.row("fields", fields);
        if (fields.isEmpty()) throw new InvalidInput("/fields", "fields is empty; name at least one field to change");
    }
}
