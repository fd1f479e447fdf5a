package dev.signalbox.hub;

import dev.signalbox.hub.database.Database;
import dev.signalbox.hub.log.AppendMeter;
import dev.signalbox.hub.log.EventLog;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.function.Consumer;

/** Opens the stores of logs: one adapter for SQLite, one for PostgreSQL. Nothing above it knows which one it is. */
interface Engine {
    /** {@code sqlite} or {@code postgresql}, for people. */
    String name();

    /** Where the data is, for people; without a password. */
    String where();

    /** Migrates and opens the store of one log: {@code main} or {@code traces}. */
    Future<Store> open(String log, AppendMeter meter);

    /** Releases what all logs share, after they were closed. */
    Future<Void> close();

    /** The database of one log, and the log in it. */
    record Store(Database database, EventLog log) {}

    /** Which engine a hub gets. */
    @FunctionalInterface
    interface Choice {
        Future<Engine> open(HubConfig config, Clock clock, Consumer<Throwable> onFatal, Vertx vertx);
    }
}
