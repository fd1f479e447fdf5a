package dev.signalbox.hub.trace.query;

import dev.signalbox.hub.database.Row;
import dev.signalbox.hub.database.Transaction;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Conditions are the {@code WHERE} of a query in the making: their question marks become numbered placeholders, and
 * their values are kept. One query, one instance. Placeholders must stand in the text in the order in which they were
 * asked for.
 */
public final class Conditions {
    private final List<String> conditions = new ArrayList<>();
    private final List<@Nullable Object> values = new ArrayList<>();

    /** The same conditions, for another query. */
    public Conditions copy() {
        Conditions copy = new Conditions();
        copy.conditions.addAll(conditions);
        copy.values.addAll(values);
        return copy;
    }

    /** Adds a condition with one question mark a value; nothing when its only value is null. */
    public Conditions and(String condition, @Nullable Object... given) {
        if (given.length == 1 && given[0] == null) return this;
        conditions.add(numbered(condition, given));
        return this;
    }

    /** A column that is one of some texts; of no text none is. */
    public Conditions any(String column, List<String> texts) {
        if (texts.isEmpty()) return and("1 = 0");
        if (texts.size() == 1) return and(column + " = ?", texts.get(0));
        String places = String.join(", ", Collections.nCopies(texts.size(), "?"));
        return and(column + " IN (" + places + ")", texts.toArray());
    }

    /**
     * The condition of a list of tags with one whose {@link dev.signalbox.hub.projection.Columns#lineOf line} is the
     * value.
     */
    public static String hasTag(String column) {
        return "replace(" + column + ", ?, '') <> " + column;
    }

    /** Text that contains a word, whatever its case; columns that are null contain nothing. */
    public Conditions containing(String word, String... columns) {
        String pattern = "%"
                + word.toLowerCase(Locale.ROOT)
                        .replace("\\", "\\\\")
                        .replace("%", "\\%")
                        .replace("_", "\\_") + "%";
        List<String> any = new ArrayList<>();
        for (String column : columns) {
            any.add(column.contains("?") ? column : "lower(" + column + ") LIKE ? ESCAPE '\\'");
        }
        return and(
                "(" + String.join(" OR ", any) + ")",
                Collections.nCopies(columns.length, pattern).toArray());
    }

    /** {@code WHERE …}, or nothing. */
    public String where() {
        return conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions);
    }

    /** The same for a query within: what is added behind it belongs to the query around it. */
    public String whereWithin() {
        String where = where();
        conditions.clear();
        return where;
    }

    /** A value outside the conditions; its placeholder. */
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
