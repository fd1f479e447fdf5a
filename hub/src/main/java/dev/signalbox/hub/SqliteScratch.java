package dev.signalbox.hub;

import dev.signalbox.hub.archive.Archive;
import dev.signalbox.hub.archive.Identities;
import dev.signalbox.hub.archive.Until;
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
import java.util.Map;

/** Stores for a trial, in SQLite whatever engine the hub has: a fault of one ends no hub. */
record SqliteScratch(Clock clock, Vertx vertx) implements Scratch {
    @Override
    public Future<Map<String, Long>> restore(
            Archive archive, Identities identities, Until until, Path folder, Heard heard) {
        Restore.Wish wish = new Restore.Wish(archive, identities, until, RestoreTarget.LOGS, "a drill");
        return vertx.executeBlocking(
                () -> Restore.intoFolder(folder, wish, new Telling(heard), clock)
                        .kept(),
                false);
    }

    private record Telling(Heard heard) implements Restore.Told {
        @Override
        public void step(Restore.Step next) {}

        @Override
        public void read(String log, long position) {
            heard.read(log, position);
        }

        @Override
        public void brought(String log, long position, long of) {
            heard.brought(log, position);
        }
    }

    @Override
    public Future<SqliteDatabase> database(Path folder, String log) {
        return vertx.executeBlocking(() -> SqliteDatabase.scratch(folder.resolve(log + ".db")), false);
    }

    @Override
    public Future<? extends EventLog> log(String name, Database database) {
        return SqliteEventLog.open(name, (SqliteDatabase) database, clock, AppendMeter.NONE);
    }
}
