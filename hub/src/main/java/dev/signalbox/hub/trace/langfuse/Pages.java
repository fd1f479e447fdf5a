package dev.signalbox.hub.trace.langfuse;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.hub.command.Refused;
import dev.signalbox.hub.database.Database;
import dev.signalbox.hub.database.Row;
import dev.signalbox.hub.database.Transaction;
import dev.signalbox.hub.http.route.Answer;
import dev.signalbox.hub.http.route.Query;
import dev.signalbox.hub.trace.query.Conditions;
import dev.signalbox.hub.trace.query.PageOrder;
import dev.signalbox.wire.ProblemCode;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Pages of rows in the shapes of Langfuse: counted ones for its first generation, ones with a cursor for the later. A
 * row may bring megabytes of inputs and outputs, so an answer is bounded in their bytes, too. A page with a cursor ends
 * early then, and goes on behind it; a counted page cannot, and is refused with the way out.
 */
final class Pages {
    /** Bytes of inputs, outputs and metadata at which an answer ends. */
    static final int BYTES_MAX = 16 * 1024 * 1024;

    /** Rows of a page where pages are counted, at most. */
    private static final int COUNTED_MAX = 100;
    /** Rows of a page with a cursor, at most. */
    private static final int CURSOR_MAX = 1_000;

    private static final int LIMIT_DEFAULT = 50;

    private final Database database;

    Pages(Database database) {
        this.database = database;
    }

    /** What is read for a row in its transaction. */
    interface Reading<T> {
        Future<T> of(Row row, Transaction transaction);
    }

    /**
     * How a row becomes a shape.
     *
     * @param bytes that stand beside a row and come with its shape; asked for rows that are shown only, not for all
     *     that are sorted
     */
    record Shaping(Reading<Long> bytes, Reading<ObjectNode> shape) {
        /** For rows that bring nothing long. */
        static Shaping small(Reading<ObjectNode> shape) {
            return new Shaping((row, transaction) -> Future.succeededFuture(0L), shape);
        }

        /** For rows that bring nothing at all. */
        static Shaping alone(Function<Row, ObjectNode> shape) {
            return small((row, transaction) -> Future.succeededFuture(shape.apply(row)));
        }

        /** Those of all rows. Fails with {@code too_large} when they bring more than an answer may hold. */
        Future<List<ObjectNode>> all(List<Row> rows, Transaction transaction, String wayOut) {
            return fitting(rows, transaction).compose(fitting -> {
                if (fitting.size() == rows.size()) return shapes(rows, transaction);
                throw new Refused(
                        ProblemCode.TOO_LARGE,
                        "inputs and outputs come to more than " + BYTES_MAX + " bytes; " + wayOut);
            });
        }

        private Future<List<ObjectNode>> shapes(List<Row> rows, Transaction transaction) {
            return each(rows, shape, transaction);
        }

        /** Up to the row that brings them to the limit. */
        private Future<List<Row>> fitting(List<Row> rows, Transaction transaction) {
            return each(rows, bytes, transaction).map(weights -> {
                long sum = 0;
                for (int i = 0; i < rows.size(); i++) {
                    if (sum >= BYTES_MAX) return rows.subList(0, i);
                    sum += weights.get(i);
                }
                return rows;
            });
        }

        private static <T> Future<List<T>> each(List<Row> rows, Reading<T> reading, Transaction transaction) {
            List<Future<T>> all =
                    rows.stream().map(row -> reading.of(row, transaction)).toList();
            return Future.all(all).map(read -> all.stream().map(Future::result).toList());
        }
    }

    /** @param fromWhere of the query, with its conditions */
    Future<Answer> counted(
            Query query, Conditions conditions, String columns, String fromWhere, String order, Shaping shaping) {
        int page = number(query, "page", 1, 1_000_000);
        int limit = number(query, "limit", LIMIT_DEFAULT, COUNTED_MAX);
        return database.read(transaction -> conditions
                .query(transaction, "SELECT count(*) AS n" + fromWhere)
                .compose(counted -> {
                    String sql = "SELECT " + columns + fromWhere + " ORDER BY " + order + " LIMIT "
                            + conditions.value((long) limit) + " OFFSET " + conditions.value((page - 1L) * limit);
                    return conditions
                            .query(transaction, sql)
                            .compose(rows -> shaping.all(rows, transaction, "ask for fewer with limit="))
                            .map(data -> Answer.ok(LangfuseJson.page(
                                    data, page, limit, counted.get(0).bigint("n"))));
                }));
    }

    /** @param select of the query, up to its conditions */
    Future<Answer> cursored(Query query, Conditions conditions, String select, PageOrder order, Shaping shaping) {
        int limit = number(query, "limit", LIMIT_DEFAULT, CURSOR_MAX);
        String sql = order.sql(select, conditions, limit, query.text("cursor"));
        return database.read(transaction -> conditions.query(transaction, sql).compose(rows -> shaping.fitting(
                        rows.subList(0, Math.min(limit, rows.size())), transaction)
                .compose(shown -> {
                    boolean more = rows.size() > shown.size();
                    String cursor = more ? order.cursorBehind(shown.get(shown.size() - 1)) : null;
                    return shaping.shapes(shown, transaction)
                            .map(data -> Answer.ok(LangfuseJson.page(data, limit, cursor)));
                })));
    }

    /** The groups of fields that are asked for. */
    static Set<String> fields(Query query, String standard) {
        String text = query.text("fields");
        return new TreeSet<>(List.of((text == null ? standard : text).split(",", -1)));
    }

    /** The fields of the groups that are asked for, and of the one that always is; what is no group has none. */
    static List<String> words(String always, Set<String> groups, Map<String, String> words) {
        return Stream.concat(Stream.of(always), groups.stream())
                .flatMap(group -> Stream.of(words.getOrDefault(group, "").split(" ")))
                .toList();
    }

    /** A whole number of a lenient query within bounds; the standard when it is absent. */
    private static int number(Query query, String name, int standard, int most) {
        Integer given = query.integer(name, 1, Integer.MAX_VALUE);
        return given == null ? standard : Math.min(given, most);
    }
}
