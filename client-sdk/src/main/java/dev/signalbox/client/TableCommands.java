package dev.signalbox.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.command.AppendRow;
import dev.signalbox.wire.command.Command;
import dev.signalbox.wire.command.PatchRow;
import dev.signalbox.wire.command.PutRow;
import org.jspecify.annotations.Nullable;

/**
 * Commands about rows of declared tables, to be sent by {@link dev.signalbox.client.local.Tx#send} together with what a
 * program changes of its own. A row is a {@link JsonNode}, a map, or a record whose components are the fields. They
 * fail with {@link dev.signalbox.wire.InvalidInput} when they break a limit; whether the row fits its table only the
 * hub can say.
 */
public final class TableCommands {
    private TableCommands() {}

    /**
     * The row with this key is this from now on, whether it was there or not.
     *
     * @param version of the row that the writer has read, 0 for none; null to write over whatever is there
     */
    public static Command put(String table, String key, Object row, @Nullable Long version) {
        return command("table.put", table + "/" + key, version, new PutRow(Json.tree(row)));
    }

    /** Some fields of a row that is there; a null among them removes the field (RFC 7396). */
    public static Command patch(String table, String key, Object fields, @Nullable Long version) {
        return command("table.patch", table + "/" + key, version, new PatchRow(Json.tree(fields)));
    }

    /** Takes the row away; its history stays. */
    public static Command delete(String table, String key, @Nullable Long version) {
        return command("table.delete", table + "/" + key, version, Json.object());
    }

    /**
     * One more row for a table whose rows never change; its key is its key field, or the command's id when it has none.
     */
    public static Command append(String table, Object row) {
        return command("table.append", table, null, new AppendRow(Json.tree(row)));
    }

    private static Command command(String name, String target, @Nullable Long version, Object body) {
        return new Command(Ids.next(), name, target, version, null, Json.tree(body));
    }
}
