package dev.signalbox.hub.database;

/** The store has no place for a value, or the tables refuse it: repeating would not help, and nothing was written. */
public final class Unstorable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Unstorable(String message, Throwable cause) {
        super(message, cause);
    }
}
