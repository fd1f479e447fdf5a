package dev.signalbox.client.replica;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.wire.Limits;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Which rows to read. Setters answer the same object; several filters must all hold. */
public final class RowQuery {
    /** Rows of a page at most. */
    public static final int ROWS_MAX = 10_000;

    private static final Pattern FIELD = Pattern.compile("[A-Za-z0-9_-]{1,256}");

    private final List<Filter> filters = new ArrayList<>();
    private int limit = Limits.LIST_DEFAULT;
    private String after = "";

    RowQuery() {}

    /**
     * Only rows whose field has this value: a text, a number (1 and 1.0 are the same), true or false; null also finds
     * rows without the field.
     *
     * @param field a field of the row itself, not of something inside it
     */
    public RowQuery where(String field, @Nullable Object value) {
        if (!FIELD.matcher(field).matches()) {
            throw new IllegalArgumentException("\"" + field + "\" is not the name of a field");
        }
        boolean known = value == null || value instanceof String || value instanceof Number || value instanceof Boolean;
        if (!known)
            throw new IllegalArgumentException("a field is compared with a text, a number, true, false or null");
        filters.add(new Filter(field, value));
        return this;
    }

    /** At most so many rows, 1 to {@link #ROWS_MAX}; {@link Limits#LIST_DEFAULT} unless set. */
    public RowQuery limit(int rows) {
        if (rows < 1 || rows > ROWS_MAX) throw new IllegalArgumentException("limit must be 1 to " + ROWS_MAX);
        limit = rows;
        return this;
    }

    /** Only rows behind this key. */
    public RowQuery after(String key) {
        after = key;
        return this;
    }

    int limit() {
        return limit;
    }

    String after() {
        return after;
    }

    boolean matches(JsonNode row) {
        return filters.stream().allMatch(filter -> filter.matches(row.path(filter.field())));
    }

    /** Adds its conditions to the text and its arguments to the list, numbered on from there. */
    void appendTo(StringBuilder sql, List<@Nullable Object> arguments) {
        for (Filter filter : filters) filter.appendTo(sql, arguments);
    }

    private record Filter(String field, @Nullable Object value) {
        boolean matches(JsonNode found) {
            if (value == null) return found.isMissingNode() || found.isNull();
            if (value instanceof String text)
                return found.isTextual() && found.textValue().equals(text);
            if (value instanceof Boolean flag) return found.isBoolean() && found.booleanValue() == flag;
            return found.isNumber() && found.doubleValue() == ((Number) value).doubleValue();
        }

        void appendTo(StringBuilder sql, List<@Nullable Object> arguments) {
            String path = "json, '$.row.\"" + field + "\"'";
            if (value == null) {
                sql.append(" AND coalesce(json_type(").append(path).append("), 'null') = 'null'");
            } else if (value instanceof Boolean flag) {
                sql.append(" AND json_type(" + path + ") = '" + flag + "'");
            } else {
                boolean text = value instanceof String;
                arguments.add(text ? value : Double.valueOf(((Number) value).doubleValue()));
                sql.append(" AND json_type(").append(path).append(text ? ") = 'text'" : ") IN ('integer', 'real')");
                sql.append(" AND json_extract(").append(path).append(") = $").append(arguments.size());
            }
        }
    }
}
