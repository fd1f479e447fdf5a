package dev.signalbox.hub;

import dev.signalbox.hub.database.DataFolder;
import dev.signalbox.hub.database.Database;
import dev.signalbox.hub.database.FolderLock;
import dev.signalbox.hub.database.SqliteDatabase;
import dev.signalbox.hub.database.StoreUnavailable;
import dev.signalbox.hub.doctor.Probe;
import dev.signalbox.hub.doctor.StoreFile;
import dev.signalbox.hub.log.AppendMeter;
import dev.signalbox.hub.log.SqliteEventLog;
import dev.signalbox.hub.space.Space;
import dev.signalbox.hub.space.Store;
import dev.signalbox.wire.Cursor;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One SQLite file a log, in a data folder that this process has locked. */
record SqliteEngine(Path folder, FolderLock lock, Clock clock, Consumer<Throwable> onFatal, Vertx vertx)
        implements Engine {
    private static final String ADMIN_KEY = "admin.key";
    /** The epoch of no log. */
    private static final String UNKNOWN = "00000000";

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
        return folder.toAbsolutePath().normalize().toString();
    }

    @Override
    public Future<Database> database(String log) {
        return vertx.executeBlocking(() -> SqliteDatabase.open(folder.resolve(log + ".db"), onFatal), false);
    }

    @Override
    public Future<Store> open(String log, AppendMeter meter, @Nullable Cursor seen) {
        return vertx.executeBlocking(
                        () -> {
                            mustBeThere(log, seen);
                            return SqliteDatabase.open(folder.resolve(log + ".db"), onFatal);
                        },
                        false)
                .compose(database -> SqliteEventLog.open(log, database, clock, meter, lived(seen))
                        .map(opened -> new Store(database, opened))
                        .recover(failure -> database.close().transform(closed -> Future.failedFuture(failure))));
    }

    @Override
    public Future<Store> look(String log) {
        return vertx.executeBlocking(() -> SqliteDatabase.look(folder.resolve(log + ".db"), onFatal), false)
                .compose(database -> SqliteEventLog.look(log, database)
                        .map(opened -> new Store(database, opened))
                        .recover(failure -> database.close().transform(closed -> Future.failedFuture(failure))));
    }

    /** Beside what a hub has left a store that is missing or empty was lost, and is no new one. */
    private void mustBeThere(String log, @Nullable Cursor seen) throws IOException {
        Path file = folder.resolve(log + ".db");
        if (Files.exists(file) && Files.size(file) > 0) return;
        Path unfinished = folder.resolve(SqliteTarget.UNFINISHED);
        if (Files.exists(unfinished)) {
            throw new StoreUnavailable(
                    "a restore into " + folder
                            + " was ended before it was done: repeat the signalbox restore, which goes"
                            + " on where it was; or, to begin anew without it, remove " + unfinished,
                    null);
        }
        String left = seen != null ? HeadNote.FILE : Files.exists(adminKey()) ? ADMIN_KEY : leftBeside(log);
        if (left == null) return;
        throw new StoreUnavailable(
                file + (Files.exists(file) ? " is empty" : " is missing") + ", and beside it is " + left
                        + ": the store of this hub was deleted or replaced. Put back a copy of the whole folder"
                        + " (docs/recovery.md); a hub that kept its data in PostgreSQL wants DATABASE_URL; to begin anew, take"
                        + " an empty folder with --data",
                null);
    }

    private @Nullable String leftBeside(String log) throws IOException {
        String other = log.equals("main") ? "traces.db" : "main.db";
        Path file = folder.resolve(other);
        boolean first = log.equals("main");
        return first && Files.exists(file) && Files.size(file) > 0 ? other : null;
    }

    /** A folder with an admin key was a hub's: its stores have an epoch, although nothing says which. */
    private @Nullable Cursor lived(@Nullable Cursor seen) {
        return seen == null && Files.exists(adminKey()) ? Cursor.start(UNKNOWN) : seen;
    }

    @Override
    public List<Probe> probes(Space in) {
        return in.logs().stream()
                .<Probe>map(log ->
                        new StoreFile(log.log().name(), folder.resolve(log.log().name() + ".db"), log.database()))
                .toList();
    }

    @Override
    public Future<Optional<Long>> room() {
        return vertx.executeBlocking(() -> Optional.of(DataFolder.room(folder)), false);
    }

    private Path adminKey() {
        return folder.resolve(ADMIN_KEY);
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
