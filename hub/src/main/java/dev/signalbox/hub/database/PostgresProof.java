package dev.signalbox.hub.database;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a connection shows before it is used: that commits of this server are for ever, that it takes writes of nobody
 * but this hub, and that the settings which the connection asked for have arrived. Fails with {@link UnsuitableServer}
 * that says what to change. Any thread.
 */
final class PostgresProof {
    private static final int VERSION_MIN = 140_000;
    /** The one setting that is for people only. */
    private static final String NAME = "application_name";

    private static final String FACTS = "SELECT current_setting('server_version_num')::int AS version,"
            + " current_setting('server_version') AS version_text, current_setting('fsync') AS fsync,"
            + " current_setting('synchronous_commit') AS synchronous_commit, current_setting('server_encoding') AS encoding,"
            + " pg_is_in_recovery()::text AS standby, current_setting('default_transaction_read_only') AS read_only,"
            + " (SELECT count(*) FROM pg_subscription_rel WHERE srrelid = to_regclass('%s.events'))::int AS subscriptions";

    private final String schema;
    private final Map<String, String> settings;
    private final String sql;

    /**
     * @param schema of the log
     * @param settings that the connection was opened with
     */
    PostgresProof(String schema, Map<String, String> settings) {
        this.schema = schema;
        this.settings = new TreeMap<>(settings);
        this.settings.remove(NAME);
        StringBuilder asked = new StringBuilder(FACTS.formatted(schema));
        for (String name : this.settings.keySet()) {
            asked.append(", current_setting('")
                    .append(name)
                    .append("') AS \"")
                    .append(name)
                    .append('"');
        }
        this.sql = asked.toString();
    }

    /**
     * What the server says about itself.
     *
     * @param readOnly whether transactions may write nothing unless they ask for it
     * @param subscriptions by which it writes events of another server into the log
     */
    record Facts(
            int version,
            String versionText,
            String fsync,
            String synchronousCommit,
            String encoding,
            boolean standby,
            boolean readOnly,
            int subscriptions) {}

    /** Asks the connection. */
    Future<Facts> of(SqlConnection connection) {
        return connection.query(sql).execute().map(rows -> {
            Row row = rows.iterator().next();
            check(row);
            Facts facts = new Facts(
                    row.getInteger("version"),
                    row.getString("version_text"),
                    row.getString("fsync"),
                    row.getString("synchronous_commit"),
                    row.getString("encoding"),
                    row.getString("standby").equals("true"),
                    row.getString("read_only").equals("on"),
                    row.getInteger("subscriptions"));
            check(facts);
            return facts;
        });
    }

    private void check(Row row) {
        List<String> astray = new ArrayList<>();
        settings.forEach((setting, asked) -> {
            String found = row.getString(setting);
            if (!found.equals(asked)) astray.add(setting + " = " + found + " instead of " + asked);
        });
        if (astray.isEmpty()) return;
        throw new UnsuitableServer(
                "a connection for the schema " + schema + " has " + String.join(", ", astray) + ". " + POOLER);
    }

    /** What makes settings go astray. */
    static final String POOLER =
            "A pooler between the hub and PostgreSQL drops the settings of its sessions, or lends them"
                    + " to others: give the URL of the server itself, or have the pooler pass startup parameters on (session mode)";

    static void check(Facts facts) {
        if (facts.version < VERSION_MIN) {
            throw new UnsuitableServer("PostgreSQL " + facts.versionText + " is too old: Signalbox needs 14 or newer");
        }
        if (!facts.fsync.equals("on")) {
            throw new UnsuitableServer("PostgreSQL runs with fsync = " + facts.fsync
                    + ": a power cut would lose what was acknowledged; set fsync = on");
        }
        if (facts.synchronousCommit.equals("off")) {
            throw new UnsuitableServer(
                    "PostgreSQL runs with synchronous_commit = off for this login: a crash would lose what was"
                            + " acknowledged; set it to on (ALTER ROLE … RESET synchronous_commit)");
        }
        if (!facts.encoding.equals("UTF8")) {
            throw new UnsuitableServer("the database has the encoding " + facts.encoding
                    + " and cannot keep every text: create one with ENCODING 'UTF8'");
        }
        if (facts.standby) {
            throw new UnsuitableServer("this PostgreSQL is a standby and takes no writes: give the URL of the primary");
        }
        if (facts.subscriptions > 0) {
            throw new UnsuitableServer(
                    "this PostgreSQL is a logical subscriber: a subscription writes another server's events into"
                            + " this log, and a write of the hub would stop it; give the URL of the publisher, or drop the subscription");
        }
    }
}
