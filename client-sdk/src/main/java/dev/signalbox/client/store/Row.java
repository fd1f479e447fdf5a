package dev.signalbox.client.store;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One row of a query, by column name. A column that the query did not ask for fails with
 * {@link IllegalArgumentException}.
 */
public final class Row {
    private final Map<String, @Nullable Object> columns;

    Row(Map<String, @Nullable Object> columns) {
        this.columns = columns;
    }

    /** The text; fails with {@link NullPointerException} where the column is null. */
    public String text(String column) {
        return present(column).toString();
    }

    /** The text, or null. */
    public @Nullable String textOrNull(String column) {
        Object value = get(column);
        return value == null ? null : value.toString();
    }

    /** The whole number; fails with {@link NullPointerException} where the column is null. */
    public long number(String column) {
        return asLong(column, present(column));
    }

    /** The whole number, or null. */
    public @Nullable Long numberOrNull(String column) {
        Object value = get(column);
        return value == null ? null : Long.valueOf(asLong(column, value));
    }

    /** The value as SQLite gave it: String, Integer, Long, Double, byte[] or null. */
    public @Nullable Object get(String column) {
        if (!columns.containsKey(column)) {
            throw new IllegalArgumentException("the query has no column " + column + " but " + columns.keySet());
        }
        return columns.get(column);
    }

    @Override
    public String toString() {
        return columns.toString();
    }

    private Object present(String column) {
        Object value = get(column);
        if (value == null) throw new NullPointerException("column " + column + " is null");
        return value;
    }

    private static long asLong(String column, Object value) {
        if (value instanceof Number number) return number.longValue();
        throw new IllegalArgumentException("column " + column + " is not a number but " + value);
    }
}
