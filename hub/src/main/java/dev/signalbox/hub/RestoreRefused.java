package dev.signalbox.hub;

/** A restore cannot begin, or cannot go on, where it was told to. The message says why, and what to do. */
public final class RestoreRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RestoreRefused(String message) {
        super(message);
    }

    RestoreRefused(String message, Throwable cause) {
        super(message, cause);
    }
}
