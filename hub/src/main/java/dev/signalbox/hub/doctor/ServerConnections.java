package dev.signalbox.hub.doctor;

import dev.signalbox.hub.database.Database;
import dev.signalbox.hub.database.Row;

/** How many connections a PostgreSQL server has, and takes. */
public record ServerConnections(Database database) implements Probe {
    private static final String COUNT =
            "SELECT (SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend') AS used,"
                    + " (SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'"
                    + " AND application_name = 'signalbox' AND datname = current_database()) AS own,"
                    + " current_setting('max_connections')::bigint"
                    + " - current_setting('superuser_reserved_connections')::bigint AS most";

    @Override
    public String name() {
        return "connections";
    }

    @Override
    public String looksAt() {
        return "Connections that the server has and takes; a node of the hub needs up to 24.";
    }

    @Override
    public Sight look() throws InterruptedException {
        Row row = Asked.row(database, COUNT);
        return judged(row.bigint("used"), row.bigint("own"), row.bigint("most"));
    }

    Sight judged(long used, long own, long most) {
        Sight sight = Sight.of(used + " of " + most + ", " + own + " of them of hubs on this database");
        return used <= most * 8 / 10
                ? sight
                : sight.warn(
                        used + " of " + most + " connections of the server are taken: soon it refuses more",
                        "raise max_connections, end what nobody needs, or lower pool_max_conns in the hub's URL");
    }
}
