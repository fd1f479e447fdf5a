package dev.signalbox.hub.doctor;

import dev.signalbox.hub.database.Database;
import dev.signalbox.hub.database.Row;
import java.util.List;

/**
 * WAL that a PostgreSQL server keeps for those who follow it.
 *
 * @param held bytes for one slot from which on it is much
 */
public record HeldWal(Database database, long held) implements Probe {
    private static final String SLOTS =
            "SELECT slot_name::text AS name, CASE WHEN active THEN 1 ELSE 0 END::bigint AS active,"
                    + " pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn)::bigint AS held"
                    + " FROM pg_replication_slots WHERE restart_lsn IS NOT NULL ORDER BY held DESC LIMIT 100";

    /** With the size that means something. */
    public static HeldWal of(Database database) {
        return new HeldWal(database, Amount.GIB);
    }

    @Override
    public String name() {
        return "wal";
    }

    @Override
    public String looksAt() {
        return "WAL that replication slots hold back: of one that nobody reads it grows until the disk is full.";
    }

    @Override
    public Sight look() throws InterruptedException {
        List<Row> slots = Asked.rows(database, SLOTS);
        Sight sight = Sight.of(
                slots.isEmpty()
                        ? "no slot holds any"
                        : Amount.counted(slots.size(), "slot") + ", the most held is "
                                + Amount.bytes(slots.get(0).bigint("held")));
        for (Row slot : slots) {
            if (slot.bigint("held") < held) continue;
            boolean active = slot.bigint("active") == 1;
            String slotName = slot.text("name");
            sight = sight.warn(
                    "the slot " + slotName + " holds " + Amount.bytes(slot.bigint("held")) + " of WAL"
                            + (active ? ": its reader is behind" : ", and nobody reads it"),
                    active
                            ? "look at the standby or subscriber that reads it"
                            : "start its reader, or: SELECT pg_drop_replication_slot('" + slotName + "')");
        }
        return sight;
    }
}
