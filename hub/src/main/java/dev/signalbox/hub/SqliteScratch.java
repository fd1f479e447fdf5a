package dev.signalbox.hub;

import dev.signalbox.hub.backup.Scratch;
import dev.signalbox.hub.database.Database;
import dev.signalbox.hub.database.SqliteDatabase;
import dev.signalbox.hub.log.AppendMeter;
import dev.signalbox.hub.log.EventLog;
import dev.signalbox.hub.log.SqliteEventLog;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Clock;

/** Stores for a trial, in SQLite whatever engine the hub has: a fault of one ends no hub. */
record SqliteScratch(Clock clock, Vertx vertx) implements Scratch {
    @Override
    public Future<SqliteDatabase> database(Path file) {
        return vertx.executeBlocking(() -> SqliteDatabase.scratch(file), false);
    }

    @Override
    public Future<? extends EventLog> log(String name, Database database) {
        return SqliteEventLog.open(name, (SqliteDatabase) database, clock, AppendMeter.NONE);
    }
}
