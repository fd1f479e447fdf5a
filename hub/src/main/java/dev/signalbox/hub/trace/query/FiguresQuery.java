package dev.signalbox.hub.trace.query;

import dev.signalbox.hub.database.Database;
import dev.signalbox.hub.database.Row;
import io.vertx.core.Future;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The query of figures: the rows of a view in groups that have some keys in common, and what each group comes to, in
 * SQL that both engines speak. A row of the answer has the keys as {@code k0}, {@code k1} and so on. Percentiles are
 * those of the nearest rank: a value that really occurred. One query, one instance.
 *
 * @param keys SQL of what groups have in common; at least one
 */
public record FiguresQuery(View view, Conditions conditions, List<String> keys) {
    /** A column over values: the least that so many percent of them do not exceed. */
    public static String percentile(int percent) {
        return "min(CASE WHEN r * 100 >= size * " + percent + " THEN v END)";
    }

    /** Columns over the rows themselves, such as {@code count(*) AS n}. */
    public Future<List<Row>> overRows(Database database, String columns, String order, int limit) {
        String all = keysAs() + ", " + columns;
        String where = conditions.where();
        String positions = IntStream.rangeClosed(1, keys.size())
                .mapToObj(Integer::toString)
                .collect(Collectors.joining(", "));
        return read(
                database,
                "SELECT " + all + view.from(all, where) + where + " GROUP BY " + positions + " ORDER BY " + order,
                limit);
    }

    /**
     * Columns over a value {@code v} of each row that has one, such as {@code sum(v) AS r}.
     *
     * @param ranked whether a column is a {@link #percentile}
     */
    public Future<List<Row>> overValues(
            Database database, String value, boolean ranked, String columns, String order, int limit) {
        String names = names();
        String values = values(value);
        if (ranked) {
            values = "SELECT " + names + ", v, row_number() OVER (PARTITION BY " + names + " ORDER BY v) AS r,"
                    + " count(*) OVER (PARTITION BY " + names + ") AS size FROM (" + values + ") v";
        }
        return read(
                database,
                "SELECT " + names + ", " + columns + " FROM (" + values + ") v GROUP BY " + names + " ORDER BY "
                        + order,
                limit);
    }

    /**
     * How many values of a group lie in each of some bins of one width between its least and its greatest: rows of
     * {@code lower_bound}, {@code upper_bound} and {@code r}, in their order.
     */
    public Future<List<Row>> histogram(Database database, String value, int bins, int limit) {
        String names = names();
        String lower = "least + (v - least) / width * width";
        return read(
                database,
                "SELECT " + names + ", lower_bound, upper_bound, count(*) AS r FROM (SELECT " + names + ", " + lower
                        + " AS lower_bound, " + lower + " + width AS upper_bound FROM (SELECT " + names
                        + ", v, min(v) OVER (PARTITION BY " + names + ") AS least, (max(v) OVER (PARTITION BY " + names
                        + ") - min(v) OVER (PARTITION BY " + names + ")) / " + bins + " + 1 AS width FROM ("
                        + values(value) + ") v) spans) bins GROUP BY " + names + ", lower_bound, upper_bound ORDER BY "
                        + names + ", lower_bound",
                limit);
    }

    /** The keys as the answer names them, with commas. */
    public String names() {
        return IntStream.range(0, keys.size()).mapToObj(i -> "k" + i).collect(Collectors.joining(", "));
    }

    private String values(String value) {
        String all = keysAs() + ", " + value + " AS v";
        String where = conditions.and(value + " IS NOT NULL").where();
        return "SELECT " + all + view.from(all, where) + where;
    }

    private Future<List<Row>> read(Database database, String sql, int limit) {
        String limited = sql + " LIMIT " + conditions.value(limit);
        return database.read(transaction -> conditions.query(transaction, limited));
    }

    private String keysAs() {
        return IntStream.range(0, keys.size())
                .mapToObj(i -> keys.get(i) + " AS k" + i)
                .collect(Collectors.joining(", "));
    }
}
