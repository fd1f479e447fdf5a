package dev.signalbox.client.replica;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.wire.resource.TableRow;

/**
 * A row of a copy.
 *
 * @param resource as the hub shows it, with the changes of pending commands; version and position are the hub's, 0 of a
 *     row that the hub has not made yet
 * @param pending whether commands of this program are in it that the copy has not got back from the hub: the hub may
 *     still say no
 */
public record ReplicaRow(TableRow resource, boolean pending) {
    /** Names the row in its table. */
    public String key() {
        return resource.key();
    }

    /** The fields. */
    public JsonNode row() {
        return resource.row();
    }

    /** The version to expect when changing it. */
    public long version() {
        return resource.version();
    }
}
