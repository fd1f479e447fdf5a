package dev.signalbox.client.store;

import dev.signalbox.client.thread.Waits;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One SQLite file (WAL, FULL) that any number of processes of one machine share, with one thread and one connection in
 * each. A completed {@link #write} is on disk; only what can be had again is written without a flush, by
 * {@link #writeUnflushedNow}.
 *
 * <p>Every transaction takes the lock file before {@code BEGIN IMMEDIATE}, since SQLite's own wait lets one process
 * starve the others. Any SQL failure poisons the transaction and drops the connection: after a full disk SQLite has
 * rolled back by itself, and whatever ran next would be committed alone. Any thread may call; work must not wait for
 * other work of the same store.
 */
public final class SqliteStore implements AutoCloseable {
    /** Transactions that may wait for the store's thread. More: {@link StoreFailed}. */
    public static final int WAITING_MAX = 10_000;
    /** How long a transaction waits for other processes before it fails. */
    public static final Duration LOCK_WAIT_MAX = Duration.ofSeconds(60);

    /** What the lock file says once there is a store, so that one that is missing is missed. */
    private static final String MARK = "A Signalbox store is in use here. Remove this file only together with it.\n";

    private static final Logger LOG = LoggerFactory.getLogger(SqliteStore.class);

    private final Path file;
    private final FileMutex mutex;
    private final ThreadPoolExecutor thread;
    private final ThreadLocal<Boolean> inside = ThreadLocal.withInitial(() -> false);
    private final StoreReader reader;
    private final KeptConnection connection;

    private SqliteStore(Path file) {
        this.file = file;
        this.mutex = FileMutex.open(StoreFile.lockOf(file));
        this.reader = new StoreReader(file);
        this.connection = new KeptConnection(file, StoreConnection::open);
        this.thread = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING_MAX), work -> {
            Thread made = new Thread(work, "signalbox-store-" + file.getFileName());
            made.setDaemon(true);
            return made;
        });
    }

    /**
     * Opens the file, or makes it (readable by its owner only; the folder must exist). Fails with {@link StoreRefused}
     * when it is not ours to open, {@link StoreFailed} when it cannot be read.
     */
    public static SqliteStore open(Path path) {
        Path file = StoreFile.resolve(path);
        NativeLibrary.prepare(Objects.requireNonNull(file.toAbsolutePath().getParent(), "the folder of a file"));
        SqliteStore store = new SqliteStore(file);
        try {
            Waits.join(store.onThread(() -> store.underLock(open -> {
                store.mutex.mark(MARK);
                return true;
            })));
            return store;
        } catch (RuntimeException e) {
            store.close();
            throw e;
        }
    }

    /** The real path of the file: links are followed, so that all processes lock the same names. */
    public Path file() {
        return file;
    }

    /**
     * Runs {@code work} in one transaction. The result comes when it is on disk; when {@code work} throws, nothing was
     * written and the future fails with what it threw.
     */
    public <T extends @Nullable Object> CompletableFuture<T> write(Function<StoreTransaction, T> work) {
        return onThread(() -> underLock(open -> transact(open, Kind.FLUSHED, work)));
    }

    /** Runs {@code work} on one unchanging view of the file, beside the writers of other processes. Keep it short. */
    public <T extends @Nullable Object> CompletableFuture<T> read(Function<StoreTransaction, T> work) {
        return onThread(() -> {
            StoreConnection open = connection.present();
            return open == null
                    ? underLock(opened -> transact(opened, Kind.READING, work))
                    : transact(open, Kind.READING, work);
        });
    }

    /**
     * {@link #write}, waiting for it. Fails with {@link IllegalStateException} inside a transaction of this store: it
     * would wait for itself.
     */
    public <T extends @Nullable Object> T writeNow(Function<StoreTransaction, T> work) {
        checkOutside();
        return Waits.join(write(work));
    }

    /** {@link #writeNow} for work without an answer. */
    public void changeNow(Consumer<StoreTransaction> work) {
        writeNow(tx -> {
            work.accept(tx);
            return true;
        });
    }

    /**
     * {@link #writeNow} for what can be had again: all of it or nothing, and there for every process when this returns;
     * but a power cut may take it back as long as nothing was flushed after it. Whatever is flushed later flushes this
     * before.
     */
    public <T extends @Nullable Object> T writeUnflushedNow(Function<StoreTransaction, T> work) {
        checkOutside();
        return Waits.join(onThread(() -> underLock(open -> transact(open, Kind.UNFLUSHED, work))));
    }

    /** {@link #read}, waiting for it. Fails with {@link IllegalStateException} inside a transaction of this store. */
    public <T extends @Nullable Object> T readNow(Function<StoreTransaction, T> work) {
        checkOutside();
        return Waits.join(read(work));
    }

    /** Reads on the caller's own thread beside everything else; sees what was committed when the read began. */
    public StoreReader reader() {
        return reader;
    }

    /**
     * Fails with {@link IllegalStateException} inside a transaction of this store: whoever waits there may wait for
     * itself.
     */
    public void checkOutside() {
        if (inside.get()) {
            throw new IllegalStateException(
                    "this runs inside a transaction of the store; use the transaction it was given, and do not wait");
        }
    }

    /**
     * A number that changes when another process (or another store object) has committed. Cheap: no lock, a page is
     * read. It may also change without cause, as when the connection is a new one.
     */
    public CompletableFuture<Long> dataVersion() {
        return onThread(() -> {
            StoreConnection open = connection.present();
            if (open == null) return -1L;
            try {
                return open.number("PRAGMA data_version");
            } catch (SQLException e) {
                connection.drop();
                throw new StoreFailed("cannot read " + file + ": " + e.getMessage(), e);
            }
        });
    }

    /**
     * Waits for the work that was begun, then lets the file go. Work that still waits fails with {@link StoreFailed}.
     */
    @Override
    public void close() {
        if (thread.isShutdown()) return;
        reader.close();
        Waits.join(onThread(() -> {
            connection.close();
            return true;
        }));
        thread.shutdown();
        mutex.close();
    }

    /** Runs a statement on the connection that writes, outside a transaction; for tests that need a smaller disk. */
    void pragma(String sql) {
        Waits.join(onThread(() -> underLock(open -> {
            try {
                open.execute(sql);
                return true;
            } catch (SQLException e) {
                throw new StoreFailed(sql, e);
            }
        })));
    }

    private <T extends @Nullable Object> T transact(
            StoreConnection open, Kind kind, Function<StoreTransaction, T> work) {
        begin(open, kind);
        StoreTransaction transaction = new StoreTransaction(open.statements(), kind == Kind.READING);
        List<Runnable> afterCommit;
        T result;
        inside.set(true);
        try {
            open.checkVersion();
            result = work.apply(transaction);
            afterCommit = transaction.end();
            if (transaction.poison() != null) {
                throw new StoreFailed("a statement failed before, so the transaction is lost", transaction.poison());
            }
        } catch (RuntimeException | Error e) {
            transaction.end();
            connection.rollBack(open, transaction);
            throw e;
        } finally {
            inside.set(false);
        }
        commit(open);
        afterCommit.forEach(this::run);
        return result;
    }

    private void run(Runnable afterCommit) {
        try {
            afterCommit.run();
        } catch (RuntimeException e) {
            LOG.error("An action after a commit failed; the commit holds", e);
        }
    }

    private void begin(StoreConnection open, Kind kind) {
        try {
            if (kind != Kind.READING) open.flushCommits(kind == Kind.FLUSHED);
            open.execute(kind == Kind.READING ? "BEGIN" : "BEGIN IMMEDIATE");
        } catch (SQLException e) {
            connection.drop();
            throw new StoreFailed("cannot begin a transaction in " + file + ": " + e.getMessage(), e);
        }
    }

    private void commit(StoreConnection open) {
        try {
            open.execute("COMMIT");
        } catch (SQLException e) {
            connection.drop();
            throw new StoreFailed(
                    "the commit failed, so it is unknown whether the transaction is on disk: " + e.getMessage(), e);
        }
    }

    private <T extends @Nullable Object> T underLock(Function<StoreConnection, T> work) {
        if (!mutex.acquire(LOCK_WAIT_MAX)) {
            throw new StoreFailed(
                    "another process held the lock of " + file + " for " + LOCK_WAIT_MAX.toSeconds() + " s", null);
        }
        try {
            return work.apply(connection.opened());
        } finally {
            mutex.release();
        }
    }

    private <T extends @Nullable Object> CompletableFuture<T> onThread(Supplier<T> work) {
        CompletableFuture<T> done = new CompletableFuture<>();
        try {
            thread.execute(() -> {
                try {
                    done.complete(work.get());
                } catch (Throwable e) {
                    done.completeExceptionally(e);
                }
            });
        } catch (RejectedExecutionException e) {
            String why = thread.isShutdown() ? "the store is closed" : "too many transactions wait for the store";
            done.completeExceptionally(new StoreFailed(why, e));
        }
        return done;
    }

    private enum Kind {
        READING,
        FLUSHED,
        UNFLUSHED
    }
}
