package dev.signalbox.hub.schedule;

import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Work of one kind of which a node does one piece at a time, and of which it remembers the newest pieces, so that
 * whoever asked hears how one ended. Any thread.
 *
 * @param <R> what is remembered of a piece
 */
public final class Runs<R> {
    private final int rememberedMax;
    private final Deque<R> remembered = new ArrayDeque<>();
    private Future<?> last = Future.succeededFuture();

    /** @param rememberedMax pieces, over or not */
    public Runs(int rememberedMax) {
        this.rememberedMax = rememberedMax;
    }

    /** Begins a piece unless one is under way: false then. */
    public synchronized boolean alone(Supplier<Future<?>> work) {
        if (isBusy()) return false;
        last = work.get();
        return true;
    }

    /** Begins a piece when those before it are over, however they ended. */
    public synchronized <T> Future<T> behind(Supplier<Future<T>> work) {
        Future<T> next = over().compose(before -> work.get());
        last = next;
        return next;
    }

    /** Whether one is under way, or waits. */
    public synchronized boolean isBusy() {
        return !last.isComplete();
    }

    /** Completes when those that were begun, or wait, are over. */
    public synchronized Future<Void> over() {
        return last.otherwiseEmpty().mapEmpty();
    }

    /** Remembers a piece, in the place of the oldest when there are too many. */
    public synchronized void remember(R run) {
        remembered.addFirst(run);
        while (remembered.size() > rememberedMax) remembered.removeLast();
    }

    /** The piece that was remembered last; empty when none was. */
    public synchronized Optional<R> newest() {
        return Optional.ofNullable(remembered.peekFirst());
    }

    /** Those that are remembered, the newest first. */
    public synchronized List<R> all() {
        return List.copyOf(remembered);
    }
}
