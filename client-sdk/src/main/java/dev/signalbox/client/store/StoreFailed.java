package dev.signalbox.client.store;

import org.jspecify.annotations.Nullable;

/**
 * The store could not do it: disk full, I/O error, a wrong SQL text, closed. Nothing of the transaction was kept; only
 * when the message says that the commit itself failed is the outcome unknown. The next transaction starts on a fresh
 * connection.
 */
public final class StoreFailed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StoreFailed(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
