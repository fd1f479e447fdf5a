package dev.signalbox.hub.log;

import dev.signalbox.hub.database.PostgresDatabase;
import dev.signalbox.hub.database.StorageFull;
import dev.signalbox.hub.database.StoreUnavailable;
import io.vertx.core.Future;
import io.vertx.pgclient.PgConnection;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one connection of an appender: made when it is wanted, kept, and given up at the first doubt. On one Vert.x
 * context.
 */
final class PostgresAppendConnection {
    private static final long PING_ANSWER_SECONDS = 5;
    private static final Map<String, String> SETTINGS = Map.of(
            "application_name", "signalbox appender",
            "lock_timeout", "5s",
            "statement_timeout", "10s",
            "idle_in_transaction_session_timeout", "10s");
    private static final Logger LOG = LoggerFactory.getLogger(PostgresAppendConnection.class);

    private final PostgresDatabase database;
    private final Runnable dropped;
    private @Nullable PgConnection connection;
    private volatile int backend = -1;

    /** @param dropped hears that what was learnt on the connection may be wrong by now */
    PostgresAppendConnection(PostgresDatabase database, Runnable dropped) {
        this.database = database;
        this.dropped = dropped;
    }

    /** The present connection, else a fresh one. */
    Future<PgConnection> get() {
        if (connection != null) return Future.succeededFuture(connection);
        return database.connect(SETTINGS).map(fresh -> {
            fresh.exceptionHandler(failure -> LOG.debug("appender of {}: {}", database.schema(), failure.getMessage()));
            fresh.closeHandler(closing -> {
                if (connection == fresh) drop();
            });
            connection = fresh;
            backend = fresh.processId();
            return fresh;
        });
    }

    /** An answer that comes after its connection was given up must not touch what the next attempt builds on. */
    void mustBe(PgConnection open) {
        if (connection != open) throw new StoreUnavailable("the connection to PostgreSQL was given up", null);
    }

    /** Tells what became of a commit; null when it was done. */
    void wrote(@Nullable Throwable failure) {
        boolean ofTheStore = failure == null || failure instanceof StoreUnavailable || failure instanceof StorageFull;
        if (ofTheStore) database.wrote(failure);
    }

    String schema() {
        return database.schema();
    }

    /** Whether a backend of the server serves this connection. Any thread. */
    boolean isBackend(int processId) {
        return processId == backend;
    }

    void drop() {
        dropped.run();
        PgConnection broken = connection;
        connection = null;
        backend = -1;
        if (broken != null) broken.close();
    }

    /** A firewall may have forgotten an idle connection without telling; better found out now than by an append. */
    void ping() {
        PgConnection idle = connection;
        if (idle == null) return;
        idle.query("SELECT 1")
                .execute()
                .timeout(PING_ANSWER_SECONDS, TimeUnit.SECONDS)
                .onFailure(failure -> {
                    if (connection == idle) drop();
                });
    }
}
