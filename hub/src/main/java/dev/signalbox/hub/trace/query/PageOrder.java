package dev.signalbox.hub.trace.query;

import dev.signalbox.hub.database.Database;
import dev.signalbox.hub.database.Row;
import dev.signalbox.wire.InvalidInput;
import dev.signalbox.wire.resource.Page;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The order of a list that is read page by page: a number, and an id for rows where it is alike. A page begins behind
 * the last row of the one before, so pages stay whole while rows are added. Where it begins is the cursor: the two
 * values, opaque to clients.
 *
 * @param at the column of the number
 * @param id the column of the id
 * @param idIsNumber whether the id is a number, too
 * @param direction {@code ASC} or {@code DESC}
 */
public record PageOrder(String at, String id, boolean idIsNumber, String direction) {
    /** The greatest first, by an id that is a text. */
    public static PageOrder newest(String at, String id) {
        return new PageOrder(at, id, false, "DESC");
    }

    /** The greatest first, by an id that is a number. */
    public static PageOrder newestNumbered(String at, String number) {
        return new PageOrder(at, number, true, "DESC");
    }

    /** A page of a list, see {@link #sql}. */
    <T> Future<Page<T>> page(
            Database database,
            String select,
            Conditions conditions,
            int limit,
            @Nullable String cursor,
            Function<Row, T> item) {
        Conditions all = conditions.copy();
        String sql = sql(select, all, limit, cursor);
        return database.read(transaction -> all.query(transaction, sql)).map(rows -> {
            List<Row> shown = rows.subList(0, Math.min(limit, rows.size()));
            return new Page<>(
                    shown.stream().map(item).toList(), rows.size() > limit ? cursorBehind(shown.get(limit - 1)) : null);
        });
    }

    /**
     * The query of the rows behind a cursor, and of one more than the limit: when it comes, another page follows. Fails
     * with {@link InvalidInput} for a cursor that no list answered.
     *
     * @param select the query up to its conditions, which it completes
     * @param cursor null for the first page
     */
    public String sql(String select, Conditions conditions, int limit, @Nullable String cursor) {
        if (cursor != null) begin(conditions, cursor);
        return select + conditions.where() + " ORDER BY " + at + " " + direction + ", " + id + " " + direction
                + " LIMIT " + conditions.value(limit + 1L);
    }

    /** Where the page behind this row begins. */
    public String cursorBehind(Row row) {
        String last = idIsNumber ? Long.toString(row.bigint(nameOf(id))) : row.text(nameOf(id));
        String text = row.bigint(nameOf(at)) + ":" + last;
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private void begin(Conditions conditions, String cursor) {
        String behind = "(" + at + ", " + id + ") " + (direction.equals("DESC") ? "<" : ">") + " (?, ?)";
        try {
            String text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
            int colon = text.indexOf(':');
            Long number = Long.valueOf(text.substring(0, Math.max(0, colon)));
            String last = text.substring(colon + 1);
            conditions.and(behind, number, idIsNumber ? Long.valueOf(last) : last);
        } catch (IllegalArgumentException notOurs) {
            InvalidInput invalid = new InvalidInput(
                    "",
                    "the query parameter cursor is not one that this list answered; take nextCursor, or leave it out");
            invalid.initCause(notOurs);
            throw invalid;
        }
    }

    private static String nameOf(String column) {
        return column.substring(column.indexOf('.') + 1);
    }
}
