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

    private final Reason reason;

    public HubUnreachable(String message, @Nullable Throwable cause) {
        this(Reason.NO_ANSWER, message, cause);
    }

    HubUnreachable(Reason reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    /** What kind of trouble it was, as far as that is known. */
    public Reason reason() {
        return reason;
    }

    /** Kinds of trouble. */
    public enum Reason {
        /** Nobody answers, or not in time, or what came is not a hub's. */
        NO_ANSWER,
        /** The connection was closed without a word: perhaps the port speaks TLS, and the URL says {@code http}. */
        SILENCE,
        /** The port speaks no TLS, and the URL says {@code https}. */
        NO_TLS,
        /** The certificate is signed by none of those that are trusted, see {@link HubTrust}. */
        CERTIFICATE_UNKNOWN,
        /** The certificate is for another host. */
        CERTIFICATE_OF_OTHER_NAME,
        /** The certificate has expired, or is not valid yet. */
        CERTIFICATE_OUT_OF_TIME,
        /** Something else between both sides' TLS. */
        TLS
    }

    /** Whether a request was under way, and its time was over before its answer had come. */
    public boolean isTimeOut() {
        Throwable cause = getCause();
        return cause instanceof TimeoutException
                || (cause instanceof HttpTimeoutException && !(cause instanceof HttpConnectTimeoutException));
    }
}
