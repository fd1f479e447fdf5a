package dev.signalbox.client;

import dev.signalbox.client.store.SqliteStore;
import dev.signalbox.client.thread.Waits;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** Waits for the hub's answer. An interrupt ends the wait with a {@link CancellationException} and stays set. */
record Blocking(SqliteStore store) {
    <T> T get(CompletableFuture<T> answer) {
        store.checkOutside();
        try {
            return answer.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            answer.cancel(true);
            throw new CancellationException("the waiting thread was interrupted");
        } catch (ExecutionException e) {
            Throwable cause = Waits.causeOf(e);
            throw cause instanceof RuntimeException known ? known : new CompletionException(cause);
        }
    }
}
