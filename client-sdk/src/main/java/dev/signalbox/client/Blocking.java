package dev.signalbox.client;

import dev.signalbox.client.store.SqliteStore;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Waits for what the asynchronous twin promises. An interrupt ends the wait with a {@link CancellationException} and stays set. */
record Blocking(SqliteStore store) {
    <T> T get(CompletionStage<T> stage) {
        store.checkOutside();
        CompletableFuture<T> future = stage.toCompletableFuture();
        try {
            return future.get();
        } catch (InterruptedException e) {
            throw interrupted(future);
        } catch (ExecutionException e) {
            throw failure(e.getCause());
        }
    }

    /** Empty when the time is over; the stage is cancelled then. */
    <T> Optional<T> get(CompletionStage<T> stage, Duration timeout) {
        store.checkOutside();
        CompletableFuture<T> future = stage.toCompletableFuture();
        try {
            return Optional.of(future.get(timeout.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            future.cancel(true);
            return Optional.empty();
        } catch (InterruptedException e) {
            throw interrupted(future);
        } catch (ExecutionException e) {
            throw failure(e.getCause());
        }
    }

    private static CancellationException interrupted(CompletableFuture<?> future) {
        Thread.currentThread().interrupt();
        future.cancel(true);
        return new CancellationException("the waiting thread was interrupted");
    }

    private static RuntimeException failure(@Nullable Throwable cause) {
        if (cause instanceof CompletionException wrapped && wrapped.getCause() != null)
            return failure(wrapped.getCause());
        return cause instanceof RuntimeException known ? known : new CompletionException(cause);
    }
}
