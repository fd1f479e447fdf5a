package dev.signalbox.hub.database;

import io.vertx.core.Future;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.IntPredicate;

/**
 * Moves the WAL of a SQLite file home and empties it. That takes a moment without readers. It is sought in short tries
 * on the writer's thread, between which all that waits there has its turn: so a long read delays the purge, and the
 * purge delays nobody. It is sought until it comes.
 */
final class WalPurge {
    /** Longest time for which one try keeps the writer and new readers waiting. */
    static final int TRY_MILLIS = 20;

    private static final int PAUSE_MILLIS = 100;
    /** With the pauses, the time of a read that is long even for a large store. */
    private static final int QUICK_TRIES = 300;
    /** Behind them: somebody reads all the time, and may do so for days. */
    private static final int LONG_PAUSE_MILLIS = 1_000;

    private final BiConsumer<Runnable, Consumer<Throwable>> writer;
    private final IntPredicate emptied;
    private final Completion<Void> completion = new Completion<>();
    private final Executor writerAfterPause;
    private final Executor writerAfterLongPause;
    private int tries;

    /**
     * @param writer runs a task on the writer's thread, or tells why not
     * @param emptied on that thread: whether there was a moment without readers within so many milliseconds, and the
     *     WAL is empty
     */
    WalPurge(BiConsumer<Runnable, Consumer<Throwable>> writer, IntPredicate emptied) {
        this.writer = writer;
        this.emptied = emptied;
        this.writerAfterPause = CompletableFuture.delayedExecutor(PAUSE_MILLIS, TimeUnit.MILLISECONDS, this::onWriter);
        this.writerAfterLongPause =
                CompletableFuture.delayedExecutor(LONG_PAUSE_MILLIS, TimeUnit.MILLISECONDS, this::onWriter);
    }

    /** Fails when the store fails, or is closed. Once. */
    Future<Void> start() {
        onWriter(this::tryOnce);
        return completion.future();
    }

    private void onWriter(Runnable task) {
        writer.accept(task, completion::fail);
    }

    private void tryOnce() {
        try {
            if (emptied.test(TRY_MILLIS)) completion.complete(null);
            else (++tries < QUICK_TRIES ? writerAfterPause : writerAfterLongPause).execute(this::tryOnce);
        } catch (RuntimeException | Error e) {
            completion.fail(e);
        }
    }
}
