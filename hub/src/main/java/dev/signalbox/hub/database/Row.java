package dev.signalbox.hub.database;

import org.jspecify.annotations.Nullable;

/**
 * One row of a result; columns by their name in lower case. Fails with {@link IllegalArgumentException} for an unknown
 * column.
 */
public interface Row {
    /** The column as text; null when SQL NULL. */
    @Nullable
    String textOrNull(String column);

    /** The column as a whole number; null when SQL NULL. */
    @Nullable
    Long bigintOrNull(String column);

    /** The column as bytes; null when SQL NULL. */
    byte @Nullable [] bytesOrNull(String column);

    /**
     * The column as the store holds it, of whatever type: a {@code String}, a {@code Long}, a {@code byte[]}, null, or
     * something that the hub never wrote.
     */
    @Nullable
    Object value(String column);

    /** The column as text. Fails with {@link IllegalStateException} when it is SQL NULL. */
    default String text(String column) {
        return present(column, textOrNull(column));
    }

    /** The column as a whole number. Fails with {@link IllegalStateException} when it is SQL NULL. */
    default long bigint(String column) {
        return present(column, bigintOrNull(column));
    }

    /** The column as bytes. Fails with {@link IllegalStateException} when it is SQL NULL. */
    default byte[] bytes(String column) {
        return present(column, bytesOrNull(column));
    }

    private static <T> T present(String column, @Nullable T value) {
        if (value == null) throw new IllegalStateException("column " + column + " is NULL");
        return value;
    }
}
