package dev.signalbox.hub.command;

import dev.signalbox.hub.log.Overloaded;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs work of one name one after the other on this node, work of different names at once. Where many commands meet on
 * one stream, waiting for one's turn costs less than deciding in vain: without it each round of conflicts lets one of
 * them through. Other nodes are not kept out; the expected version of the stream does that. Any thread.
 */
public final class Lanes {
    private final int waitingMax;
    private final Map<String, Future<?>> ends = new HashMap<>();
    private int waiting;

    /** @param waitingMax pieces of work that may be in all lanes together */
    public Lanes(int waitingMax) {
        this.waitingMax = waitingMax;
    }

    /**
     * Runs the work when all that was there before under this name is done, however it ended; on the caller's Vert.x
     * context when it has one. Fails with {@link Overloaded} when the lanes are full.
     */
    public <T> Future<T> run(String lane, Supplier<Future<T>> work) {
        Promise<T> done = Promise.promise();
        Future<?> before;
        synchronized (ends) {
            if (waiting >= waitingMax) {
                return Future.failedFuture(
                        new Overloaded("too many commands wait for their turn; repeat after a second"));
            }
            waiting++;
            before = ends.put(lane, done.future());
        }
        Context context = Vertx.currentContext();
        Runnable start =
                () -> Future.succeededFuture().compose(turn -> work.get()).onComplete(done);
        if (before == null) start.run();
        else before.onComplete(ended -> onContext(context, start));
        return done.future().andThen(ended -> leave(lane, done.future()));
    }

    private void leave(String lane, Future<?> done) {
        synchronized (ends) {
            waiting--;
            ends.remove(lane, done);
        }
    }

    private static void onContext(@Nullable Context context, Runnable start) {
        if (context == null) start.run();
        else context.runOnContext(ignored -> start.run());
    }
}
