package dev.signalbox.hub.database;

import io.vertx.core.Future;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Moves the WAL of a SQLite file home and empties it. That takes a moment without readers. It is sought in short tries on the writer's
 * thread, between which all that waits there has its turn: so a long read delays the purge, and the purge delays nobody.
 */
final class WalPurge {
    /** Longest time for which one try keeps the writer and new readers waiting. */
    static final int TRY_MILLIS = 20;

    private static final int PAUSE_MILLIS = 100;
    /** With the pauses, the time of a read that is long even for a large store. */
    private static final int TRIES_MAX = 300;

    private final SqliteDatabase database;
    private final Completion<Void> completion = new Completion<>();
    private final Executor writerAfterPause;
    private int tries;

    WalPurge(SqliteDatabase database) {
        this.database = database;
        this.writerAfterPause = CompletableFuture.delayedExecutor(PAUSE_MILLIS, TimeUnit.MILLISECONDS, this::onWriter);
    }

    /** Fails with {@link StoreUnavailable} when readers leave no moment. Once. */
    Future<Void> start() {
        onWriter(this::tryOnce);
        return completion.future();
    }

    private void onWriter(Runnable task) {
        database.execute(task, completion::fail);
    }

    private void tryOnce() {
        try {
            if (database.emptyWal(TRY_MILLIS)) completion.complete(null);
            else if (++tries < TRIES_MAX) writerAfterPause.execute(this::tryOnce);
            else completion.fail(new StoreUnavailable("readers keep the WAL busy", null));
        } catch (RuntimeException | Error e) {
            completion.fail(e);
        }
    }
}
