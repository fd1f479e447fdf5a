package dev.signalbox.hub.database;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.SqlConnection;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * One schema of a PostgreSQL database through the Vert.x PG Client: a pool of {@code pool_max_conns} connections, over
 * which the statements of a transaction are pipelined. Needs session-wide settings, so not a proxy that lends
 * connections by the transaction.
 */
public final class PostgresDatabase implements Database {
    /** Work that may wait for a connection. More fails with {@link StoreUnavailable}. */
    static final int WAITING_MAX = 2_000;

    private static final int WAIT_SECONDS = 5;
    /** Settings for a migration, which may take long, as may waiting for another node's. */
    private static final Map<String, String> PATIENT =
            Map.of("statement_timeout", "0", "idle_in_transaction_session_timeout", "0");

    private static final String READ = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
    private static final String WRITE = "BEGIN ISOLATION LEVEL READ COMMITTED";

    private final PostgresServer server;
    private final Pool pool;

    private PostgresDatabase(PostgresServer server, Pool pool) {
        this.server = server;
        this.pool = pool;
    }

    /**
     * Checks the server, migrates the schema and opens it; makes the schema when it is missing. Fails with
     * {@link UnsuitableServer}, {@link NewerSchema} or {@link StoreUnavailable}.
     *
     * @param schema lower-case letters, digits and underscores
     */
    public static Future<PostgresDatabase> open(Vertx vertx, DatabaseUrl url, String schema) {
        PostgresServer server = new PostgresServer(vertx, url, schema);
        return server.connect(PATIENT)
                .compose(connection -> server.check(connection)
                        .compose(suitable -> PostgresTransaction.run(
                                connection, WRITE, transaction -> Migrations.postgres(transaction, schema)))
                        .recover(failure -> Future.failedFuture(PostgresFailures.translate(failure)))
                        .eventually(connection::close))
                .map(ready -> new PostgresDatabase(server, pool(vertx, server)));
    }

    @Override
    public <T> Future<T> read(Function<Transaction, Future<T>> work) {
        // Pipelined before and behind the work, so that the transaction costs a single statement no round trip of its
        // own.
        return withConnection(connection -> PostgresTransaction.run(connection, READ, work));
    }

    @Override
    public <T> Future<T> write(Function<Transaction, Future<T>> work) {
        return withConnection(connection -> PostgresTransaction.run(connection, WRITE, work));
    }

    /** Lends a connection of the pool to the work; only for this package and the log. Errors are translated. */
    public <T> Future<T> withConnection(Function<SqlConnection, Future<T>> work) {
        return pool.getConnection()
                .recover(failure -> Future.failedFuture(PostgresFailures.translate(failure)))
                .compose(connection -> Future.succeededFuture(connection)
                        .compose(work)
                        .recover(failure -> Future.failedFuture(PostgresFailures.translate(failure)))
                        .eventually(connection::close));
    }

    /**
     * A connection of the caller's own, on the caller's Vert.x context, with more settings of the server; only for the
     * log. Fails with {@link StoreUnavailable}.
     */
    public Future<PgConnection> connect(Map<String, String> settings) {
        return server.connect(settings);
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
    public Future<Void> close() {
        return pool.close();
    }

    private static Pool pool(Vertx vertx, PostgresServer server) {
        PoolOptions options = new PoolOptions()
                .setMaxSize(server.url().poolMaxConns())
                .setMaxWaitQueueSize(WAITING_MAX)
                .setConnectionTimeout(WAIT_SECONDS)
                .setConnectionTimeoutUnit(TimeUnit.SECONDS);
        return PgBuilder.pool()
                .with(options)
                .with(PostgresServer.transport())
                .connectingTo(server.options(Map.of()))
                .using(vertx)
                .build();
    }
}
