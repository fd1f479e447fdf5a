package dev.signalbox.hub.vertx;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.function.Supplier;

/**
 * A step that is taken again and again, each when the one before has completed: a loop of futures whose length costs
 * neither stack nor memory, as a chain of {@code compose} would.
 */
public final class Turns {
    private final Context context;
    private final Supplier<Future<Boolean>> step;
    private final Promise<Void> ended = Promise.promise();

    private Turns(Context context, Supplier<Future<Boolean>> step) {
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

    private void next() {
        context.runOnContext(turn -> take().onComplete(taken -> {
            if (taken.failed()) ended.fail(taken.cause());
            else if (taken.result()) next();
            else ended.complete();
        }));
    }

    private Future<Boolean> take() {
        try {
            return step.get();
        } catch (RuntimeException | Error failure) {
            return Future.failedFuture(failure);
        }
    }
}
