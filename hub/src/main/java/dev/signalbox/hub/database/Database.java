package dev.signalbox.hub.database;

import io.vertx.core.Future;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The store of one log and of the tables folded from it. SQL is the same text on both engines: {@code $1, $2 …}
 * placeholders that first appear in order, ids as text, times as epoch microseconds (bigint), flags as 0 and 1, JSON as
 * text, {@code INSERT … ON CONFLICT … DO UPDATE}, {@code RETURNING}.
 *
 * <p>Futures complete on the caller's Vert.x context when it has one, else on a thread of the store. Any thread may
 * call. A store that is gone fails with {@link StoreUnavailable}, a full disk with {@link StorageFull}; both may pass,
 * so the caller may repeat. After a failed {@link #write} nothing of it is in the store, except when the connection
 * broke during the commit: then the outcome is unknown, and the caller must be able to repeat.
 */
public interface Database {
    /** Runs reads against one committed state. Short: a long read makes the WAL grow. */
    <T> Future<T> read(Function<Transaction, Future<T>> work);

    /** Runs the work in one transaction: all of it, on disk, or nothing. A failed future of the work rolls it back. */
    <T> Future<T> write(Function<Transaction, Future<T>> work);

    /**
     * The same for what can be had again, as tables can of the log: the work does not wait for the disk. It is seen at
     * once and outlives the process, but a loss of power may take it back, whole, as long as nothing was flushed after
     * it; what {@link #write} or {@link #purge} flushes later flushes this before.
     */
    default <T> Future<T> writeUnflushed(Function<Transaction, Future<T>> work) {
        return write(work);
    }

    /**
     * Makes a table unless it is there, whoever else makes it at the same moment.
     *
     * @param definition {@code CREATE TABLE IF NOT EXISTS …}
     */
    default Future<Void> makeTable(String definition) {
        return write(transaction -> transaction.update(definition)).mapEmpty();
    }

    /** The words of this engine, where they differ. */
    Dialect dialect();

    /**
     * Clears the files of what was deleted or overwritten before. SQLite: the WAL is moved into the database and
     * emptied, where freed bytes are zero; it waits for readers, nobody waits for it, and it fails with
     * {@link StoreUnavailable} when there was no moment without them: repeat then. PostgreSQL: the tables are vacuumed,
     * and the server uses the room again; its own WAL and backups keep copies for as long as its operator keeps them.
     */
    Future<Void> purge();

    /** How many bytes all tables take, with what is free between them. Cheap. */
    Future<Long> bytes();

    /**
     * How many bytes each table takes, the largest first. On SQLite the whole file is read for it, beside readers and
     * writers: ask seldom.
     */
    Future<List<TableBytes>> tableBytes();

    /**
     * How much room a table of a store takes.
     *
     * @param bytes with its indexes
     */
    record TableBytes(String table, long bytes) {}

    /** What stands in the way of work on the store just now, for people; null when nothing is known to. */
    default @Nullable String trouble() {
        return null;
    }

    /** Closes every connection after the work that is under way. */
    Future<Void> close();

    /**
     * Looks whether the files are whole, in the background. Fails with {@link StoreBroken} when they are not, and the
     * hub was told then. On a server that is the server's duty, and this completes at once.
     */
    default Future<Void> check() {
        return Future.succeededFuture();
    }
}
