package dev.signalbox.client.replica;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Who waits until the copy holds a position. Each is told once, in a task of its own: what it does then holds up
 * neither the follower nor another that waits. Any thread.
 */
final class Waiters {
    private final Executor tasks;
    private final TreeSet<Waiter> waiting =
            new TreeSet<>(Comparator.comparingLong(Waiter::position).thenComparingLong(Waiter::number));
    private long numbers;
    private @Nullable Throwable over;

    Waiters(Executor tasks) {
        this.tasks = tasks;
    }

    /**
     * One more. It may have been reached before: whoever adds one looks afterwards, and completes it. One that is
     * completed, by whomever, is forgotten.
     */
    CompletableFuture<@Nullable Void> add(long position) {
        CompletableFuture<@Nullable Void> told = new CompletableFuture<>();
        Throwable why;
        synchronized (this) {
            why = over;
            if (why == null) {
                Waiter waiter = new Waiter(position, numbers++, told);
                waiting.add(waiter);
                var unused = told.whenComplete((done, failure) -> forget(waiter));
            }
        }
        if (why != null) told.completeExceptionally(why);
        return told;
    }

    synchronized boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** The copy holds all up to here: tells those that wait for no more, and forgets them. */
    void reached(long position) {
        for (Waiter waiter : due(position)) tasks.execute(() -> waiter.told().complete(null));
    }

    /** The copy is not kept any more: all fail, and so does whoever comes later. At once, on the caller's thread. */
    void fail(Throwable why) {
        List<Waiter> left;
        synchronized (this) {
            over = why;
            left = List.copyOf(waiting);
            waiting.clear();
        }
        left.forEach(waiter -> waiter.told().completeExceptionally(why));
    }

    private synchronized List<Waiter> due(long position) {
        List<Waiter> due = new ArrayList<>();
        while (!waiting.isEmpty() && waiting.first().position() <= position) {
            Waiter first = waiting.first();
            waiting.remove(first);
            due.add(first);
        }
        return due;
    }

    private synchronized void forget(Waiter waiter) {
        waiting.remove(waiter);
    }

    private record Waiter(long position, long number, CompletableFuture<@Nullable Void> told) {}
}
