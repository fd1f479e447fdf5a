package dev.signalbox.client.store;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A connection of its own that only reads: neither the store's thread nor its lock is waited for, and no writer waits
 * for it. One read at a time, on the caller's thread. Keep reads short: the file cannot shrink behind an open one.
 */
public final class StoreReader implements AutoCloseable {
    private final Path file;
    private final KeptConnection connection;
    private boolean reading;

    StoreReader(Path file) {
        this.file = file;
        this.connection = new KeptConnection(file, StoreConnection::openReader);
    }

    /** Runs {@code work} on one unchanging view of what is committed. Fails with {@link StoreFailed}. */
    public synchronized <T extends @Nullable Object> T read(Function<StoreTransaction, T> work) {
        if (reading)
            throw new IllegalStateException("this runs inside a read already; use the transaction it was given");
        StoreConnection open = connection.opened();
        StoreTransaction transaction = new StoreTransaction(open.statements(), true);
        reading = true;
        try {
            open.run("BEGIN");
            open.checkVersion();
            T result = work.apply(transaction);
            open.run("COMMIT");
            return result;
        } catch (SQLException e) {
            connection.drop();
            throw new StoreFailed("cannot read " + file + ": " + e.getMessage(), e);
        } catch (RuntimeException | Error e) {
            connection.rollBack(open, transaction);
            throw e;
        } finally {
            reading = false;
            transaction.end();
        }
    }

    @Override
    public synchronized void close() {
        connection.close();
    }
}
