package dev.signalbox.hub.trace.langfuse;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.hub.command.Refused;
import dev.signalbox.hub.database.Database;
import dev.signalbox.hub.database.Row;
import dev.signalbox.hub.database.Transaction;
import dev.signalbox.hub.http.route.Answer;
import dev.signalbox.hub.http.route.Query;
import dev.signalbox.hub.trace.query.Conditions;
import dev.signalbox.hub.trace.query.Keyset;
import dev.signalbox.wire.ProblemCode;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Pages of rows in the shapes of Langfuse: counted ones for its first generation, ones with a cursor for the later. A row may bring
 * megabytes of inputs and outputs, so an answer is bounded in their bytes, too. A page with a cursor ends early then, and goes on behind
 * it; a counted page cannot, and is refused with the way out.
 */
final class Pages {
    /** Bytes of inputs, outputs and metadata at which an answer ends. */
    static final int BYTES_MAX = 16 * 1024 * 1024;
    /** For rows that bring nothing long. */
    static final Weighing SMALL = (row, transaction) -> Future.succeededFuture(0L);

    /** Rows of a page where pages are counted, at most. */
    private static final int COUNTED_MAX = 100;
    /** Rows of a page with a cursor, at most. */
    private static final int CURSOR_MAX = 1_000;

    private static final int LIMIT_DEFAULT = 50;

    private final Database database;

    Pages(Database database) {
        this.database = database;
    }

    /** How a row becomes a shape, with more of its transaction where it needs it. */
    interface Shaping {
        Future<ObjectNode> of(Row row, Transaction transaction);
    }

    /** How many bytes stand beside a row and come with its shape. Asked for rows that are shown only, not for all that are sorted. */
    interface Weighing {
        Future<Long> of(Row row, Transaction transaction);
    }

    /** @param fromWhere of the query, with its conditions */
    Future<Answer> counted(
            Query query,
            Conditions conditions,
            String fromWhere,
            String columns,
            String order,
            Weighing weighing,
            Shaping shaping) {
        int page = number(query, "page", 1, 1_000_000);
        int limit = number(query, "limit", LIMIT_DEFAULT, COUNTED_MAX);
        return database.read(transaction -> conditions
                .query(transaction, "SELECT count(*) AS n" + fromWhere)
                .compose(counted -> {
                    String sql = "SELECT " + columns + fromWhere + " ORDER BY " + order + " LIMIT "
                            + conditions.value((long) limit) + " OFFSET " + conditions.value((page - 1L) * limit);
                    return conditions
                            .query(transaction, sql)
                            .compose(rows -> all(rows, weighing, transaction, "ask for fewer with limit="))
                            .compose(rows -> shaped(rows, shaping, transaction))
                            .map(data -> Answer.ok(LangfuseJson.page(
                                    data, page, limit, counted.get(0).bigint("n"))));
                }));
    }

    /** Newest first by a time, and by the position for a draw. */
    Future<Answer> cursored(
            Query query,
            Conditions conditions,
            String columnsFrom,
            String time,
            String position,
            Weighing weighing,
            Shaping shaping) {
        int limit = number(query, "limit", LIMIT_DEFAULT, CURSOR_MAX);
        Keyset behind = Keyset.of(query.text("cursor"));
        if (behind != null) {
            conditions.and("(" + time + ", " + position + ") < (?, ?)", behind.at(), behind.number());
        }
        String sql = "SELECT " + columnsFrom + conditions.where() + " ORDER BY " + time + " DESC, " + position
                + " DESC LIMIT " + conditions.value(limit + 1L);
        String timeColumn = time.substring(2);
        return database.read(transaction -> conditions.query(transaction, sql).compose(rows -> fitting(
                        rows.size() > limit ? rows.subList(0, limit) : rows, weighing, transaction)
                .compose(shown -> {
                    Row last = rows.size() > shown.size() ? shown.get(shown.size() - 1) : null;
                    return shaped(shown, shaping, transaction)
                            .map(data -> Answer.ok(LangfuseJson.page(
                                    data,
                                    limit,
                                    last == null
                                            ? null
                                            : new Keyset(
                                                            last.bigint(timeColumn),
                                                            Long.toString(last.bigint("position")))
                                                    .cursor())));
                })));
    }

    /** Fails with {@code too_large} when they bring more than an answer may hold. */
    static Future<List<Row>> all(List<Row> rows, Weighing weighing, Transaction transaction, String wayOut) {
        return fitting(rows, weighing, transaction).map(fitting -> {
            if (fitting.size() == rows.size()) return rows;
            throw new Refused(
                    ProblemCode.TOO_LARGE, "inputs and outputs come to more than " + BYTES_MAX + " bytes; " + wayOut);
        });
    }

    /** What the input, output and metadata of one row of details come to; 0 when there is none. */
    static Future<Long> bytes(Transaction transaction, String details, Object... key) {
        return transaction
                .query(
                        "SELECT CAST(COALESCE(octet_length(input), 0) + COALESCE(octet_length(output), 0)"
                                + " + octet_length(state) AS bigint) AS bytes FROM " + details,
                        key)
                .map(found -> found.isEmpty() ? 0L : found.get(0).bigint("bytes"));
    }

    static Future<List<ObjectNode>> shaped(List<Row> rows, Shaping shaping, Transaction transaction) {
        List<Future<ObjectNode>> shapes = new ArrayList<>();
        for (Row row : rows) shapes.add(shaping.of(row, transaction));
        return Future.all(shapes)
                .map(read -> shapes.stream().map(Future::result).toList());
    }

    /** The groups of fields that are asked for. */
    static Set<String> fields(Query query, String standard) {
        String text = query.text("fields");
        return new TreeSet<>(List.of((text == null ? standard : text).split(",", -1)));
    }

    static @Nullable Row first(List<Row> rows) {
        return rows.isEmpty() ? null : rows.get(0);
    }

    /** The names of parameters, and more of them. */
    static List<String> with(List<String> some, String... more) {
        return Stream.concat(some.stream(), Arrays.stream(more)).toList();
    }

    /** Up to the row that brings them to the limit. */
    private static Future<List<Row>> fitting(List<Row> rows, Weighing weighing, Transaction transaction) {
        List<Future<Long>> weights =
                rows.stream().map(row -> weighing.of(row, transaction)).toList();
        return Future.all(weights).map(read -> {
            long bytes = 0;
            for (int i = 0; i < rows.size(); i++) {
                if (bytes >= BYTES_MAX) return rows.subList(0, i);
                bytes += weights.get(i).result();
            }
            return rows;
        });
    }

    /** A whole number of a lenient query within bounds; the standard when it is absent. */
    private static int number(Query query, String name, int standard, int most) {
        Integer given = query.integer(name, 1, Integer.MAX_VALUE);
        return given == null ? standard : Math.min(given, most);
    }
}
