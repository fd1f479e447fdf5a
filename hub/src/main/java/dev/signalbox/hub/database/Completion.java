package dev.signalbox.hub.database;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A promise made on a caller's Vert.x context and kept from a thread of a store: its future completes on that context.
 */
public final class Completion<T> {
    private final Promise<T> promise = Promise.promise();
    private final @Nullable Context context = Vertx.currentContext();
    private final Thread maker = Thread.currentThread();

    public Future<T> future() {
        return promise.future();
    }

    public void complete(@Nullable T value) {
        if (context == null) promise.tryComplete(value);
        else context.runOnContext(ignored -> promise.tryComplete(value));
    }

    /** Completes it with what the work gives, or fails it with what the work throws. */
    void completeBy(Supplier<? extends @Nullable T> work) {
        try {
            complete(work.get());
        } catch (RuntimeException | Error e) {
            fail(e);
        }
    }

    public void fail(Throwable failure) {
        if (context == null) promise.tryFail(failure);
        else context.runOnContext(ignored -> promise.tryFail(failure));
    }

    /** Where the future completes; null when its maker had no context. */
    @Nullable
    Context context() {
        return context;
    }

    /** The event loop's thread, when {@link #context} is one of an event loop: contexts of one loop all run on it. */
    Thread maker() {
        return maker;
    }

    /** Completes on the calling thread, which must be that of the context. */
    void completeHere(@Nullable T value) {
        promise.tryComplete(value);
    }
}
