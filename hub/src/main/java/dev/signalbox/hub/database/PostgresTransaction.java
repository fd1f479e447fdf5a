package dev.signalbox.hub.database;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A transaction on one connection: statements are sent as they are given, without waiting, and answered in order.
 * Remembers the first that failed, since PostgreSQL would turn the commit into a rollback and call that success.
 */
final class PostgresTransaction implements Transaction {
    private final SqlConnection connection;
    private volatile @Nullable Throwable failure;
    private volatile boolean ended;

    private PostgresTransaction(SqlConnection connection) {
        this.connection = connection;
    }

    /** Runs the work between {@code begin} and a commit. */
    static <T> Future<T> run(SqlConnection connection, String begin, Function<Transaction, Future<T>> work) {
        PostgresTransaction transaction = new PostgresTransaction(connection);
        transaction.noted(connection.query(begin).execute());
        return Future.<Transaction>succeededFuture(transaction)
                .compose(work)
                .transform(result -> transaction.end(
                        result.succeeded()
                                ? Future.succeededFuture(result.result())
                                : Future.failedFuture(result.cause())));
    }

    @Override
    public Future<List<Row>> query(String sql, @Nullable Object... parameters) {
        return execute(sql, parameters).map(PostgresTransaction::rows);
    }

    @Override
    public Future<Integer> update(String sql, @Nullable Object... parameters) {
        return execute(sql, parameters).map(RowSet::rowCount);
    }

    @Override
    public Future<?> updateAll(String sql, List<@Nullable Object[]> parameters) {
        if (parameters.isEmpty()) return Future.succeededFuture();
        if (ended) return tooLate();
        List<Tuple> rows = new ArrayList<>(parameters.size());
        for (@Nullable Object[] each : parameters) rows.add(tuple(each));
        return noted(connection.preparedQuery(sql).executeBatch(rows));
    }

    private Future<RowSet<io.vertx.sqlclient.Row>> execute(String sql, @Nullable Object[] parameters) {
        return ended ? tooLate() : noted(connection.preparedQuery(sql).execute(tuple(parameters)));
    }

    private static <T> Future<T> tooLate() {
        return Future.failedFuture(
                new IllegalStateException("the transaction is over; give every statement before its work completes"));
    }

    private static Tuple tuple(@Nullable Object[] parameters) {
        List<@Nullable Object> values = new ArrayList<>(parameters.length);
        for (Object parameter : parameters) {
            values.add(parameter instanceof byte[] bytes ? Buffer.buffer(bytes) : parameter);
        }
        return Tuple.wrap(values);
    }

    private <T> Future<T> noted(Future<T> statement) {
        return statement.recover(cause -> {
            Throwable first = failure;
            if (first == null) failure = first = PostgresFailures.translate(cause);
            return Future.failedFuture(PostgresFailures.isAftermath(cause) ? first : PostgresFailures.translate(cause));
        });
    }

    private <T> Future<T> end(Future<T> result) {
        ended = true;
        if (result.failed()) return connection.query("ROLLBACK").execute().transform(rolledBack -> result);
        // Answers come in order: when the commit has answered, every statement has, and a failed one has made it a
        // rollback.
        return noted(connection.query("COMMIT").execute()).compose(committed -> {
            Throwable first = failure;
            return first == null ? result : Future.failedFuture(first);
        });
    }

    private static List<Row> rows(RowSet<io.vertx.sqlclient.Row> set) {
        List<Row> rows = new ArrayList<>(set.size());
        for (io.vertx.sqlclient.Row row : set) rows.add(new Returned(row));
        return rows;
    }

    /** A row of the PG client. */
    private record Returned(io.vertx.sqlclient.Row row) implements Row {
        @Override
        public @Nullable String textOrNull(String column) {
            Object value = held(column);
            return value == null ? null : value.toString();
        }

        @Override
        public @Nullable Long bigintOrNull(String column) {
            Object value = held(column);
            if (value == null) return null;
            if (value instanceof Number number) return number.longValue();
            if (value instanceof Boolean flag) return flag ? 1L : 0L;
            throw new IllegalArgumentException("column " + column + " is not a number");
        }

        @Override
        public byte @Nullable [] bytesOrNull(String column) {
            Object value = held(column);
            if (value == null) return null;
            if (value instanceof Buffer buffer) return buffer.getBytes();
            throw new IllegalArgumentException("column " + column + " is not bytes");
        }

        @Override
        public @Nullable Object value(String column) {
            Object value = held(column);
            if (value instanceof Buffer buffer) return buffer.getBytes();
            return value instanceof Integer || value instanceof Short ? ((Number) value).longValue() : value;
        }

        private @Nullable Object held(String column) {
            int index = row.getColumnIndex(column);
            if (index < 0) throw new IllegalArgumentException("there is no column " + column);
            return row.getValue(index);
        }
    }
}
