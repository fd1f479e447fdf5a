package dev.signalbox.hub.database;

import org.jspecify.annotations.Nullable;

/** The store does not answer, or broke off. What was sent may or may not be in it: repeat with the same ids. */
public final class StoreUnavailable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StoreUnavailable(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
