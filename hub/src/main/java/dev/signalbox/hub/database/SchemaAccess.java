package dev.signalbox.hub.database;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * A way to a store that nobody has opened: each piece of work gets a transaction on a connection of its own. One thread
 * at a time. Fails like {@link Database}.
 */
interface SchemaAccess {
    Dialect engine();

    /** Reads one committed state. */
    <T> Future<T> read(Function<Transaction, Future<T>> work);

    /** All of the work, or nothing. */
    <T> Future<T> write(Function<Transaction, Future<T>> work);

    /** Work on tables that go with it, beside those of the store. */
    <T> Future<T> scratch(Function<Transaction, Future<T>> work);

    /** The work as if it were written, and nothing of it. */
    default <T> Future<T> rehearse(Function<Transaction, Future<T>> work) {
        List<T> done = new ArrayList<>(1);
        Future<T> undone = write(transaction -> work.apply(transaction).compose(value -> {
            done.add(value);
            return Future.failedFuture(new Undone());
        }));
        return undone.recover(failure ->
                failure instanceof Undone ? Future.succeededFuture(done.get(0)) : Future.failedFuture(failure));
    }

    /** Ends a transaction without a trace. */
    final class Undone extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Undone() {
            super("undone", null, false, false);
        }
    }

    /** A SQLite file; the caller holds the {@link FolderLock} when it writes. Blocks. */
    record OfFile(Path file) implements SchemaAccess {
        private static final Path IN_MEMORY = Path.of(":memory:");

        @Override
        public Dialect engine() {
            return Dialect.SQLITE;
        }

        @Override
        public <T> Future<T> read(Function<Transaction, Future<T>> work) {
            return run(() -> SqliteConnection.reader(file), "BEGIN", work);
        }

        @Override
        public <T> Future<T> write(Function<Transaction, Future<T>> work) {
            return run(() -> SqliteConnection.writer(file), "BEGIN IMMEDIATE", work);
        }

        @Override
        public <T> Future<T> scratch(Function<Transaction, Future<T>> work) {
            return run(() -> SqliteConnection.writer(IN_MEMORY), "BEGIN", work);
        }

        private interface Opening {
            SqliteConnection open() throws SQLException;
        }

        private static <T> Future<T> run(Opening opening, String begin, Function<Transaction, Future<T>> work) {
            try (SqliteConnection connection = opening.open()) {
                connection.execute(begin);
                SqliteTransaction transaction = new SqliteTransaction(connection);
                T value = transaction.result(work.apply(transaction));
                connection.execute("COMMIT");
                return Future.succeededFuture(value);
            } catch (SQLException e) {
                return Future.failedFuture(SqliteFailures.translate(e));
            } catch (RuntimeException e) {
                return Future.failedFuture(e);
            }
        }
    }

    /** A schema of a PostgreSQL database. */
    record OfSchema(PostgresServer server) implements SchemaAccess {
        static OfSchema of(Vertx vertx, DatabaseUrl url, String schema) {
            return new OfSchema(new PostgresServer(vertx, url, schema));
        }

        @Override
        public Dialect engine() {
            return Dialect.POSTGRES;
        }

        @Override
        public <T> Future<T> read(Function<Transaction, Future<T>> work) {
            return run(PostgresDatabase.READ, work);
        }

        @Override
        public <T> Future<T> write(Function<Transaction, Future<T>> work) {
            return run(PostgresDatabase.WRITE, work);
        }

        @Override
        public <T> Future<T> scratch(Function<Transaction, Future<T>> work) {
            return rehearse(work);
        }

        private <T> Future<T> run(String begin, Function<Transaction, Future<T>> work) {
            return server.connect(PostgresDatabase.PATIENT)
                    .compose(connection -> PostgresTransaction.run(connection, begin, work)
                            .recover(failure -> Future.failedFuture(server.named(failure)))
                            .eventually(connection::close));
        }
    }
}
