package dev.signalbox.hub.database;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.SqlConnection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One schema of a PostgreSQL database through the Vert.x PG Client: a pool of {@code pool_max_conns} connections, over
 * which the statements of a transaction are pipelined. Needs session-wide settings, so not a proxy that lends
 * connections by the transaction.
 */
public final class PostgresDatabase implements Database {
    /** Work that may wait for a connection. More fails with {@link StoreUnavailable}. */
    static final int WAITING_MAX = 2_000;

    /** Longest time for the answer of one read, the wait for a connection among it. */
    static final int READ_SECONDS_MAX = 10;

    private static final int WAIT_SECONDS = 5;
    /** Settings for a migration, which may take long, as may waiting for another node's. */
    static final Map<String, String> PATIENT =
            Map.of("statement_timeout", "0", "idle_in_transaction_session_timeout", "0");

    /** The schema's own, not those of others on the search path. */
    private static final String TABLE_BYTES =
            "SELECT relname::text AS name, pg_total_relation_size(oid)::bigint AS bytes FROM pg_class WHERE relkind = 'r'"
                    + " AND relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema())"
                    + " ORDER BY bytes DESC, name";

    static final String READ = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
    static final String WRITE = "BEGIN ISOLATION LEVEL READ COMMITTED";

    private final PostgresServer server;
    private final Pool pool;
    private final PostgresTrouble trouble = new PostgresTrouble();
    private volatile Function<SqlConnection, Future<Void>> history = connection -> Future.succeededFuture();
    private volatile @Nullable String unproven;

    private PostgresDatabase(PostgresServer server, Vertx vertx) {
        this.server = server;
        this.pool = pool(vertx, server, this::prove);
    }

    /**
     * Checks the server, migrates the schema and opens it; makes the schema when it is missing. Fails with
     * {@link UnsuitableServer}, {@link NewerSchema} or {@link StoreUnavailable}.
     *
     * @param schema lower-case letters, digits and underscores
     */
    public static Future<PostgresDatabase> open(Vertx vertx, DatabaseUrl url, String schema) {
        return open(vertx, url, schema, (String) null);
    }

    /**
     * The same for one of two schemas that belong together. Fails with {@link StoreUnavailable} besides when this one
     * is missing and the other holds events.
     *
     * @param beside the other; null for none
     */
    public static Future<PostgresDatabase> open(Vertx vertx, DatabaseUrl url, String schema, @Nullable String beside) {
        return open(
                vertx, url, schema, access -> access.write(writing -> Migrations.postgres(writing, schema, beside)));
    }

    /**
     * The same for a schema that is only looked at: nothing of it is changed. Fails with {@link StoreUnavailable}
     * besides when it is missing, or was written by an older version.
     */
    public static Future<PostgresDatabase> look(Vertx vertx, DatabaseUrl url, String schema) {
        return open(
                vertx,
                url,
                schema,
                access -> access.read(reading -> Migrations.lookAt(reading, Dialect.POSTGRES, "schema " + schema)));
    }

    private static Future<PostgresDatabase> open(
            Vertx vertx, DatabaseUrl url, String schema, Function<SchemaAccess, Future<?>> ready) {
        PostgresServer server = new PostgresServer(vertx, url, schema);
        return ready.apply(new SchemaAccess.OfSchema(server)).map(opened -> new PostgresDatabase(server, vertx));
    }

    /**
     * The same to look only: nothing is made or migrated, and nothing asked before the first read, which fails with
     * {@link StoreUnavailable} when the server cannot be reached or used.
     */
    public static PostgresDatabase unchanged(Vertx vertx, DatabaseUrl url, String schema) {
        return new PostgresDatabase(new PostgresServer(vertx, url, schema), vertx);
    }

    @Override
    public <T> Future<T> read(Function<Transaction, Future<T>> work) {
        // Pipelined before and behind the work, so that the transaction costs a single statement no round trip of its
        // own.
        return reading(connection -> PostgresTransaction.run(connection, READ, work));
    }

    @Override
    public <T> Future<T> write(Function<Transaction, Future<T>> work) {
        return withConnection(connection -> PostgresTransaction.run(connection, WRITE, work));
    }

    /** Of two that make it at once one would fail, in spite of the words. */
    @Override
    public Future<Void> makeTable(String definition) {
        return write(transaction -> transaction
                        .query(Migrations.LOCKED, Migrations.LOCK)
                        .compose(locked -> transaction.update(definition)))
                .mapEmpty();
    }

    /**
     * The same as {@link #withConnection} for reads: fails with {@link StoreUnavailable} when there is no answer after
     * {@link #READ_SECONDS_MAX}. The connection is lent until it answers or is cut, for what comes late is not for
     * others.
     */
    public <T> Future<T> reading(Function<SqlConnection, Future<T>> work) {
        return withConnection(work)
                .timeout(READ_SECONDS_MAX, TimeUnit.SECONDS)
                .recover(failure -> Future.failedFuture(PostgresFailures.translate(failure)));
    }

    /** Lends a connection of the pool to the work; only for this package and the log. Errors are translated. */
    public <T> Future<T> withConnection(Function<SqlConnection, Future<T>> work) {
        return lent().compose(connection -> Future.succeededFuture(connection)
                .compose(work)
                .recover(failure -> Future.failedFuture(PostgresFailures.translate(failure)))
                .eventually(connection::close));
    }

    private Future<SqlConnection> lent() {
        trouble.waits();
        return pool.getConnection()
                .map(connection -> {
                    trouble.lent();
                    return connection;
                })
                .recover(failure -> {
                    String reason = unproven;
                    StoreUnavailable why = reason == null
                            ? PostgresFailures.unavailable(failure)
                            : new StoreUnavailable(reason, failure);
                    trouble.refused(why);
                    return Future.failedFuture(why);
                });
    }

    /** Lets a fresh connection into the pool once it has shown that it may be used, else ends it. */
    private void prove(SqlConnection fresh) {
        server.proof(Map.of())
                .of(fresh)
                .compose(facts -> history.apply(fresh))
                .onSuccess(proven -> {
                    unproven = null;
                    var unused = fresh.close();
                })
                .onFailure(failure -> {
                    unproven = failure.getMessage();
                    end(fresh);
                });
    }

    /** Ends a connection of the pool, which forgets it then; its {@code close} would only give it back. */
    private static void end(SqlConnection pooled) {
        var unused =
                pooled.query("SELECT pg_terminate_backend(pg_backend_pid())").execute();
    }

    /**
     * What a fresh connection shows besides, of the log that lies here; its failure is that of whoever waits for the
     * connection.
     */
    public void proves(Function<SqlConnection, Future<Void>> ofTheLog) {
        history = ofTheLog;
    }

    /** Looks at a connection of {@link #connect} again: the server may have been set otherwise since it was opened. */
    public Future<Void> look(PgConnection connection, Map<String, String> settings) {
        return server.proof(settings)
                .of(connection)
                .compose(facts -> history.apply(connection).map(facts))
                .andThen((facts, failure) -> {
                    if (failure == null) trouble.looked(null, facts.readOnly());
                    else lostSight(failure);
                })
                .mapEmpty();
    }

    /** Tells that there is no connection to look at. */
    public void lostSight(Throwable why) {
        trouble.looked(PostgresFailures.translate(why), false);
    }

    /** Tells what became of a commit on a connection of {@link #connect}; null when it was done. */
    public void wrote(@Nullable Throwable failure) {
        trouble.wrote(failure);
    }

    @Override
    public @Nullable String trouble() {
        return trouble.text();
    }

    /**
     * A connection of the caller's own, on the caller's Vert.x context, with more settings of the server; only for the
     * log. Fails with {@link StoreUnavailable}.
     */
    public Future<PgConnection> connect(Map<String, String> settings) {
        return server.connect(settings)
                .recover(failure -> Future.failedFuture(PostgresFailures.unavailable(failure)))
                .compose(fresh -> history.apply(fresh).map(fresh).recover(unknown -> fresh.close()
                        .transform(closed -> Future.failedFuture(unknown))));
    }

    /** The schema that this store is. */
    public String schema() {
        return server.schema();
    }

    @Override
    public Dialect dialect() {
        return Dialect.POSTGRES;
    }

    @Override
    public Future<Void> purge() {
        return withConnection(connection -> connection
                .query("SELECT string_agg(format('%I.%I', schemaname, tablename), ', ') AS tables FROM pg_tables"
                        + " WHERE schemaname = current_schema()")
                .execute()
                .compose(rows -> connection
                        .query("VACUUM " + rows.iterator().next().getString("tables"))
                        .execute())
                .mapEmpty());
    }

    @Override
    public Future<Long> bytes() {
        return tableBytes()
                .map(tables -> tables.stream().mapToLong(TableBytes::bytes).sum());
    }

    @Override
    public Future<List<TableBytes>> tableBytes() {
        return read(transaction -> transaction.query(TABLE_BYTES)).map(rows -> rows.stream()
                .map(row -> new TableBytes(row.text("name"), row.bigint("bytes")))
                .toList());
    }

    @Override
    public Future<Void> close() {
        return pool.close();
    }

    private static Pool pool(Vertx vertx, PostgresServer server, Handler<SqlConnection> fresh) {
        PoolOptions options = new PoolOptions()
                .setMaxSize(server.url().poolMaxConns())
                .setMaxWaitQueueSize(WAITING_MAX)
                .setConnectionTimeout(WAIT_SECONDS)
                .setConnectionTimeoutUnit(TimeUnit.SECONDS);
        return PgBuilder.pool()
                .with(options)
                .with(PostgresServer.transport())
                .connectingTo(() -> server.options(Map.of()).map(Function.identity()))
                .withConnectHandler(fresh)
                .using(vertx)
                .build();
    }
}
