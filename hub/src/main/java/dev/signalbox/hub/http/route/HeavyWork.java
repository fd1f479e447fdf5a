package dev.signalbox.hub.http.route;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.util.concurrent.Callable;

/**
 * Work on bodies that would hold an event loop for too long; a few threads do it, so that only a few trees are in
 * memory. Any thread.
 */
public final class HeavyWork {
    /** Bytes of a body up to which an event loop reads it by itself. */
    private static final int LOOP_BYTES_MAX = 32 * 1024;

    private static final int THREADS = 2;

    private final WorkerExecutor workers;

    /** The threads end with the Vert.x. */
    public HeavyWork(Vertx vertx) {
        workers = vertx.createSharedWorkerExecutor("signalbox-intake", THREADS);
    }

    /**
     * Does work that costs as much as the body is long, here when that is short. Completes on the event loop that
     * calls.
     */
    public <T> Future<T> on(int bodyBytes, Callable<T> work) {
        if (bodyBytes > LOOP_BYTES_MAX) return elsewhere(work);
        try {
            return Future.succeededFuture(work.call());
        } catch (Exception failure) {
            return Future.failedFuture(failure);
        }
    }

    /** The same, whatever its length: a small body may inflate to a large one. */
    public <T> Future<T> elsewhere(Callable<T> work) {
        return workers.executeBlocking(work, false);
    }
}
