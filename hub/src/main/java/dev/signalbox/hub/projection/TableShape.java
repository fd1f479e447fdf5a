package dev.signalbox.hub.projection;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.hub.database.Row;
import dev.signalbox.hub.database.Transaction;
import dev.signalbox.wire.Json;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The columns and keys of one table, as the store that was folded anew has them, and the SQL by which both stores are
 * read in the order of its key. In results the columns are called {@code c0, c1 …}.
 *
 * @param columns all, in their order
 * @param sized those whose values may be large
 * @param key the primary key
 * @param uniques what else tells rows apart
 */
record TableShape(String name, List<String> columns, List<String> sized, List<String> key, List<List<String>> uniques) {
    private static final String COLUMNS = "SELECT name, type, pk FROM pragma_table_info($1) ORDER BY cid";
    private static final String UNIQUES = "SELECT u.name AS of, i.name AS name FROM pragma_index_list($1) AS u,"
            + " pragma_index_info(u.name) AS i WHERE u.\"unique\" = 1 AND u.origin = 'u' ORDER BY u.seq, i.seqno";

    /** @param scratch on a SQLite store that has the table, under its own name */
    static Future<TableShape> of(String table, Transaction scratch) {
        return scratch.query(COLUMNS, table)
                .compose(columns -> scratch.query(UNIQUES, table).map(uniques -> of(table, columns, uniques)));
    }

    private static TableShape of(String table, List<Row> columns, List<Row> uniques) {
        Map<String, List<String>> others = new LinkedHashMap<>();
        for (Row row : uniques) {
            others.computeIfAbsent(row.text("of"), index -> new ArrayList<>()).add(row.text("name"));
        }
        return new TableShape(
                table,
                columns.stream().map(row -> row.text("name")).toList(),
                columns.stream()
                        .filter(row -> !row.text("type").matches("(?i)bigint|integer"))
                        .map(row -> row.text("name"))
                        .toList(),
                columns.stream()
                        .filter(row -> row.bigint("pk") > 0)
                        .sorted((a, b) -> Long.compare(a.bigint("pk"), b.bigint("pk")))
                        .map(row -> row.text("name"))
                        .toList(),
                List.copyOf(others.values()));
    }

    /** Keys in order with the {@code bytes} of each row, behind a key when there is one; its limit comes last. */
    String sizes(boolean behind) {
        String bytes = sized.stream()
                .map(column -> "coalesce(octet_length(" + column + "), 0)")
                .collect(Collectors.joining(" + "));
        return "SELECT " + aliased(key) + ", " + (bytes.isEmpty() ? "0" : bytes) + " AS bytes FROM " + name
                + (behind ? " WHERE " + compared(">", 1) : "") + order() + " LIMIT $" + (behind ? key.size() + 1 : 1);
    }

    /** Whole rows in order, behind a key when there is one, up to another one, which comes last. */
    String rows(boolean behind) {
        return "SELECT " + aliased(columns) + " FROM " + name + " WHERE "
                + (behind ? compared(">", 1) + " AND " + compared("<=", key.size() + 1) : compared("<=", 1)) + order();
    }

    /** The whole row that has values in some columns. */
    String find(List<String> by) {
        return "SELECT " + aliased(columns) + " FROM " + name + " WHERE "
                + IntStream.range(0, by.size())
                        .mapToObj(i -> by.get(i) + " = $" + (i + 1))
                        .collect(Collectors.joining(" AND "));
    }

    String count() {
        return "SELECT count(*) AS n FROM " + name;
    }

    private String compared(String how, int first) {
        return "(" + String.join(", ", key) + ") " + how + " ("
                + IntStream.range(first, first + key.size())
                        .mapToObj(i -> "$" + i)
                        .collect(Collectors.joining(", "))
                + ")";
    }

    private String order() {
        return " ORDER BY " + String.join(", ", key);
    }

    private static String aliased(List<String> columns) {
        return IntStream.range(0, columns.size())
                .mapToObj(i -> columns.get(i) + " AS c" + i)
                .collect(Collectors.joining(", "));
    }

    /** The values of some columns of a whole row. */
    @Nullable
    Object[] values(List<String> of, Row row) {
        return of.stream().map(column -> value(column, row)).toArray();
    }

    /** The first values of a row that has only these. */
    static @Nullable Object[] first(int count, Row row) {
        return IntStream.range(0, count).mapToObj(i -> row.value("c" + i)).toArray();
    }

    private @Nullable Object value(String column, Row row) {
        return row.value("c" + columns.indexOf(column));
    }

    /** The event that wrote the row last; null when it does not say. */
    @Nullable
    Long position(Row row) {
        return columns.contains("position") && value("position", row) instanceof Long position ? position : null;
    }

    /** What people call the row. */
    String named(Row row) {
        List<String> of = uniques.isEmpty() ? key : uniques.get(0);
        return Arrays.stream(values(of, row)).map(TableShape::text).collect(Collectors.joining(" "));
    }

    /** The first column in which two rows differ; null when they are alike. */
    @Nullable
    String differing(Row one, Row other) {
        for (String column : columns) if (!Objects.deepEquals(value(column, one), value(column, other))) return column;
        return null;
    }

    /** The column, and within JSON the field of it, in which two rows differ. */
    String field(String column, Row found, Row right) {
        JsonNode is = object(value(column, found));
        JsonNode must = object(value(column, right));
        if (is == null || must == null) return column;
        TreeSet<String> names = new TreeSet<>();
        for (Iterator<String> all = must.fieldNames(); all.hasNext(); ) names.add(all.next());
        for (Iterator<String> all = is.fieldNames(); all.hasNext(); ) names.add(all.next());
        for (String each : names) if (!Objects.equals(is.get(each), must.get(each))) return column + "." + each;
        return column;
    }

    private static @Nullable JsonNode object(@Nullable Object value) {
        if (!(value instanceof String text) || !text.startsWith("{")) return null;
        try {
            return Json.readLenient(text.getBytes(StandardCharsets.UTF_8), ObjectNode.class);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** What is there and what must be, of numbers; of texts only that they differ: they may be anybody's. */
    String words(String column, Row found, Row right) {
        Object is = value(column, found);
        Object must = value(column, right);
        if (is == null) return "is empty, and the log says that it is not";
        if (must == null) return "is not empty, and the log says that it is";
        if (is instanceof Long && must instanceof Long) return "is " + is + ", and the log says " + must;
        return "is not what the log says";
    }

    private static String text(@Nullable Object value) {
        if (value instanceof byte[] bytes) return new String(bytes, StandardCharsets.UTF_8);
        return String.valueOf(value);
    }
}
