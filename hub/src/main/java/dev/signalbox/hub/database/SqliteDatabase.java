package dev.signalbox.hub.database;

import io.vertx.core.Future;
import java.lang.module.ModuleDescriptor.Version;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One SQLite file: one writer thread that owns the one writing connection (WAL, synchronous FULL), and a few threads
 * with read-only connections. An error inside a write poisons its connection: SQLite may have rolled back on its own
 * while the driver still believes in a transaction, and half of the work would be committed; so it is rolled back,
 * dropped and opened anew.
 *
 * <p>An fsync that failed, a file that is corrupt, and one that was deleted or replaced, is told to {@code onFatal} and
 * never retried.
 */
public final class SqliteDatabase implements Database {
    private static final int READERS = 2;
    /** How often a store that nobody writes looks whether its files are still there. */
    private static final long LOOK_MILLIS = 1_000;
    /** So long a thread of a reader waits for the next. */
    private static final long IDLE_SECONDS = 10;

    private static final String SQLITE_MIN = "3.51.3";
    private static final String BYTES = "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size";
    private static final String TREES = "SELECT name FROM sqlite_schema WHERE tbl_name = $1 AND rootpage > 0";
    private static final String TREE_BYTES = "SELECT pgsize FROM dbstat WHERE name = $1 AND aggregate = TRUE";

    private final Path file;
    private final boolean lasting;
    private final Consumer<Throwable> onFatal;
    private final StoreFiles files;
    private final ScheduledExecutorService writerThread;
    private final ThreadPoolExecutor readerThreads;
    private final BlockingQueue<SqliteConnection> readers = new LinkedBlockingQueue<>();
    /** Fair, so that readers that follow each other closely leave a moment between them. */
    private final ReadWriteLock readersGate = new ReentrantReadWriteLock(true);

    private @Nullable SqliteConnection writer;
    /** Of the writer's thread: which schema was looked at last. */
    private long schemaSeen;

    private volatile boolean closed;
    /** Set once, for good: nothing is read or written any more. */
    private volatile @Nullable StoreBroken broken;

    private SqliteDatabase(Path file, boolean lasting, Consumer<Throwable> onFatal) {
        this.file = file;
        this.lasting = lasting;
        this.onFatal = onFatal;
        this.files = new StoreFiles(file);
        this.writerThread = Executors.newSingleThreadScheduledExecutor(named("sqlite-write-" + file.getFileName()));
        this.readerThreads = new ThreadPoolExecutor(
                READERS,
                READERS,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                named("sqlite-read-" + file.getFileName()));
        // A store that nobody reads just now has none.
        readerThreads.allowCoreThreadTimeOut(true);
    }

    /**
     * Opens the file and migrates it; makes it when it is missing. The caller holds the {@link FolderLock} of its
     * folder. Blocks the calling thread. Fails with {@link NewerSchema}, the file is untouched then, or with
     * {@link StoreUnavailable}.
     *
     * @param onFatal hears of an error after which the hub must stop
     */
    public static SqliteDatabase open(Path file, Consumer<Throwable> onFatal) {
        return open(file, true, onFatal, transaction -> Migrations.sqlite(transaction, file.toString()));
    }

    /** A new file for what can be thrown away: nothing of it is ever flushed. */
    public static SqliteDatabase scratch(Path file) {
        return open(file, false, failure -> {}, transaction -> Migrations.sqlite(transaction, file.toString()));
    }

    /**
     * The same for a file that is only looked at: nothing of it is changed. Fails with {@link StoreUnavailable} besides
     * when it is missing, or was written by an older version.
     */
    public static SqliteDatabase look(Path file, Consumer<Throwable> onFatal) {
        if (!Files.isRegularFile(file)) {
            throw new StoreUnavailable("there is no " + file + ": no hub has kept its data there", null);
        }
        return open(
                file, true, onFatal, transaction -> Migrations.lookAt(transaction, Dialect.SQLITE, file.toString()));
    }

    private static SqliteDatabase open(
            Path file, boolean lasting, Consumer<Throwable> onFatal, Function<Transaction, Future<?>> schema) {
        DataFolder.closeToOthers(file);
        SqliteDatabase database = new SqliteDatabase(file, lasting, onFatal);
        try {
            database.writer();
            database.checkVersion();
            database.inTransaction(connection ->
                    run(connection, transaction -> schema.apply(transaction).mapEmpty()));
            for (int i = 0; i < READERS; i++) database.readers.add(SqliteConnection.reader(file));
            var unused = database.writerThread.scheduleWithFixedDelay(
                    database::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
        } catch (SQLException e) {
            var unused = database.close();
            String reason = "cannot open the store " + file + ": " + e.getMessage();
            throw SqliteFailures.isFatal(e) ? new StoreBroken(reason, e) : new StoreUnavailable(reason, e);
        } catch (RuntimeException e) {
            var unused = database.close();
            throw e;
        }
        return database;
    }

    @Override
    public <T> Future<T> read(Function<Transaction, Future<T>> work) {
        return readJdbc(connection -> run(connection, work));
    }

    @Override
    public <T> Future<T> write(Function<Transaction, Future<T>> work) {
        return onWriter(() -> inTransaction(connection -> run(connection, work)));
    }

    @Override
    public <T> Future<T> writeUnflushed(Function<Transaction, Future<T>> work) {
        return onWriter(() -> inTransaction(false, connection -> run(connection, work)));
    }

    private <T> Future<T> onWriter(Supplier<T> work) {
        Completion<T> completion = new Completion<>();
        execute(() -> completion.completeBy(work), completion::fail);
        return completion.future();
    }

    /** Work on a plain connection; only for this package and the log. */
    @FunctionalInterface
    public interface JdbcWork<T> {
        T run(SqliteConnection connection) throws SQLException;
    }

    /** Runs reads on a reader's connection, in one committed state. */
    public <T> Future<T> readJdbc(JdbcWork<T> work) {
        Completion<T> completion = new Completion<>();
        try {
            readerThreads.execute(() -> completion.completeBy(() -> onReader(work)));
        } catch (RejectedExecutionException e) {
            completion.fail(new StoreUnavailable("the store is closed", e));
        }
        return completion.future();
    }

    /** Runs a task on the writer thread, behind those that wait there. */
    public void execute(Runnable task, Consumer<Throwable> refused) {
        try {
            writerThread.execute(task);
        } catch (RejectedExecutionException e) {
            refused.accept(new StoreUnavailable("the store is closed", e));
        }
    }

    /**
     * Runs work in one transaction of the writing connection and returns when it is on disk. Only on the writer thread.
     */
    public <T> T inTransaction(JdbcWork<T> work) {
        return inTransaction(true, work);
    }

    private <T> T inTransaction(boolean flushed, JdbcWork<T> work) {
        if (closed) throw new StoreUnavailable("the store is closed", null);
        refuseWhenBroken();
        try {
            SqliteConnection connection = writer();
            connection.flushCommits(flushed);
            connection.execute("BEGIN IMMEDIATE");
            T value = work.run(connection);
            connection.execute("COMMIT");
            files.check();
            return value;
        } catch (SQLException e) {
            poison(e);
            throw SqliteFailures.translate(e);
        } catch (RuntimeException | Error e) {
            poison(e);
            throw e;
        }
    }

    @Override
    public Dialect dialect() {
        return Dialect.SQLITE;
    }

    @Override
    public Future<Void> purge() {
        return new WalPurge(this::execute, this::emptyWal).start();
    }

    /**
     * Moves the WAL into the file and empties it when there is a moment without readers within this time; else false.
     * Only on the writer thread.
     */
    private boolean emptyWal(int millisMax) {
        try {
            if (!readersGate.writeLock().tryLock(millisMax, TimeUnit.MILLISECONDS)) return false;
            try {
                return emptyWalBesideOthers(millisMax);
            } finally {
                readersGate.writeLock().unlock();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreUnavailable("the store is closing", e);
        }
    }

    /** Readers of this process are held off; those of other programs are waited for. */
    private boolean emptyWalBesideOthers(int millisMax) {
        try {
            SqliteConnection connection = writer();
            connection.waitForOthers(millisMax);
            try (var result =
                    connection.prepare("PRAGMA wal_checkpoint(TRUNCATE)").executeQuery()) {
                return result.getInt(1) == 0;
            } finally {
                connection.waitForOthers(SqliteConnection.BUSY_MILLIS);
            }
        } catch (SQLException e) {
            poison(e);
            throw SqliteFailures.translate(e);
        }
    }

    /** Closes after the work that waits, and leaves a file without a WAL behind. Blocks a worker, not the caller. */
    @Override
    public Future<Void> close() {
        Completion<Void> completion = new Completion<>();
        execute(
                () -> {
                    closed = true;
                    readerThreads.shutdown();
                    SqliteConnection reader;
                    while ((reader = readers.poll()) != null) reader.close();
                    if (writer != null) writer.close();
                    writer = null;
                    writerThread.shutdown();
                    completion.complete(null);
                },
                refused -> completion.complete(null));
        return completion.future();
    }

    private void look() {
        if (closed) return;
        try {
            files.check();
            if (lasting && broken == null) checkTables();
        } catch (StoreFiles.Replaced | SQLException e) {
            poison(e);
        } catch (StoreBroken e) {
            broken = e;
            onFatal.accept(e);
        } catch (StoreUnavailable | IllegalStateException e) {
            // Its ledger was changed, which the next start tells; or it cannot be looked at just now.
            return;
        }
    }

    /** Of a schema that changed since the last look: whether somebody took away what the store must hold. */
    private void checkTables() throws SQLException {
        long seen;
        try (var result = writer().prepare("PRAGMA schema_version").executeQuery()) {
            seen = result.getLong(1);
        }
        if (seen == schemaSeen) return;
        schemaSeen = seen;
        inTransaction(connection ->
                run(connection, transaction -> Migrations.lookAt(transaction, Dialect.SQLITE, file.toString())));
    }

    private void checkVersion() {
        String version = inTransaction(connection -> {
            try (var result = connection.prepare("SELECT sqlite_version()").executeQuery()) {
                return result.getString(1);
            }
        });
        if (Version.parse(version).compareTo(Version.parse(SQLITE_MIN)) < 0) {
            throw new StoreUnavailable(
                    "SQLite " + version + " has the WAL corruption race; Signalbox needs " + SQLITE_MIN + " or newer",
                    null);
        }
    }

    private <T> T onReader(JdbcWork<T> work) {
        refuseWhenBroken();
        SqliteConnection connection = readers.poll();
        readersGate.readLock().lock();
        try {
            if (connection == null) connection = SqliteConnection.reader(file);
            connection.execute("BEGIN");
            T value = work.run(connection);
            connection.execute("COMMIT");
            if (closed) connection.close();
            else readers.add(connection);
            return value;
        } catch (SQLException e) {
            drop(connection);
            tellWhenFatal(e);
            throw SqliteFailures.translate(e);
        } catch (RuntimeException | Error e) {
            drop(connection);
            tellWhenFatal(e);
            throw e;
        } finally {
            readersGate.readLock().unlock();
        }
    }

    private SqliteConnection writer() throws SQLException {
        SqliteConnection open = writer;
        if (open == null) open = lasting ? SqliteConnection.writer(file) : SqliteConnection.scratchWriter(file);
        writer = open;
        return open;
    }

    private void poison(Throwable failure) {
        SqliteConnection connection = writer;
        if (connection != null) {
            try {
                connection.execute("ROLLBACK");
            } catch (SQLException e) {
                failure.addSuppressed(e);
            }
            connection.close();
        }
        writer = null;
        tellWhenFatal(failure);
    }

    private void tellWhenFatal(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (!SqliteFailures.isFatal(cause)) continue;
            broken = new StoreBroken(file + " cannot be trusted any more: " + cause.getMessage(), failure);
            onFatal.accept(failure);
            return;
        }
    }

    private void refuseWhenBroken() {
        StoreBroken known = broken;
        if (known != null) throw known;
    }

    /**
     * Table by table, on a connection and a thread of its own: reads go on beside it, and the WAL can be emptied
     * between two tables.
     */
    @Override
    public Future<Void> check() {
        return aside("sqlite-check-", connection -> {
                    List<String> tables = tables(connection);
                    for (String table : tables) check(connection, table);
                    return tables;
                })
                .mapEmpty();
    }

    @Override
    public Future<Long> bytes() {
        return readJdbc(connection -> {
            try (var result = connection.prepare(BYTES).executeQuery()) {
                return result.getLong(1);
            }
        });
    }

    /** As {@link #check} goes through them. */
    @Override
    public Future<List<TableBytes>> tableBytes() {
        return aside("sqlite-size-", connection -> {
            List<TableBytes> sizes = new ArrayList<>();
            for (String table : tables(connection)) sizes.add(new TableBytes(table, bytes(connection, table)));
            sizes.sort(Comparator.comparingLong(TableBytes::bytes).reversed());
            return sizes;
        });
    }

    private long bytes(SqliteConnection connection, String table) throws SQLException {
        long bytes = 0;
        for (String tree : trees(connection, table)) {
            if (closed) return bytes;
            readersGate.readLock().lock();
            try (var result = connection.bound(TREE_BYTES, tree).executeQuery()) {
                if (result.next()) bytes += result.getLong(1);
            } finally {
                readersGate.readLock().unlock();
            }
        }
        return bytes;
    }

    /** The table and its indexes. */
    private static List<String> trees(SqliteConnection connection, String table) throws SQLException {
        List<String> trees = new ArrayList<>();
        try (var result = connection.bound(TREES, table).executeQuery()) {
            while (result.next()) trees.add(result.getString(1));
        }
        return trees;
    }

    /** Reads that take long, on a connection and a thread of their own. */
    private <T> Future<T> aside(String name, JdbcWork<T> work) {
        Completion<T> completion = new Completion<>();
        Thread thread = named(name + file.getFileName()).newThread(() -> {
            try (SqliteConnection connection = SqliteConnection.reader(file)) {
                completion.complete(work.run(connection));
            } catch (SQLException e) {
                tellWhenFatal(e);
                completion.fail(SqliteFailures.translate(e));
            } catch (RuntimeException | Error e) {
                completion.fail(e);
            }
        });
        thread.start();
        return completion.future();
    }

    private static List<String> tables(SqliteConnection connection) throws SQLException {
        List<String> tables = new ArrayList<>();
        try (var result = connection
                .prepare(
                        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'")
                .executeQuery()) {
            while (result.next()) tables.add(result.getString(1));
        }
        return tables;
    }

    private void check(SqliteConnection connection, String table) throws SQLException {
        if (closed) return;
        readersGate.readLock().lock();
        try (var result = connection
                .prepare("PRAGMA quick_check('" + table.replace("'", "''") + "')")
                .executeQuery()) {
            String found = result.next() ? result.getString(1) : "ok";
            if (found.equals("ok")) return;
            StoreBroken damaged = new StoreBroken(file + " is damaged: " + found, null);
            broken = damaged;
            throw damaged;
        } finally {
            readersGate.readLock().unlock();
        }
    }

    private static void drop(@Nullable SqliteConnection connection) {
        if (connection != null) connection.close();
    }

    private static <T> T run(SqliteConnection connection, Function<Transaction, Future<T>> work) throws SQLException {
        SqliteTransaction transaction = new SqliteTransaction(connection);
        return transaction.result(work.apply(transaction));
    }

    private static ThreadFactory named(String name) {
        return work -> {
            Thread thread = new Thread(work, name);
            thread.setDaemon(true);
            return thread;
        };
    }
}
