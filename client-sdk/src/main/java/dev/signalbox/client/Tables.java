package dev.signalbox.client;

import dev.signalbox.client.http.HubApi;
import dev.signalbox.client.outbox.Outbox;
import dev.signalbox.client.outbox.OutboxReceipt;
import dev.signalbox.wire.resource.Page;
import dev.signalbox.wire.resource.RowChange;
import dev.signalbox.wire.resource.SharedTable;
import dev.signalbox.wire.resource.TableRow;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Shared tables. Writes go through the outbox: they return when they are on this machine's disk, offline too; what the
 * hub refuses is parked there. Reads ask the hub and fail when it is away. A table that is not yours to write is
 * refused by the hub, with the reason.
 */
public final class Tables {
    private final Outbox outbox;
    private final HubApi hub;
    private final Blocking blocking;

    Tables(Outbox outbox, HubApi hub, Blocking blocking) {
        this.outbox = outbox;
        this.hub = hub;
        this.blocking = blocking;
    }

    /** Writes the row over whatever is there; see {@link TableCommands#put}. */
    public OutboxReceipt put(String table, String key, Object row) {
        return put(table, key, row, null);
    }

    /** Writes the row in place of the one that has this version, 0 for none. */
    public OutboxReceipt put(String table, String key, Object row, @Nullable Long version) {
        return outbox.send(TableCommands.put(table, key, row, version));
    }

    /** Changes some fields; see {@link TableCommands#patch}. */
    public OutboxReceipt patch(String table, String key, Object fields) {
        return outbox.send(TableCommands.patch(table, key, fields, null));
    }

    /** Takes the row away; its history stays. */
    public OutboxReceipt delete(String table, String key) {
        return outbox.send(TableCommands.delete(table, key, null));
    }

    /** Adds a row to a table whose rows never change. */
    public OutboxReceipt append(String table, Object row) {
        return outbox.send(TableCommands.append(table, row));
    }

    /** The tables that this key may read. */
    public List<SharedTable> all() {
        return blocking.get(hub.tables());
    }

    /** The row as the hub has it. */
    public TableRow get(String table, String key) {
        return blocking.get(hub.row(table, key, null));
    }

    /** The row as it was at a position or an RFC 3339 time. */
    public TableRow getAsOf(String table, String key, String positionOrTime) {
        return blocking.get(hub.row(table, key, positionOrTime));
    }

    /** A page of rows; query: values of fields, minVersion, order, asOf, limit, cursor. */
    public Page<TableRow> list(String table, Map<String, String> query) {
        return blocking.get(hub.rows(table, query));
    }

    /** Who changed what in a row, and when; query: limit, cursor. */
    public Page<RowChange> history(String table, String key, Map<String, String> query) {
        return blocking.get(hub.rowHistory(table, key, query));
    }
}
