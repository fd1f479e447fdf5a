package dev.signalbox.client.http;

import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.util.concurrent.TimeoutException;
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

    /** Whether a request was under way, and its time was over before its answer had come. */
    public boolean isTimeOut() {
        Throwable cause = getCause();
        return cause instanceof TimeoutException
                || (cause instanceof HttpTimeoutException && !(cause instanceof HttpConnectTimeoutException));
    }
}
