package dev.signalbox.hub;

import dev.signalbox.hub.database.Database;
import dev.signalbox.hub.database.DatabaseUrl;
import dev.signalbox.hub.doctor.Probe;
import dev.signalbox.hub.log.AppendMeter;
import dev.signalbox.hub.space.Space;
import dev.signalbox.hub.space.Store;
import dev.signalbox.wire.Cursor;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Opens the stores of logs: one adapter for SQLite, one for PostgreSQL. Nothing above it knows which one it is. */
interface Engine {
    /** {@code sqlite} or {@code postgresql}, for people. */
    String name();

    /** Where the data is, for people; without a password. */
    String where();

    /**
     * Migrates and opens the store of one log: {@code main} or {@code traces}.
     *
     * @param seen the newest cursor of the log that is known from outside of its store; null when none is
     */
    Future<Store> open(String log, AppendMeter meter, @Nullable Cursor seen);

    /**
     * Opens the store of one log to be read as it stands, whether or not a hub serves it: nothing is migrated, given or
     * begun anew. Fails with StoreBroken or StoreUnavailable of the database package.
     */
    Future<Store> look(String log);

    /** The time by the clock of the server that keeps a database; empty when it has no clock but this machine's. */
    default Future<Optional<Instant>> time(Database database) {
        return Future.succeededFuture(Optional.empty());
    }

    /** What a doctor looks at in the stores of a space, beside what every hub has. */
    List<Probe> probes(Space in);

    /** Releases what all logs share, after they were closed. */
    Future<Void> close();

    /** The engine that the settings name: PostgreSQL when they have a URL of one, else SQLite in the data folder. */
    static Future<Engine> of(HubConfig config, Clock clock, Consumer<Throwable> onFatal, Vertx vertx) {
        String url = config.databaseUrl();
        return url == null
                ? SqliteEngine.start(config.data(), clock, onFatal, vertx)
                : Future.succeededFuture(new PostgresEngine(config.data(), DatabaseUrl.parse(url), clock, vertx));
    }

    /** Which engine a hub gets. */
    @FunctionalInterface
    interface Choice {
        Future<Engine> open(HubConfig config, Clock clock, Consumer<Throwable> onFatal, Vertx vertx);
    }
}
