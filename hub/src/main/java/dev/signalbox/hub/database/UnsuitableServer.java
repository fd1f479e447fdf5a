package dev.signalbox.hub.database;

/**
 * This PostgreSQL cannot keep what the hub promises. The message says what to change; starting again helps only after
 * that.
 */
public final class UnsuitableServer extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    UnsuitableServer(String message) {
        super(message);
    }
}
