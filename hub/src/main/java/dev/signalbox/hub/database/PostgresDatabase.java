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
 * One schema of a PostgreSQL database through the Vert.x PG Client: a pool of {@code pool_max_conns} connections, over which the
 * statements of a transaction are pipelined. Needs session-wide settings, so not a proxy that lends connections by the transaction.
 */
public final class PostgresDatabase implements Database {
    /** Work that may wait for a connection. More fails with {@link StoreUnavailable}. */
    static final int WAITING_MAX = 2_000;

    private static final int WAIT_SECONDS = 5;
    private static final String READ = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
    private static final String WRITE = "BEGIN ISOLATION LEVEL READ COMMITTED";

    private final PostgresServer server;
    private final Pool pool;

    private PostgresDatabase(PostgresServer server, Pool pool) {
        this.server = server;
        this.pool = pool;
    }

    /**
     * Checks the server, migrates the schema and opens it; makes the schema when it is missing. Fails with {@link UnsuitableServer},
     * {@link NewerSchema} or {@link StoreUnavailable}.
     *
     * @param schema lower-case letters, digits and underscores
     */
    public static Future<PostgresDatabase> open(Vertx vertx, DatabaseUrl url, String schema) {
        PostgresServer server = new PostgresServer(vertx, url, schema);
        return server.connect(Map.of())
                .compose(connection -> server.check(connection)
                        .compose(suitable -> isCurrent(connection, schema))
                        .recover(failure -> Future.failedFuture(PostgresFailures.translate(failure)))
                        .eventually(connection::close))
                .compose(current -> current ? Future.succeededFuture() : migrate(vertx, url, schema))
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
                .compose(connection -> applied(work, connection)
                        .recover(failure -> Future.failedFuture(PostgresFailures.translate(failure)))
                        .eventually(connection::close));
    }

    /**
     * A connection of the caller's own, on the caller's Vert.x context, with more settings of the server; only for the log. Fails
     * with {@link StoreUnavailable}.
     */
    public Future<PgConnection> connect(Map<String, String> settings) {
        return server.connect(settings);
    }

    /** The schema that this store is. */
    public String schema() {
        return server.schema();
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

    private static <T> Future<T> applied(Function<SqlConnection, Future<T>> work, SqlConnection connection) {
        try {
            return work.apply(connection);
        } catch (RuntimeException | Error e) {
            return Future.failedFuture(e);
        }
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

    /** The cheap look that spares the migration library, and JDBC with it, at every start but the first. */
    private static Future<Boolean> isCurrent(PgConnection connection, String schema) {
        return connection
                .query("SELECT to_regclass('" + Migrations.ledger(schema) + "')::text AS ledger")
                .execute()
                .compose(found -> found.iterator().next().getValue("ledger") == null
                        ? Future.succeededFuture(false)
                        : connection
                                .query(Migrations.state(Migrations.ledger(schema)))
                                .execute()
                                .map(rows -> {
                                    var row = rows.iterator().next();
                                    return Migrations.isCurrent(
                                            "schema " + schema, row.getLong("newest"), row.getLong("applied"));
                                }));
    }

    private static Future<Void> migrate(Vertx vertx, DatabaseUrl url, String schema) {
        return vertx.executeBlocking(() -> {
            Migrations.postgres(url, schema);
            return null;
        });
    }
}
