package dev.signalbox.hub.doctor;

import dev.signalbox.hub.database.Database;
import dev.signalbox.hub.database.Row;
import java.util.List;

/**
 * Dead rows in the tables of a schema, and how old the oldest transaction id of the database is.
 *
 * @param dead rows of a table below which nobody misses the room
 */
public record DeadRows(String log, Database database, long dead) implements Probe {
    private static final long DEAD_MIN = 50_000;
    /** The server stops taking writes at about 2,100 million; it begins to hurry at 200 million. */
    private static final long AGE_MAX = 1_000_000_000;

    private static final String TABLES =
            "SELECT schemaname || '.' || relname AS name, n_live_tup AS live, n_dead_tup AS dead FROM pg_stat_user_tables"
                    + " WHERE schemaname = current_schema() AND n_dead_tup > $1::bigint AND n_dead_tup > n_live_tup"
                    + " ORDER BY n_dead_tup DESC LIMIT 5";
    private static final String AGE =
            "SELECT age(datfrozenxid)::bigint AS age, pg_total_relation_size('events')::bigint AS events,"
                    + " (SELECT sum(pg_total_relation_size(oid))::bigint FROM pg_class WHERE relkind = 'r'"
                    + " AND relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema())) AS bytes"
                    + " FROM pg_database WHERE datname = current_database()";

    /** With the number that means something. */
    public static DeadRows of(String log, Database database) {
        return new DeadRows(log, database, DEAD_MIN);
    }

    @Override
    public String name() {
        return "tables " + log;
    }

    @Override
    public String looksAt() {
        return "Sizes, dead rows that were not cleaned up, and the age of the oldest transaction.";
    }

    @Override
    public Sight look() throws InterruptedException {
        List<Row> bloated = Asked.rows(database, TABLES, dead);
        Row whole = Asked.row(database, AGE);
        Sight sight =
                Sight.of(Amount.bytes(whole.bigint("bytes")) + ", the events " + Amount.bytes(whole.bigint("events")));
        for (Row row : bloated)
            sight = sight.warn(
                    row.text("name") + " has " + Amount.counted(row.bigint("dead"), "dead row") + " beside "
                            + Amount.counted(row.bigint("live"), "live one"),
                    "VACUUM (ANALYZE) " + row.text("name")
                            + "; when they stay, something holds a snapshot: see sessions");
        if (whole.bigint("age") > AGE_MAX)
            sight = sight.fail(
                    "the oldest transaction of the database is " + whole.bigint("age")
                            + " transactions old: at 2,100 million the server takes no more writes",
                    "VACUUM FREEZE as a superuser, and look why autovacuum does not come so far: see sessions");
        return sight;
    }
}
