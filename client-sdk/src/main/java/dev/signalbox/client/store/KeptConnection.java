package dev.signalbox.client.store;

import java.nio.file.Path;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * The one connection of its owner: opened when it is needed, dropped when it is not to be trusted, and then opened anew
 * by the next use. Belongs to one thread at a time.
 */
final class KeptConnection {
    private final Path file;
    private final Opening opening;
    private @Nullable StoreConnection connection;
    private boolean closed;

    /** How a connection is made. */
    @FunctionalInterface
    interface Opening {
        StoreConnection open(Path file) throws SQLException;
    }

    KeptConnection(Path file, Opening opening) {
        this.file = file;
        this.opening = opening;
    }

    /** The connection, if it is open just now. */
    @Nullable
    StoreConnection present() {
        return connection;
    }

    /** The connection. Fails with {@link StoreFailed} when it cannot be opened, or after {@link #close}. */
    StoreConnection opened() {
        if (closed) throw new StoreFailed("the store is closed", null);
        StoreConnection open = connection;
        if (open != null) return open;
        try {
            open = opening.open(file);
        } catch (SQLException e) {
            throw new StoreFailed("cannot open " + file + ": " + e.getMessage(), e);
        }
        connection = open;
        return open;
    }

    /** Ends a transaction whose work has failed. */
    void rollBack(StoreConnection open, StoreTransaction transaction) {
        try {
            open.execute("ROLLBACK");
            if (transaction.poison() != null) drop();
        } catch (SQLException e) {
            // SQLite has rolled back by itself, or the file is out of reach; either way the connection is not to be
            // trusted.
            drop();
        }
    }

    void drop() {
        StoreConnection open = connection;
        connection = null;
        if (open != null) open.close();
    }

    /** Drops it for good. */
    void close() {
        closed = true;
        drop();
    }
}
