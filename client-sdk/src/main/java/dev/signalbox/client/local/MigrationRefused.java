package dev.signalbox.client.local;

/**
 * The store's tables and the program's migrations do not fit together; nothing was changed. The message says what to
 * do.
 */
public final class MigrationRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MigrationRefused(String message) {
        super(message);
    }
}
