package dev.signalbox.hub.database;

import io.vertx.core.Future;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A transaction on a {@link SqliteConnection}: every statement is done when its future is returned. Remembers the first
 * that failed: SQLite may have rolled back by then, so the work must not be committed, whatever it made of the failure.
 */
final class SqliteTransaction implements Transaction {
    private final SqliteConnection connection;
    private @Nullable SQLException failure;

    SqliteTransaction(SqliteConnection connection) {
        this.connection = connection;
    }

    @Override
    public Future<List<Row>> query(String sql, @Nullable Object... parameters) {
        try (ResultSet result = connection.bound(sql, parameters).executeQuery()) {
            return Future.succeededFuture(rows(result));
        } catch (SQLException e) {
            return failed(e);
        }
    }

    @Override
    public Future<Integer> update(String sql, @Nullable Object... parameters) {
        try {
            return Future.succeededFuture(connection.bound(sql, parameters).executeUpdate());
        } catch (SQLException e) {
            return failed(e);
        }
    }

    @Override
    public Future<?> updateAll(String sql, List<@Nullable Object[]> parameters) {
        try {
            connection.updateAll(sql, parameters);
            return Future.succeededFuture();
        } catch (SQLException e) {
            return failed(e);
        }
    }

    /**
     * The value of work that is complete; the failure of a statement, or else of the work, as it would be thrown. Work
     * may name the statement that failed: its failure has that one as its cause then.
     */
    <T> T result(Future<T> work) throws SQLException {
        SQLException first = failure;
        if (first != null) {
            if (work.failed() && work.cause() instanceof MigrationFailed named) throw named;
            throw first;
        }
        if (work.succeeded()) return work.result();
        if (!work.failed()) throw new IllegalStateException("work on a store may wait for nothing but its transaction");
        if (work.cause() instanceof RuntimeException cause) throw cause;
        throw new IllegalStateException(work.cause());
    }

    private <T> Future<T> failed(SQLException e) {
        if (failure == null) failure = e;
        return Future.failedFuture(e);
    }

    private static List<Row> rows(ResultSet result) throws SQLException {
        ResultSetMetaData meta = result.getMetaData();
        Map<String, Integer> columns = new HashMap<>();
        for (int i = 1; i <= meta.getColumnCount(); i++) {
            columns.put(meta.getColumnLabel(i).toLowerCase(Locale.ROOT), i - 1);
        }
        List<Row> rows = new ArrayList<>();
        while (result.next()) {
            @Nullable Object[] values = new Object[columns.size()];
            for (int i = 0; i < values.length; i++) values[i] = result.getObject(i + 1);
            rows.add(new SqliteRow(columns, values));
        }
        return rows;
    }

    private record SqliteRow(
            Map<String, Integer> columns, @Nullable Object[] values) implements Row {
        @Override
        public @Nullable String textOrNull(String column) {
            return (String) held(column);
        }

        @Override
        public @Nullable Long bigintOrNull(String column) {
            Number number = (Number) held(column);
            return number == null ? null : number.longValue();
        }

        @Override
        public byte @Nullable [] bytesOrNull(String column) {
            return (byte[]) held(column);
        }

        @Override
        public @Nullable Object value(String column) {
            Object value = held(column);
            return value instanceof Integer number ? (Object) number.longValue() : value;
        }

        private @Nullable Object held(String column) {
            Integer index = columns.get(column);
            if (index == null) throw new IllegalArgumentException("no column " + column + " among " + columns.keySet());
            return values[index];
        }
    }
}
