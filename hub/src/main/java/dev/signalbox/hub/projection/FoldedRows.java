package dev.signalbox.hub.projection;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.database.Database;
import dev.signalbox.hub.database.Row;
import dev.signalbox.hub.database.Transaction;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.Limits;
import dev.signalbox.wire.Times;
import dev.signalbox.wire.resource.Page;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Reads the rows of one category of a folded table. Whoever asks has waited for the projection of that name. Any
 * thread.
 */
public final class FoldedRows<S> {
    private final FoldedTable<S> table;
    private final String category;
    private final Database database;
    private final String columns;
    private final String row;
    private final String present;
    private final String gone;
    private final String untouched;
    private final String countAll;
    private final String countGone;
    private final String countUntouched;

    FoldedRows(FoldedTable<S> table, String category, Database database) {
        this.table = table;
        this.category = category;
        this.database = database;
        this.columns = columns(table);
        this.row = select(columns, "row_key = ?");
        this.present = select(columns, "deleted = 0 AND row_key > ? ORDER BY row_key LIMIT ?");
        this.gone = select(columns, "deleted = 1 AND position > ? AND row_key > ? ORDER BY row_key LIMIT ?");
        this.untouched = select(columns, "deleted = 0 AND updated_at <= ? ORDER BY updated_at LIMIT ?");
        this.countAll = select("count(*) AS n", "1 = 1");
        this.countGone = select("count(*) AS n", "deleted = 1");
        this.countUntouched = select("count(*) AS n", "deleted = 0 AND updated_at <= ?");
    }

    /** Rows that are there and rows that are gone, each in the order of keys. */
    public record Both(List<FoldedRow> present, List<FoldedRow> gone) {}

    public FoldedTable<S> table() {
        return table;
    }

    public String category() {
        return category;
    }

    /** The row of a thing that is there. */
    public Future<Optional<FoldedRow>> row(String key) {
        return everRow(key).map(found -> found.filter(row -> !row.deleted()));
    }

    /** The row of a thing, also of one that is gone; empty when there never was one. */
    public Future<Optional<FoldedRow>> everRow(String key) {
        return database.read(transaction -> rows(transaction, row, bytes(key)))
                .map(rows -> rows.stream().findFirst());
    }

    public Future<Page<FoldedRow>> page(PageQuery query) {
        PageQuery own = table.hasCategories() ? query.of(category) : query;
        String sql = own.sql(columns + ", " + query.column() + " AS place", sqlTable(table));
        return database.read(transaction -> transaction.query(sql, own.parameters()))
                .map(rows -> pageOf(rows, query));
    }

    /** Gives every thing that is there to a task, page by page, in the order of the keys. */
    public Future<Void> each(Function<FoldedRow, Future<?>> task) {
        return each(task, "");
    }

    private Future<Void> each(Function<FoldedRow, Future<?>> task, String behind) {
        return present(behind, Limits.LIST_MAX).compose(rows -> {
            Future<?> last = Future.succeededFuture();
            for (FoldedRow row : rows) last = last.compose(done -> task.apply(row));
            return rows.size() < Limits.LIST_MAX
                    ? last.mapEmpty()
                    : last.compose(done -> each(task, rows.get(rows.size() - 1).key()));
        });
    }

    /** Rows behind a key, in the order of keys; the empty text stands before all of them. */
    public Future<List<FoldedRow>> present(String behind, int limit) {
        return database.read(transaction -> present(transaction, behind, limit));
    }

    /** The same, and those that went behind a position, of one and the same moment; at most {@code limit} of each. */
    public Future<Both> presentAndGoneSince(long position, String behind, int limit) {
        return database.read(transaction -> present(transaction, behind, limit)
                .compose(there ->
                        rows(transaction, gone, position, bytes(behind), limit).map(went -> new Both(there, went))));
    }

    /** How many things there are. */
    public Future<Long> count() {
        return database.read(transaction -> count(transaction, countAll)
                .compose(all -> count(transaction, countGone).map(went -> all - went)));
    }

    /** The same of each category that has some. */
    static Future<Map<String, Long>> counts(FoldedTable<?> table, Database database) {
        String sql = "SELECT category, count(*) AS n FROM " + sqlTable(table) + " WHERE deleted = 0 GROUP BY category";
        return database.read(transaction -> transaction.query(sql)).map(rows -> rows.stream()
                .collect(Collectors.toMap(row -> row.text("category"), row -> row.bigint("n"))));
    }

    /** How many things are gone, and are still known. */
    public Future<Long> countGone() {
        return database.read(transaction -> count(transaction, countGone));
    }

    /** How many things nobody has changed since a time. */
    public Future<Long> countUntouchedSince(Instant time) {
        return database.read(transaction -> count(transaction, countUntouched, Times.toMicros(time)));
    }

    /** Things that nobody has changed since a time, longest untouched first. */
    public Future<List<FoldedRow>> untouchedSince(Instant time, int limit) {
        return database.read(transaction -> rows(transaction, untouched, Times.toMicros(time), limit));
    }

    /** A thing that ends then. */
    public record Due(String key, Instant at) {}

    /** Things that end by themselves, soonest first. */
    public Future<List<Due>> soonest(int limit) {
        return database.read(transaction -> transaction.query(
                        "SELECT row_key, due_at FROM " + sqlTable(table)
                                + " WHERE due_at IS NOT NULL ORDER BY due_at LIMIT $1",
                        limit))
                .map(rows -> rows.stream()
                        .map(row -> new Due(keyOf(row), Columns.time(row, "due_at")))
                        .toList());
    }

    private Future<List<FoldedRow>> present(Transaction transaction, String behind, int limit) {
        return rows(transaction, present, bytes(behind), limit);
    }

    private Future<List<FoldedRow>> rows(Transaction transaction, String sql, Object... values) {
        return query(transaction, sql, values).map(this::rowsOf);
    }

    private Future<Long> count(Transaction transaction, String sql, Object... values) {
        return query(transaction, sql, values).map(rows -> rows.get(0).bigint("n"));
    }

    private Future<List<Row>> query(Transaction transaction, String sql, Object... values) {
        List<Object> all = new ArrayList<>();
        if (table.hasCategories()) all.add(category);
        all.addAll(List.of(values));
        return transaction.query(sql, all.toArray());
    }

    /** @param where in which each value stands as {@code ?} */
    private String select(String what, String where) {
        StringBuilder sql = new StringBuilder("SELECT " + what + " FROM " + sqlTable(table) + " WHERE ");
        int number = 0;
        for (char each : ((table.hasCategories() ? "category = ? AND " : "") + where).toCharArray()) {
            if (each == '?') sql.append('$').append(++number);
            else sql.append(each);
        }
        return sql.toString();
    }

    private List<FoldedRow> rowsOf(List<Row> rows) {
        return rows.stream().map(row -> FoldedRow.of(row, table.hasExtra())).toList();
    }

    private Page<FoldedRow> pageOf(List<Row> rows, PageQuery query) {
        boolean more = rows.size() > query.limit();
        List<Row> shown = more ? rows.subList(0, query.limit()) : rows;
        return new Page<>(rowsOf(shown), more ? cursorOf(shown.get(shown.size() - 1), query) : null);
    }

    private static String cursorOf(Row last, PageQuery query) {
        JsonNode value = Json.tree(query.isByPosition() ? (Object) last.bigint("place") : last.text("place"));
        return query.cursor(value, keyOf(last));
    }

    static String keyOf(Row row) {
        return new String(row.bytes("row_key"), StandardCharsets.UTF_8);
    }

    static byte[] bytes(String key) {
        return key.getBytes(StandardCharsets.UTF_8);
    }

    /** The SQL table; its view has the table's own name. */
    static String sqlTable(FoldedTable<?> table) {
        return table.name() + "_folded";
    }

    /** What is read of a row. */
    static String columns(FoldedTable<?> table) {
        return "row_key, version, position, deleted, created_position, created_at, created_by, updated_at, updated_by,"
                + " incomplete, resource" + (table.hasExtra() ? ", extra" : "");
    }
}
