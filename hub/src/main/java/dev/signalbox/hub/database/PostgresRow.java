package dev.signalbox.hub.database;

import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/** A row of the PG client. */
record PostgresRow(io.vertx.sqlclient.Row row) implements Row {
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
