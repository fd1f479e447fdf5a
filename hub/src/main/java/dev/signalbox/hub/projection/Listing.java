package dev.signalbox.hub.projection;

import dev.signalbox.hub.database.Database;
import dev.signalbox.hub.database.Row;
import dev.signalbox.wire.InvalidInput;
import dev.signalbox.wire.Limits;
import dev.signalbox.wire.resource.Page;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One page of a table, newest first. The table has a column {@code position}: where the event stands that made the row. Pages stay
 * whole while rows are added, for a page begins behind the last row of the one before, not at a count. One page, one instance.
 */
public final class Listing {
    private static final Pattern POSITION = Pattern.compile("\\d{1,18}");

    private final String table;
    private final int limit;
    private final List<String> conditions = new ArrayList<>();
    private final List<@Nullable Object> parameters = new ArrayList<>();

    /**
     * @param limit rows at most, 1 to {@link Limits#LIST_MAX}
     * @param cursor where the page before said that this one begins; null for the first. Fails with {@link InvalidInput} when it
     *     is none of ours
     */
    public Listing(String table, int limit, @Nullable String cursor) {
        this.table = table;
        this.limit = limit;
        if (cursor != null) where("position < ", positionOf(cursor));
    }

    /** Adds a condition that ends in an operator, {@code "priority >= "}; nothing when the value is null. */
    public Listing where(String condition, @Nullable Object value) {
        if (value == null) return this;
        parameters.add(value);
        conditions.add(condition + "$" + parameters.size());
        return this;
    }

    /** Only rows that carry the tag in their list of tags; all rows when it is null. */
    public Listing tagged(@Nullable String tag) {
        if (tag == null) return this;
        parameters.add(Columns.lineOf(tag));
        conditions.add("replace(tags, $" + parameters.size() + ", '') <> tags");
        return this;
    }

    /** Reads the page. */
    public <T> Future<Page<T>> read(Database database, Function<Row, T> item) {
        parameters.add(limit + 1L);
        String sql = "SELECT * FROM " + table
                + (conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions))
                + " ORDER BY position DESC LIMIT $" + parameters.size();
        return database.read(transaction -> transaction.query(sql, parameters.toArray()))
                .map(rows -> pageOf(rows, item));
    }

    private <T> Page<T> pageOf(List<Row> rows, Function<Row, T> item) {
        boolean more = rows.size() > limit;
        List<Row> shown = more ? rows.subList(0, limit) : rows;
        return new Page<>(
                shown.stream().map(item).toList(),
                more ? cursorOf(shown.get(limit - 1).bigint("position")) : null);
    }

    private static String cursorOf(long position) {
        byte[] text = Long.toString(position).getBytes(StandardCharsets.US_ASCII);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text);
    }

    private static long positionOf(String cursor) {
        try {
            String position = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.US_ASCII);
            if (POSITION.matcher(position).matches()) return Long.parseLong(position);
        } catch (IllegalArgumentException notBase64) {
            throw unknown(notBase64);
        }
        throw unknown(null);
    }

    private static InvalidInput unknown(@Nullable Throwable cause) {
        InvalidInput invalid = new InvalidInput(
                "", "the query parameter cursor is not one that a list answered; take nextCursor, or leave it out");
        if (cause != null) invalid.initCause(cause);
        return invalid;
    }
}
