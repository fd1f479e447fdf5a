package dev.signalbox.client.http;

import org.jspecify.annotations.Nullable;

/**
 * The hub gave no answer that can be understood: no connection, cut off, timed out, or something between answered
 * instead. Whether a write was done is <em>unknown</em>: repeat it with the same id.
 */
public final class HubUnreachable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public HubUnreachable(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
