package dev.signalbox.hub.table;

import dev.signalbox.hub.database.Database;
import dev.signalbox.hub.database.Row;
import dev.signalbox.hub.database.Transaction;
import dev.signalbox.hub.projection.Tables;
import dev.signalbox.wire.Times;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the rows of declared tables. */
public final class Rows {
    private static final Tables TABLES = Tables.of(List.of(RowsProjection.TABLE));

    private final Database database;

    public Rows(Database database) {
        this.database = database;
    }

    /** The state of one row, also of a deleted one; empty when there never was one. */
    Future<Optional<RowState>> state(String table, String key) {
        return database.read(transaction -> RowColumns.find(table, key, TABLES, transaction));
    }

    /** Rows behind a key, in the order of keys: the present ones. */
    Future<Map<String, RowState>> present(String table, String behind, int limit) {
        return database.read(transaction -> present(transaction, table, behind, limit));
    }

    /** The same, and those that were deleted behind a position, of one and the same moment. */
    Future<Both> presentAndDeletedSince(String table, long position, String behind, int limit) {
        return database.read(
                transaction -> present(transaction, table, behind, limit).compose(present -> transaction
                        .query(
                                "SELECT * FROM table_rows WHERE tbl = $1 AND deleted = 1 AND position > $2"
                                        + " AND row_key > $3 ORDER BY row_key LIMIT $4",
                                table,
                                position,
                                RowColumns.bytes(behind),
                                limit)
                        .map(deleted -> new Both(present, statesOf(deleted)))));
    }

    /** Rows by their keys, in the order of these. */
    record Both(Map<String, RowState> present, Map<String, RowState> deleted) {}

    /** How many rows are there. */
    Future<Long> count(String table) {
        return database.read(transaction ->
                        transaction.query("SELECT count(*) AS n FROM table_rows WHERE tbl = $1 AND deleted = 0", table))
                .map(rows -> rows.get(0).bigint("n"));
    }

    /** Rows that nobody has changed since a time, longest untouched first. */
    Future<Map<String, RowState>> untouchedSince(String table, Instant time, int limit) {
        return database.read(transaction -> transaction.query(
                        "SELECT * FROM table_rows WHERE tbl = $1 AND deleted = 0 AND updated_at <= $2"
                                + " ORDER BY updated_at LIMIT $3",
                        table,
                        Times.toMicros(time),
                        limit))
                .map(Rows::statesOf);
    }

    private static Future<Map<String, RowState>> present(
            Transaction transaction, String table, String behind, int limit) {
        return transaction
                .query(
                        "SELECT * FROM table_rows WHERE tbl = $1 AND deleted = 0 AND row_key > $2"
                                + " ORDER BY row_key LIMIT $3",
                        table,
                        RowColumns.bytes(behind),
                        limit)
                .map(Rows::statesOf);
    }

    private static Map<String, RowState> statesOf(List<Row> rows) {
        Map<String, RowState> states = new LinkedHashMap<>();
        for (Row row : rows) states.put(RowColumns.keyOf(row), RowColumns.stateOf(row));
        return states;
    }
}
