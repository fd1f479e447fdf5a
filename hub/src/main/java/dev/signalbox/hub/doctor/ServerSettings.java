package dev.signalbox.hub.doctor;

import dev.signalbox.hub.database.Database;
import dev.signalbox.hub.database.Row;
import org.jspecify.annotations.Nullable;

/**
 * Version and settings of a PostgreSQL server.
 *
 * @param port of its URL
 */
public record ServerSettings(Database database, int port) implements Probe {
    /** The oldest whose faults are still mended. */
    private static final long VERSION_MIN = 150_000;

    private static final String SETTINGS =
            "SELECT current_setting('server_version') AS version, current_setting('server_version_num')::bigint AS number,"
                    + " current_setting('fsync') AS fsync, current_setting('full_page_writes') AS full_page_writes,"
                    + " current_setting('synchronous_commit') AS synchronous_commit,"
                    + " current_setting('autovacuum') AS autovacuum, current_setting('track_counts') AS track_counts,"
                    + " inet_server_port()::bigint AS port";

    @Override
    public String name() {
        return "postgresql";
    }

    @Override
    public String looksAt() {
        return "Version and settings: whether the server keeps what it says it kept, and cleans up behind itself.";
    }

    @Override
    public Sight look() throws InterruptedException {
        Row row = Asked.row(database, SETTINGS);
        Sight sight = Sight.of(row.text("version") + between(row.bigintOrNull("port")));
        if (row.bigint("number") < VERSION_MIN)
            sight = sight.warn(
                    "PostgreSQL " + row.text("version") + " gets no more corrections",
                    "upgrade to a version that does");
        sight = mustBeOn(sight, row, "fsync", "a loss of power loses what was acknowledged, or the database");
        sight = mustBeOn(sight, row, "full_page_writes", "a loss of power can leave half a page of the log");
        if (row.text("synchronous_commit").equals("off"))
            sight = sight.fail(
                    "synchronous_commit is off: a crash loses what was acknowledged",
                    "ALTER ROLE … RESET synchronous_commit, or set it in postgresql.conf");
        sight = shouldBeOn(sight, row, "autovacuum");
        return shouldBeOn(sight, row, "track_counts");
    }

    private String between(@Nullable Long listens) {
        return listens == null || listens == port
                ? ""
                : "; it listens on " + listens + ", the URL says " + port
                        + ": a pooler or a forwarded port is in between";
    }

    private static Sight mustBeOn(Sight sight, Row row, String setting, String why) {
        return row.text(setting).equals("on")
                ? sight
                : sight.fail(
                        setting + " is off: " + why, "ALTER SYSTEM SET " + setting + " = on, then pg_reload_conf()");
    }

    private static Sight shouldBeOn(Sight sight, Row row, String setting) {
        return row.text(setting).equals("on")
                ? sight
                : sight.warn(
                        setting + " is off: dead rows stay, tables grow without an end",
                        "set " + setting + " = on in postgresql.conf, or ALTER DATABASE … RESET " + setting);
    }
}
