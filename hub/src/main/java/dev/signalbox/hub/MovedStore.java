package dev.signalbox.hub;

import dev.signalbox.hub.database.DataFolder;
import dev.signalbox.hub.database.Database;
import dev.signalbox.hub.database.FolderLock;
import dev.signalbox.hub.database.SqliteDatabase;
import dev.signalbox.hub.database.StoreUnavailable;
import dev.signalbox.hub.move.MoveMark;
import dev.signalbox.hub.move.MoveMark.Kind;
import dev.signalbox.hub.space.Store;
import dev.signalbox.wire.OwnerOnly;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Keeps a hub from a store that its data has left, or has not all come to. A move that was cut off between its last two
 * writes is ended here: whoever starts on either store looks into the other, where that is a folder. Of two databases
 * neither has the other's password, so the start on the one that was left notes in the data folder that it was, and the
 * start on the other finds that.
 *
 * @param data the data folder
 */
record MovedStore(Path data, Clock clock, Consumer<Throwable> onFatal, Vertx vertx) {
    /** In the data folder: the id of a move by which a store was left that was started on since. */
    static final String NOTE = "moved";

    /** Blocks. */
    private interface Work {
        void run() throws IOException;
    }

    /**
     * The store, of which that of the main log has the mark. Closes it and fails with {@link StoreUnavailable} that
     * says where the data is.
     */
    Future<Store> check(String log, Store store) {
        if (!log.equals("main")) return Future.succeededFuture(store);
        return check(store.database()).map(store).recover(elsewhere -> store.log()
                .close()
                .eventually(store.database()::close)
                .transform(closed -> Future.failedFuture(elsewhere)));
    }

    private Future<Void> check(Database main) {
        return MoveMark.of(main).compose(found -> {
            MoveMark mark = found.orElse(null);
            if (mark == null || mark.kind() == Kind.ARRIVED) return Future.succeededFuture();
            return mark.kind() == Kind.LEFT ? left(mark) : filling(main, mark);
        });
    }

    /** There it may say still that it is not all there. */
    private Future<Void> left(MoveMark mark) {
        return inFolder(mark, there -> MoveMark.of(there)
                        .compose(other -> isOf(other, mark, Kind.FILLING)
                                ? mark.as(Kind.ARRIVED, clock.instant()).put(there)
                                : Future.succeededFuture()))
                .recover(elsewhere -> blocking(() -> {
                    DataFolder.make(data);
                    note(data, mark.move());
                }))
                .transform(looked -> Future.failedFuture(new StoreUnavailable(
                        "the data of this hub was moved to " + mark.other() + " on " + mark.at() + ". "
                                + (isFolder(mark)
                                        ? "Start with --data " + mark.other() + " and without DATABASE_URL"
                                        : "Start with DATABASE_URL=postgres://USER:PASSWORD@" + mark.other()
                                                + " and the same --data")
                                + "; to bring it back, run there: signalbox move back",
                        null)));
    }

    private Future<Void> filling(Database main, MoveMark mark) {
        return inFolder(mark, there -> MoveMark.of(there).map(other -> isOf(other, mark, Kind.LEFT)))
                .recover(elsewhere -> vertx.executeBlocking(() -> isNoted(mark), false))
                .transform(looked -> Boolean.TRUE.equals(looked.result())
                        ? mark.as(Kind.ARRIVED, clock.instant())
                                .put(main)
                                .eventually(() -> blocking(() -> Files.deleteIfExists(note())))
                        : Future.failedFuture(new StoreUnavailable(
                                "this store is being filled by a move from " + mark.other()
                                        + " that is not over. Start on " + mark.other()
                                        + " again, with the same --data: either the data is there, and the move can be"
                                        + " repeated, or it says that the data is here, and this start works then",
                                null)));
    }

    /** Notes in a data folder that the store was left by a move. Blocks. */
    static void note(Path data, String move) throws IOException {
        OwnerOnly.replace(data.resolve(NOTE), move);
    }

    private Path note() {
        return data.resolve(NOTE);
    }

    private boolean isNoted(MoveMark mark) throws IOException {
        return Files.exists(note()) && Files.readString(note()).strip().equals(mark.move());
    }

    private static boolean isOf(Optional<MoveMark> other, MoveMark mark, Kind kind) {
        return other.filter(each -> each.kind() == kind && each.move().equals(mark.move()))
                .isPresent();
    }

    private static boolean isFolder(MoveMark mark) {
        return Path.of(mark.other()).isAbsolute();
    }

    /** Fails when the other end is no folder of this machine, or a hub works in it. */
    private <T> Future<T> inFolder(MoveMark mark, Function<Database, Future<T>> work) {
        Path folder = Path.of(mark.other());
        Path file = folder.resolve("main.db");
        if (!isFolder(mark) || !Files.exists(file)) return Future.failedFuture("no folder of this machine");
        return vertx.executeBlocking(() -> FolderLock.take(folder), false)
                .compose(lock -> vertx.executeBlocking(() -> SqliteDatabase.open(file, onFatal), false)
                        .compose(there -> work.apply(there).eventually(there::close))
                        .eventually(() -> blocking(lock::close)));
    }

    private Future<Void> blocking(Work work) {
        return vertx.executeBlocking(
                () -> {
                    work.run();
                    return null;
                },
                false);
    }
}
