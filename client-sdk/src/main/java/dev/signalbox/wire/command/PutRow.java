package dev.signalbox.wire.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.wire.Check;

/**
 * {@code table.put}: the row with the target's key is this from now on, whether it was there before or not.
 *
 * @param row the whole row; its key field may be absent, and must name the target's key when it is there
 */
public record PutRow(JsonNode row) {
    public PutRow {
        row = Check.row("row", row);
    }
}
