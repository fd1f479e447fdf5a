package dev.signalbox.wire.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.wire.Check;

/**
 * {@code table.append}: one more row for a table whose rows never change. Its key is the row's key field, else the key
 * in the target, else the command's id.
 *
 * @param row the whole row
 */
public record AppendRow(JsonNode row) {
    public AppendRow {
        row = Check.row("row", row);
    }
}
