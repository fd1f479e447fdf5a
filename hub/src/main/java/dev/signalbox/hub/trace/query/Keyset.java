package dev.signalbox.hub.trace.query;

import dev.signalbox.hub.database.Row;
import dev.signalbox.wire.InvalidInput;
import dev.signalbox.wire.resource.Page;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Where a page ends, so that the next one begins behind it: a number that the list is ordered by, and an id for a draw. As a cursor it
 * is opaque.
 */
public record Keyset(long at, String id) {
    /** Fails with {@link InvalidInput} for a text that no list answered; null for null. */
    public static @Nullable Keyset of(@Nullable String cursor) {
        if (cursor == null) return null;
        try {
            String text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
            int colon = text.indexOf(':');
            if (colon > 0) return new Keyset(Long.parseLong(text.substring(0, colon)), text.substring(colon + 1));
        } catch (IllegalArgumentException notOurs) {
            throw unknown(notOurs);
        }
        throw unknown(null);
    }

    /** The id where it is a number; beyond all numbers where it is none. */
    public long number() {
        try {
            return Long.parseLong(id);
        } catch (NumberFormatException notOurs) {
            return Long.MAX_VALUE;
        }
    }

    /** The rows of a query that asked for one more than the limit, as a page; the one more says that another page follows. */
    static <T> Page<T> page(List<Row> rows, int limit, Function<Row, T> item, Function<Row, Keyset> end) {
        boolean more = rows.size() > limit;
        List<Row> shown = more ? rows.subList(0, limit) : rows;
        return new Page<>(
                shown.stream().map(item).toList(),
                more ? end.apply(shown.get(limit - 1)).cursor() : null);
    }

    public String cursor() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString((at + ":" + id).getBytes(StandardCharsets.UTF_8));
    }

    private static InvalidInput unknown(@Nullable Throwable cause) {
        InvalidInput invalid = new InvalidInput(
                "", "the query parameter cursor is not one that this list answered; take nextCursor, or leave it out");
        if (cause != null) invalid.initCause(cause);
        return invalid;
    }
}
