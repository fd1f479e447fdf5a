package dev.signalbox.hub;

import dev.signalbox.hub.database.FolderLock;
import dev.signalbox.hub.database.SqliteDatabase;
import dev.signalbox.hub.log.AppendMeter;
import dev.signalbox.hub.log.SqliteEventLog;
import dev.signalbox.hub.space.Store;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Clock;
import java.util.function.Consumer;

/** One SQLite file a log, in a data folder that this process has locked. */
record SqliteEngine(Path folder, FolderLock lock, Clock clock, Consumer<Throwable> onFatal, Vertx vertx)
        implements Engine {

    static Future<Engine> start(Path folder, Clock clock, Consumer<Throwable> onFatal, Vertx vertx) {
        return vertx.executeBlocking(
                () -> new SqliteEngine(folder, FolderLock.take(folder), clock, onFatal, vertx), false);
    }

    @Override
    public String name() {
        return "sqlite";
    }

    @Override
    public String where() {
        return folder.toString();
    }

    @Override
    public Future<Store> open(String log, AppendMeter meter) {
        return vertx.executeBlocking(() -> SqliteDatabase.open(folder.resolve(log + ".db"), onFatal), false)
                .compose(database ->
                        SqliteEventLog.open(log, database, clock, meter).map(opened -> new Store(database, opened)));
    }

    @Override
    public Future<Void> close() {
        return vertx.executeBlocking(
                () -> {
                    lock.close();
                    return null;
                },
                false);
    }
}
