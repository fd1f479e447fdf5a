package dev.signalbox.hub;

import io.vertx.core.Future;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.ExecutionException;

/** Waits for futures on a thread that may block. */
final class Waiting {
    private Waiting() {}

    /** The value; its failure as it is when that is unchecked or of a file, else as the cause of another. */
    static <T> T on(Future<T> future) throws IOException {
        try {
            return future.toCompletionStage().toCompletableFuture().get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            if (cause instanceof RuntimeException unchecked) throw unchecked;
            if (cause instanceof Error error) throw error;
            if (cause instanceof IOException ofAFile) throw ofAFile;
            throw new IllegalStateException(cause);
        }
    }
}
