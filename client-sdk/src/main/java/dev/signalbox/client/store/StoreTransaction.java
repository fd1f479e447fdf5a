package dev.signalbox.client.store;

import dev.signalbox.wire.Times;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One open transaction of the store; valid only inside the work it was given to, on that thread. Placeholders are
 * {@code $1, $2 …}, first appearing in order; arguments are String, Integer, Long, Double, Boolean (0 or 1),
 * {@link Instant} (microseconds since 1970), byte[] or null. After a failure the whole transaction is lost, also when
 * the caller catches the failure.
 */
public final class StoreTransaction {
    private static final Pattern FIRST_WORD = Pattern.compile("\\s*([A-Za-z]+)");
    private static final Set<String> NOT_INSIDE = Set.of(
            "BEGIN", "COMMIT", "END", "ROLLBACK", "SAVEPOINT", "RELEASE", "ATTACH", "DETACH", "PRAGMA", "VACUUM");

    private final Statements statements;
    private final boolean readOnly;
    private final List<Runnable> afterCommit = new ArrayList<>();
    private final Thread owner = Thread.currentThread();
    private @Nullable SQLException poison;
    private boolean over;

    StoreTransaction(Statements statements, boolean readOnly) {
        this.statements = statements;
        this.readOnly = readOnly;
    }

    /** Runs one INSERT, UPDATE, DELETE or DDL; answers how many rows it changed. Fails with {@link StoreFailed}. */
    public int update(String sql, @Nullable Object... arguments) {
        if (readOnly) throw new IllegalStateException("this work only reads; give it to write");
        PreparedStatement statement = bound(sql, arguments);
        try {
            return statement.executeUpdate();
        } catch (SQLException e) {
            throw poisoned(sql, e);
        }
    }

    /** Runs one SELECT (or a RETURNING) and reads all its rows. Fails with {@link StoreFailed}. */
    public List<Row> query(String sql, @Nullable Object... arguments) {
        PreparedStatement statement = bound(sql, arguments);
        try (ResultSet result = statement.executeQuery()) {
            ResultSetMetaData meta = result.getMetaData();
            List<Row> rows = new ArrayList<>();
            while (result.next()) {
                Map<String, @Nullable Object> columns = new LinkedHashMap<>();
                for (int i = 1; i <= meta.getColumnCount(); i++) {
                    columns.put(meta.getColumnLabel(i), result.getObject(i));
                }
                rows.add(new Row(columns));
            }
            return rows;
        } catch (SQLException e) {
            throw poisoned(sql, e);
        }
    }

    /**
     * Runs {@code action} on the store's thread once this transaction is on disk, and not at all otherwise. Keep it
     * short.
     */
    public void afterCommit(Runnable action) {
        afterCommit.add(action);
    }

    /** The failure that ended this transaction although it may have been caught; null when there was none. */
    @Nullable
    SQLException poison() {
        return poison;
    }

    List<Runnable> end() {
        over = true;
        return afterCommit;
    }

    private PreparedStatement bound(String sql, @Nullable Object[] arguments) {
        if (over || Thread.currentThread() != owner) {
            throw new IllegalStateException("the transaction is over; use it only inside the work it was given to");
        }
        if (poison != null) throw poisoned(sql, poison);
        var word = FIRST_WORD.matcher(sql);
        if (word.lookingAt() && NOT_INSIDE.contains(word.group(1).toUpperCase(Locale.ROOT))) {
            throw new IllegalArgumentException(
                    word.group(1) + " is not for a transaction's inside; the store begins and ends it");
        }
        try {
            PreparedStatement statement = statements.prepare(sql);
            statement.clearParameters();
            for (int i = 0; i < arguments.length; i++) statement.setObject(i + 1, value(arguments[i]));
            return statement;
        } catch (SQLException e) {
            throw poisoned(sql, e);
        }
    }

    private StoreFailed poisoned(String sql, SQLException cause) {
        if (poison == null) poison = cause;
        return new StoreFailed(
                "\"" + sql.strip() + "\" failed, nothing of its transaction is kept: " + cause.getMessage(), cause);
    }

    private static @Nullable Object value(@Nullable Object argument) {
        if (argument instanceof Instant time) return Times.toMicros(time);
        if (argument instanceof Boolean flag) return flag ? 1 : 0;
        if (argument == null
                || argument instanceof String
                || argument instanceof Integer
                || argument instanceof Long
                || argument instanceof Double
                || argument instanceof byte[]) {
            return argument;
        }
        throw new IllegalArgumentException(
                "cannot bind a " + argument.getClass().getName() + "; turn it into a text or number");
    }

    /** The statements of one connection, each prepared once; the oldest goes when there are too many. */
    static final class Statements {
        private static final int KEPT_MAX = 128;

        private final Connection connection;
        private final Map<String, PreparedStatement> prepared = new LinkedHashMap<>(16, 0.75f, true);

        Statements(Connection connection) {
            this.connection = connection;
        }

        PreparedStatement prepare(String sql) throws SQLException {
            PreparedStatement known = prepared.get(sql);
            if (known != null) return known;
            if (prepared.size() >= KEPT_MAX) {
                String oldest = prepared.keySet().iterator().next();
                PreparedStatement dropped = prepared.remove(oldest);
                if (dropped != null) dropped.close();
            }
            PreparedStatement made = connection.prepareStatement(sql);
            prepared.put(sql, made);
            return made;
        }
    }
}
