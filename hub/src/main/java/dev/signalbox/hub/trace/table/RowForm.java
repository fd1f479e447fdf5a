package dev.signalbox.hub.trace.table;

import io.vertx.core.Future;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The form of a row: the columns of a table, each with the value that it takes from what the row is about. Makes one
 * statement, which inserts the row or changes the one that has its key. Immutable.
 */
final class RowForm<T> {
    private final String sql;
    private final List<Column<T>> columns;

    /**
     * A column.
     *
     * @param update what it becomes in a row that is there; null when it stays as it is
     */
    record Column<T>(String name, @Nullable String update, Function<T, @Nullable Object> value, boolean isKey) {}

    @SafeVarargs
    @SuppressWarnings("varargs")
    RowForm(String table, Column<T>... columns) {
        this.columns = List.of(columns);
        String target = "{" + table + "}";
        this.sql = "INSERT INTO " + target + " ("
                + Arrays.stream(columns).map(Column::name).collect(Collectors.joining(", ")) + ") VALUES ("
                + IntStream.rangeClosed(1, columns.length)
                        .mapToObj(i -> "$" + i)
                        .collect(Collectors.joining(", "))
                + ") ON CONFLICT ("
                + Arrays.stream(columns).filter(Column::isKey).map(Column::name).collect(Collectors.joining(", "))
                + ") DO UPDATE SET "
                + Arrays.stream(columns)
                        .filter(column -> column.update() != null)
                        .map(column -> column.name() + " = "
                                + String.valueOf(column.update()).replace("{}", target))
                        .collect(Collectors.joining(", "));
    }

    /** A part of the key. */
    static <T> Column<T> key(String name, Function<T, @Nullable Object> value) {
        return new Column<>(name, null, value, true);
    }

    /** What the row keeps from its beginning. */
    static <T> Column<T> first(String name, Function<T, @Nullable Object> value) {
        return new Column<>(name, null, value, false);
    }

    static <T> Column<T> set(String name, Function<T, @Nullable Object> value) {
        return set(name, "excluded." + name, value);
    }

    /** What stays when nobody said it again: nothing that is absent overwrites. */
    static <T> Column<T> kept(String name, Function<T, @Nullable Object> value) {
        return set(name, "COALESCE(excluded." + name + ", {}." + name + ")", value);
    }

    /** @param update SQL, in which {@code {}} stands for the table */
    static <T> Column<T> set(String name, String update, Function<T, @Nullable Object> value) {
        return new Column<>(name, update, value, false);
    }

    Future<Integer> write(T about, RowWriter rows) {
        @Nullable Object[] values = new @Nullable Object[columns.size()];
        for (int i = 0; i < values.length; i++)
            values[i] = columns.get(i).value().apply(about);
        return rows.update(sql, values);
    }
}
