package dev.signalbox.hub.space;

import dev.signalbox.hub.database.Database;
import dev.signalbox.hub.log.EventLog;
import io.vertx.core.Future;

/** What an engine opened for one log: the log, and the database that it lies in with the tables folded from it. */
public record Store(Database database, EventLog log) {
    /** Ends the log, then the database. */
    public Future<Void> close() {
        return log.close().eventually(database::close);
    }

    /** Opens the stores of a space, log by log. */
    @FunctionalInterface
    public interface Source {
        /** Migrates and opens the store of one log, {@code main} or {@code traces}. */
        Future<Store> open(String log);
    }
}
