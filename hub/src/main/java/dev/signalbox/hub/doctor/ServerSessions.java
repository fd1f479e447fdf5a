package dev.signalbox.hub.doctor;

import dev.signalbox.hub.database.Database;
import dev.signalbox.hub.database.Row;
import dev.signalbox.wire.Times;
import java.time.Duration;
import java.util.List;

/**
 * Sessions on the hub's database that take long: slow statements, and transactions that nobody ends.
 *
 * @param slow from which time on a statement is slow
 * @param idle from which time on an open transaction without a statement is forgotten
 */
public record ServerSessions(Database database, Duration slow, Duration idle) implements Probe {
    private static final int SHOWN_MAX = 5;
    private static final String LONG_ONES =
            "SELECT pid::bigint AS pid, coalesce(usename::text, '?') AS login, coalesce(application_name, '') AS program,"
                    + " state, left(regexp_replace(query, '\\s+', ' ', 'g'), 80) AS query,"
                    + " (extract(epoch FROM clock_timestamp() - CASE state WHEN 'active' THEN query_start ELSE state_change END)"
                    + " * 1000000)::bigint AS micros"
                    + " FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
                    + " AND backend_type = 'client backend'"
                    + " AND ((state = 'active' AND query_start < clock_timestamp() - $1::bigint * interval '1 microsecond')"
                    + " OR (state LIKE 'idle in transaction%' AND state_change < clock_timestamp() - $2::bigint * interval '1 microsecond'))"
                    + " ORDER BY micros DESC LIMIT 100";

    /** With the times that mean something on a server in use. */
    public static ServerSessions of(Database database) {
        return new ServerSessions(database, Duration.ofSeconds(10), Duration.ofMinutes(1));
    }

    @Override
    public String name() {
        return "sessions";
    }

    @Override
    public String looksAt() {
        return "Slow statements, and transactions that nobody ends: the server can clean up nothing behind them.";
    }

    @Override
    public Sight look() throws InterruptedException {
        List<Row> rows = Asked.rows(database, LONG_ONES, micros(slow), micros(idle));
        Sight sight =
                Sight.of(rows.isEmpty() ? "none takes long" : Amount.counted(rows.size(), "session") + " take long");
        for (Row row : rows.subList(0, Math.min(SHOWN_MAX, rows.size()))) {
            String who = "session " + row.bigint("pid") + " of " + row.text("login")
                    + (row.text("program").isEmpty() ? "" : " (" + row.text("program") + ")");
            String time = Amount.time(Duration.between(Times.ofMicros(0), Times.ofMicros(row.bigint("micros"))));
            sight = row.text("state").equals("active")
                    ? sight.warn(
                            who + " has been busy for " + time + ": " + row.text("query"),
                            "wait for it, or: SELECT pg_cancel_backend(" + row.bigint("pid") + ")")
                    : sight.warn(
                            who + " has left a transaction open for " + time + ", after: " + row.text("query"),
                            "end it there, or: SELECT pg_terminate_backend(" + row.bigint("pid") + ")");
        }
        return sight;
    }

    private static long micros(Duration time) {
        return time.toNanos() / 1_000;
    }
}
