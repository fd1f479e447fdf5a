package dev.signalbox.hub.log.fence;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import org.jspecify.annotations.Nullable;

/**
 * A gate before all appends of a hub: while it is shut they fail with {@link Fenced}, and nothing of them is written.
 * Any thread.
 */
public final class Fence {
    private boolean shut;
    private int underWay;
    private @Nullable Promise<Void> quiet;

    /** Refuses appends from now on. Completes when those that were let in have ended. */
    public synchronized Future<Void> shut() {
        shut = true;
        if (underWay == 0) return Future.succeededFuture();
        Promise<Void> waiting = quiet == null ? Promise.promise() : quiet;
        quiet = waiting;
        return waiting.future();
    }

    /** Lets appends in again. */
    public synchronized void open() {
        shut = false;
    }

    synchronized boolean enter() {
        if (!shut) underWay++;
        return !shut;
    }

    void leave() {
        Promise<Void> last = null;
        synchronized (this) {
            underWay--;
            if (underWay == 0) {
                last = quiet;
                quiet = null;
            }
        }
        if (last != null) last.tryComplete();
    }
}
