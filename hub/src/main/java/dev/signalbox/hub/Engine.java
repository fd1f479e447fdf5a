package dev.signalbox.hub;

import dev.signalbox.hub.database.Database;
import dev.signalbox.hub.database.DatabaseUrl;
import dev.signalbox.hub.doctor.Probe;
import dev.signalbox.hub.living.OpenSpaces;
import dev.signalbox.hub.move.Place;
import dev.signalbox.hub.space.Space;
import dev.signalbox.hub.space.Store;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Opens the stores of logs: one adapter for SQLite, one for PostgreSQL. Nothing above it knows which one it is. */
interface Engine extends Place {
    /**
     * Opens the store of one log to be read as it stands, whether or not a hub serves it: nothing is migrated, given or
     * begun anew. Fails with StoreBroken or StoreUnavailable of the database package.
     */
    Future<Store> look(String log);

    /** What the store is and where, for people. */
    default String words() {
        return name() + " (" + where() + ")";
    }

    /** The time by the clock of the server that keeps a database; empty when it has no clock but this machine's. */
    default Future<Optional<Instant>> time(Database database) {
        return Future.succeededFuture(Optional.empty());
    }

    /** What a doctor looks at in the stores of a space, beside what every hub has. */
    List<Probe> probes(Space in);

    /** The engine that the settings name: PostgreSQL when they have a URL of one, else SQLite in the data folder. */
    static Future<Engine> of(HubConfig config, Clock clock, Consumer<Throwable> onFatal, Vertx vertx) {
        String url = config.databaseUrl();
        return url == null
                ? SqliteEngine.start(config.data(), clock, onFatal, vertx)
                : Future.succeededFuture(new PostgresEngine(config.data(), DatabaseUrl.parse(url), clock, vertx));
    }

    /**
     * The engine of another place than a hub was started with. Fails with {@link IllegalArgumentException} when the
     * text is neither a URL of PostgreSQL nor an absolute path.
     */
    static Future<Engine> at(String where, HubConfig config, Clock clock, Consumer<Throwable> onFatal, Vertx vertx) {
        if (where.startsWith("postgres")) {
            return Future.succeededFuture(new PostgresEngine(config.data(), DatabaseUrl.parse(where), clock, vertx));
        }
        if (!where.startsWith("/")) {
            throw new IllegalArgumentException(
                    "write postgres://user:password@host:5432/database, or the absolute path of a folder");
        }
        return SqliteEngine.start(Path.of(where), clock, onFatal, vertx);
    }

    /** Which engine a hub gets. */
    @FunctionalInterface
    interface Choice {
        Future<Engine> open(HubConfig config, Clock clock, Consumer<Throwable> onFatal, Vertx vertx);

        /** So many spaces are open at once beside the default one. */
        default int openMax() {
            return OpenSpaces.OPEN_MAX;
        }

        /** What stands for the engine of another space. */
        default Engine ofSpace(Engine engine, Clock clock) {
            return engine;
        }
    }
}
