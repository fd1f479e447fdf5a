package dev.signalbox.hub.archive;

import static dev.signalbox.hub.Await.result;

import dev.signalbox.hub.TestClock;
import dev.signalbox.hub.TestPostgres;
import dev.signalbox.hub.archive.LogArchiveContract.Opened;
import dev.signalbox.hub.database.Database;
import dev.signalbox.hub.database.DatabaseUrl;
import dev.signalbox.hub.database.PostgresDatabase;
import dev.signalbox.hub.database.SqliteDatabase;
import dev.signalbox.hub.log.AppendMeter;
import dev.signalbox.hub.log.EventLog;
import dev.signalbox.hub.log.PostgresEventLog;
import dev.signalbox.hub.log.SqliteEventLog;
import dev.signalbox.wire.Ids;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.function.Supplier;

/** Fresh stores of both engines. */
final class Stores {
    private Stores() {}

    static Opened sqlite(Path folder, TestClock clock) {
        SqliteDatabase database = SqliteDatabase.open(folder.resolve(Ids.next() + ".db"), fatal -> {
            throw new AssertionError(fatal);
        });
        return new Store(database, () -> SqliteEventLog.open("main", database, clock, AppendMeter.NONE));
    }

    static Opened postgres(Vertx vertx, TestClock clock) {
        DatabaseUrl url = DatabaseUrl.parse(TestPostgres.sharedDatabase());
        PostgresDatabase database = result(PostgresDatabase.open(vertx, url, TestPostgres.freshSchema()));
        return new Store(database, () -> PostgresEventLog.open("main", database, vertx, clock, AppendMeter.NONE));
    }

    private static final class Store implements Opened {
        private final Database database;
        private final Supplier<Future<? extends EventLog>> opening;
        private EventLog log;

        private Store(Database database, Supplier<Future<? extends EventLog>> opening) {
            this.database = database;
            this.opening = opening;
        }

        @Override
        public Database database() {
            return database;
        }

        @Override
        public EventLog log() {
            if (log == null) log = result(opening.get());
            return log;
        }

        @Override
        public void close() {
            if (log != null) result(log.close());
            result(database.close());
        }
    }
}
