package dev.signalbox.hub.vertx;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A step that is taken again and again, each when the one before has completed: a loop of futures whose length costs
 * neither stack nor memory, as a chain of {@code compose} would.
 */
public final class Turns {
    private final @Nullable Context context;
    private final Supplier<Future<Boolean>> step;
    private final Promise<Void> ended = Promise.promise();

    private Turns(@Nullable Context context, Supplier<Future<Boolean>> step) {
        this.context = context;
        this.step = step;
    }

    /**
     * Completes when a step says that there is no more; fails with what a step fails with.
     *
     * @param context on which each step is begun
     * @param step whether there is more
     */
    public static Future<Void> whileMore(Context context, Supplier<Future<Boolean>> step) {
        Turns turns = new Turns(context, step);
        turns.next();
        return turns.ended.future();
    }

    /**
     * The same, each step begun where the one before it ended: within a transaction, which waits for nothing but
     * itself, and whose statements may be done when they are given.
     */
    public static Future<Void> whileMore(Supplier<Future<Boolean>> step) {
        Turns turns = new Turns(null, step);
        turns.next();
        return turns.ended.future();
    }

    private void next() {
        if (context == null) turn();
        else context.runOnContext(now -> turn());
    }

    private void turn() {
        Future<Boolean> begun = take();
        while (context == null && begun.succeeded() && begun.result()) begun = take();
        begun.onComplete(taken -> {
            if (taken.failed()) ended.fail(taken.cause());
            else if (taken.result()) next();
            else ended.complete();
        });
    }

    private Future<Boolean> take() {
        try {
            return step.get();
        } catch (RuntimeException | Error failure) {
            return Future.failedFuture(failure);
        }
    }
}
