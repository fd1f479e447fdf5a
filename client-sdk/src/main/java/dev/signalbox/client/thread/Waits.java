package dev.signalbox.client.thread;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** The failures of futures as they were thrown, without what {@link CompletableFuture} wraps around them. */
public final class Waits {
    private Waits() {}

    /**
     * Waits for the future, through interrupts. Fails with what it failed with, {@link CancellationException} when it
     * was cancelled.
     */
    public static <T extends @Nullable Object> T join(CompletableFuture<T> future) {
        try {
            return future.join();
        } catch (CompletionException e) {
            if (causeOf(e) instanceof RuntimeException cause) throw cause;
            throw e;
        }
    }

    /** What a future or stage failed with. */
    public static Throwable causeOf(Throwable failure) {
        boolean wraps = failure instanceof CompletionException || failure instanceof ExecutionException;
        Throwable cause = failure.getCause();
        return wraps && cause != null ? causeOf(cause) : failure;
    }
}
