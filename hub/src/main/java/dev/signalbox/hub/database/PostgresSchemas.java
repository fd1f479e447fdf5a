package dev.signalbox.hub.database;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Map;

/**
 * The schemas of one PostgreSQL database, for whoever makes a store in one of them that nobody opens before it is
 * whole. One connection, which holds a lock: only one such is at work in a database. Names are lower-case letters,
 * digits and underscores. Any thread.
 */
public final class PostgresSchemas {
    private static final long LOCK = 0x7369_676e_616c_0004L;
    private static final String LOCKED = "SELECT pg_try_advisory_lock($1) AS locked";
    private static final String THERE = "SELECT to_regnamespace($1) IS NOT NULL AS there";
    private static final String TABLES =
            "SELECT EXISTS (SELECT 1 FROM pg_class WHERE relnamespace = to_regnamespace($1)) AS there";
    /** Statements may wait for a lock of somebody else's. */
    private static final Map<String, String> PATIENT = Map.of("statement_timeout", "0");

    private final PgConnection connection;

    private PostgresSchemas(PgConnection connection) {
        this.connection = connection;
    }

    /** Connects. Fails with {@link StoreUnavailable} or {@link UnsuitableServer}. */
    public static Future<PostgresSchemas> open(Vertx vertx, DatabaseUrl url) {
        return new PostgresServer(vertx, url, "public").connect(PATIENT).map(PostgresSchemas::new);
    }

    /** Takes the lock, for as long as this is open. Completes with false when somebody else has it. */
    public Future<Boolean> lock() {
        return ask(LOCKED, "locked", LOCK);
    }

    /** Whether there is such a schema. */
    public Future<Boolean> exists(String schema) {
        return ask(THERE, "there", schema);
    }

    /** Whether a schema has anything in it. */
    public Future<Boolean> isFilled(String schema) {
        return ask(TABLES, "there", schema);
    }

    private Future<Boolean> ask(String sql, String column, Object parameter) {
        return connection
                .preparedQuery(sql)
                .execute(Tuple.of(parameter))
                .map(rows -> rows.iterator().next().getBoolean(column))
                .recover(failure -> Future.failedFuture(PostgresFailures.translate(failure)));
    }

    /** Makes a schema where there is none. */
    public Future<Void> make(String schema) {
        return exists(schema)
                .compose(there -> there ? Future.succeededFuture() : run(List.of("CREATE SCHEMA " + schema)));
    }

    /** Takes away a schema, where it is, with all that is in it. */
    public Future<Void> drop(String schema) {
        return run(List.of("DROP SCHEMA IF EXISTS " + schema + " CASCADE"));
    }

    /** Takes away a schema, where it is; fails when there is anything in it. */
    public Future<Void> remove(String schema) {
        return exists(schema)
                .compose(there -> there ? run(List.of("DROP SCHEMA " + schema)) : Future.succeededFuture());
    }

    /** Gives schemas names that no other has, all or none. */
    public Future<Void> rename(Map<String, String> names) {
        return run(names.entrySet().stream()
                .map(each -> "ALTER SCHEMA " + each.getKey() + " RENAME TO " + each.getValue())
                .toList());
    }

    private Future<Void> run(List<String> statements) {
        return PostgresTransaction.run(connection, "BEGIN", transaction -> {
                    Future<?> done = Future.succeededFuture();
                    for (String statement : statements) done = done.compose(before -> transaction.update(statement));
                    return done;
                })
                .recover(failure -> Future.failedFuture(PostgresFailures.translate(failure)))
                .mapEmpty();
    }

    public Future<Void> close() {
        return connection.close();
    }
}
