package dev.signalbox.hub.projection;

import dev.signalbox.hub.database.Database;
import dev.signalbox.hub.database.Row;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Holds the rows of a folded table in one store against those of the same log in another, which may be further: a row
 * whose thing has changed since is counted and not compared. Reads page by page; no transaction stays open.
 */
public final class FoldedComparison {
    private static final int PAGE = 500;
    private static final String SUFFIX = "_folded";

    private final String table;
    private final Database copy;
    private final Database other;
    private long rows;
    private long changed;
    private @Nullable String difference;

    private FoldedComparison(String table, Database copy, Database other) {
        this.table = table;
        this.copy = copy;
        this.other = other;
    }

    /**
     * What was found of one table.
     *
     * @param rows of the copy
     * @param changed of them, whose things have changed in the other store since
     * @param difference the first row that is not the same, for people; null when all others are
     */
    public record Found(
            String table, long rows, long changed, @Nullable String difference) {}

    /**
     * Compares a table of a projection.
     *
     * @param copy holds a part of the log of the other, from the beginning
     */
    public static Future<Found> of(String table, Database copy, Database other) {
        FoldedComparison comparison = new FoldedComparison(table, copy, other);
        return comparison.behind(0).map(done -> comparison.found());
    }

    /** Whether a table of a projection has the shape of folded rows. */
    public static boolean isFolded(String table) {
        return table.endsWith(SUFFIX);
    }

    private Found found() {
        return new Found(table.substring(0, table.length() - SUFFIX.length()), rows, changed, difference);
    }

    private Future<Void> behind(long created) {
        return page(copy, created, Long.MAX_VALUE).compose(mine -> {
            if (mine.isEmpty()) return Future.succeededFuture();
            long last = mine.get(mine.size() - 1).bigint("created_position");
            return page(other, created, last).compose(theirs -> {
                compare(mine, theirs);
                return difference == null ? behind(last) : Future.succeededFuture();
            });
        });
    }

    /** A thing keeps the position at which it was made. */
    private Future<List<Row>> page(Database of, long after, long through) {
        return of.read(transaction -> transaction.query(
                "SELECT created_position, row_key, version, deleted, resource FROM " + table
                        + " WHERE created_position > $1 AND created_position <= $2 ORDER BY created_position LIMIT $3",
                after,
                through,
                PAGE));
    }

    private void compare(List<Row> mine, List<Row> theirs) {
        Map<Long, Row> byPosition = new HashMap<>();
        for (Row row : theirs) byPosition.put(row.bigint("created_position"), row);
        for (Row row : mine) {
            rows++;
            Row same = byPosition.remove(row.bigint("created_position"));
            if (same == null) differs(row, "is missing");
            else if (same.bigint("version") > row.bigint("version")) changed++;
            else if (!shown(same).equals(shown(row))) differs(row, "is another");
        }
        for (Row row : byPosition.values()) differs(row, "is missing in the copy");
    }

    private void differs(Row row, String how) {
        if (difference == null) {
            difference = "the row " + new String(row.bytes("row_key"), StandardCharsets.UTF_8) + ", made at position "
                    + row.bigint("created_position") + ", " + how;
        }
    }

    private static List<Object> shown(Row row) {
        return List.of(
                new String(row.bytes("row_key"), StandardCharsets.UTF_8),
                row.bigint("version"),
                row.bigint("deleted"),
                row.text("resource"));
    }
}
