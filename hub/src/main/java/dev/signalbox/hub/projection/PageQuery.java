package dev.signalbox.hub.projection;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.wire.InvalidInput;
import dev.signalbox.wire.Limits;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which rows of a folded table a page shows, in which order. Pages stay whole while rows are added, for a page begins
 * behind the last row of the one before, not at a count. One page, one instance.
 */
public final class PageQuery {
    private final String order;
    private final int limit;
    private final List<String> conditions;
    private final List<Object> parameters;

    private PageQuery(String order, int limit, @Nullable String cursor) {
        this(order, limit, List.of("deleted = 0"), List.of());
        PageEnd end = PageEnd.of(cursor, order);
        if (end != null) beginBehind(end);
    }

    private PageQuery(String order, int limit, List<String> conditions, List<Object> parameters) {
        this.order = order;
        this.limit = limit;
        this.conditions = new ArrayList<>(conditions);
        this.parameters = new ArrayList<>(parameters);
    }

    /**
     * The newest things first; a change does not move one up.
     *
     * @param limit rows at most, 1 to {@link Limits#LIST_MAX}
     * @param cursor where the page before said that this one begins; null for the first. Fails with
     *     {@link InvalidInput} when it is none of such a list
     */
    public static PageQuery newestFirst(int limit, @Nullable String cursor) {
        return new PageQuery("-created_position", limit, cursor);
    }

    /** In the order of a text field, then of keys; with a minus before the field the other way round. */
    public static PageQuery by(String field, int limit, @Nullable String cursor) {
        return new PageQuery(orderBy(field), limit, cursor);
    }

    /** The order of such a page as its cursor has it. */
    public static String orderBy(String field) {
        return field.startsWith("-") ? "-by_" + field.substring(1) : "by_" + field;
    }

    /** Only rows whose field has this value; all when it is null. */
    public PageQuery equal(String field, @Nullable Object value) {
        return where("by_" + field + " = ", value);
    }

    /** Only things that this actor made; all when it is null. */
    public PageQuery createdBy(@Nullable String actor) {
        return where("created_by = ", actor);
    }

    /** Only rows whose text is greater. */
    public PageQuery above(String field, String value) {
        return where("by_" + field + " > ", value);
    }

    /** Only rows whose text is less. */
    public PageQuery below(String field, String value) {
        return where("by_" + field + " < ", value);
    }

    /** Only other rows. */
    public PageQuery except(String key) {
        return where("row_key <> ", FoldedRows.bytes(key));
    }

    /** Only rows whose keys begin so; all when it is null. */
    public PageQuery keysBeginning(@Nullable String prefix) {
        if (prefix == null) return this;
        byte[] from = FoldedRows.bytes(prefix);
        // No text in UTF-8 has this byte: all that begin so lie before it.
        byte[] to = Arrays.copyOf(from, from.length + 1);
        to[from.length] = (byte) 0xFF;
        return where("row_key >= ", from).where("row_key < ", to);
    }

    /** Only rows whose number is this or more; all when it is null. */
    public PageQuery atLeast(String field, @Nullable Integer value) {
        return where("by_" + field + " >= ", value);
    }

    /** Only rows that carry the tag in their list of tags; all when it is null. */
    public PageQuery tagged(String field, @Nullable String tag) {
        if (tag == null) return this;
        String column = "by_" + field;
        conditions.add("replace(" + column + ", " + parameter(Columns.lineOf(tag)) + ", '') <> " + column);
        return this;
    }

    int limit() {
        return limit;
    }

    /** Whether the order is of positions, which no two rows share, and not of texts. */
    boolean isByPosition() {
        return column().endsWith("position");
    }

    /** The column that the order is of. */
    String column() {
        return isDown() ? order.substring(1) : order;
    }

    private boolean isDown() {
        return order.startsWith("-");
    }

    /** Another query: the same of the rows of a category, where rows are told apart by that. */
    PageQuery of(String category) {
        return new PageQuery(order, limit, conditions, parameters).where("category = ", category);
    }

    /** One row more than the page has tells that there is another. */
    String sql(String columns, String table) {
        String direction = isDown() ? " DESC" : "";
        return "SELECT " + columns + " FROM " + table + " WHERE " + String.join(" AND ", conditions) + " ORDER BY "
                + column() + direction + (isByPosition() ? "" : ", row_key" + direction) + " LIMIT $"
                + (parameters.size() + 1);
    }

    Object[] parameters() {
        List<Object> all = new ArrayList<>(parameters);
        all.add(limit + 1L);
        return all.toArray();
    }

    String cursor(JsonNode value, String key) {
        return new PageEnd(value, key).cursor(order);
    }

    private void beginBehind(PageEnd end) {
        String behind = isDown() ? " < " : " > ";
        if (isByPosition()) {
            where(column() + behind, end.value().longValue());
        } else {
            String value = parameter(end.value().asText());
            String key = parameter(FoldedRows.bytes(end.key()));
            conditions.add("(" + column() + ", row_key)" + behind + "(" + value + ", " + key + ")");
        }
    }

    private PageQuery where(String condition, @Nullable Object value) {
        if (value != null) conditions.add(condition + parameter(value));
        return this;
    }

    private String parameter(Object value) {
        parameters.add(value instanceof Integer number ? Long.valueOf(number) : value);
        return "$" + parameters.size();
    }
}
