package dev.signalbox.hub.trace.query;

import dev.signalbox.hub.database.Row;
import dev.signalbox.hub.database.Transaction;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A query in the making: conditions whose question marks become numbered placeholders, and their values. One query, one instance. */
public final class Conditions {
    private final List<String> conditions = new ArrayList<>();
    private final List<@Nullable Object> values = new ArrayList<>();

    /** Adds a condition with one question mark a value; nothing when its only value is null. */
    public Conditions and(String condition, @Nullable Object... given) {
        if (given.length == 1 && given[0] == null) return this;
        conditions.add(numbered(condition, given));
        return this;
    }

    /** Text that contains a word, whatever its case; columns that are null contain nothing. */
    public Conditions containing(String word, String... columns) {
        String pattern = "%"
                + word.toLowerCase(java.util.Locale.ROOT)
                        .replace("\\", "\\\\")
                        .replace("%", "\\%")
                        .replace("_", "\\_") + "%";
        List<String> any = new ArrayList<>();
        Object[] patterns = new Object[columns.length];
        for (int i = 0; i < columns.length; i++) {
            String column = columns[i];
            any.add(column.contains("?") ? column : "lower(" + column + ") LIKE ? ESCAPE '\\'");
            patterns[i] = pattern;
        }
        return and("(" + String.join(" OR ", any) + ")", patterns);
    }

    /** {@code WHERE …}, or nothing. */
    public String where() {
        return conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions);
    }

    /** A value outside the conditions; its placeholder. Call in the order in which the placeholders stand in the text. */
    public String value(Object value) {
        values.add(value);
        return "$" + values.size();
    }

    public Future<List<Row>> query(Transaction transaction, String sql) {
        return transaction.query(sql, values.toArray());
    }

    private String numbered(String condition, @Nullable Object... given) {
        StringBuilder text = new StringBuilder();
        int next = 0;
        for (int i = 0; i < condition.length(); i++) {
            char c = condition.charAt(i);
            if (c != '?') {
                text.append(c);
                continue;
            }
            values.add(given[next++]);
            text.append('$').append(values.size());
        }
        if (next != given.length) throw new IllegalArgumentException(condition + " has " + next + " places");
        return text.toString();
    }
}
