package dev.signalbox.client.replica;

import dev.signalbox.client.store.Row;
import dev.signalbox.client.store.StoreTransaction;
import dev.signalbox.wire.Cursor;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.Times;
import dev.signalbox.wire.resource.RoadmapItem;
import dev.signalbox.wire.resource.TableRow;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one table's copies. Copies are sets of rows under a number; one of them is live, and only it is read.
 * Every method works inside a transaction that it is given.
 */
record SqliteReplica(ReplicaTable table) {
    private static final String HEAD = """
            SELECT live, declaration, stale, fresh_at, cursor FROM signalbox_replica AS replica
            LEFT JOIN signalbox_follower AS follower ON follower.name = $1
            WHERE replica.name = $2""";
    private static final String STAGE = "INSERT INTO signalbox_replica_set (replica) VALUES ($1) RETURNING number";
    private static final String LOAD =
            "INSERT INTO signalbox_replica_row (set_number, key, version, json) VALUES ($1, $2, $3, $4)";
    private static final String PUT = LOAD + """

            ON CONFLICT (set_number, key) DO UPDATE SET version = excluded.version, json = excluded.json
            WHERE excluded.version > version""";
    private static final String SWAP =
            "UPDATE signalbox_replica SET live = $1, declaration = $2, stale = NULL, fresh_at = $3 WHERE name = $4";
    private static final String REMOVE_ROWS = """
            DELETE FROM signalbox_replica_row WHERE (set_number, key) IN (
              SELECT set_number, key FROM signalbox_replica_row WHERE set_number IN (
                SELECT number FROM signalbox_replica_set WHERE replica = $1 AND number NOT IN (
                  SELECT live FROM signalbox_replica WHERE name = $1 AND live IS NOT NULL))
              LIMIT $2)""";
    private static final String REMOVE_SETS = """
            DELETE FROM signalbox_replica_set WHERE replica = $1 AND number NOT IN (
              SELECT live FROM signalbox_replica WHERE name = $1 AND live IS NOT NULL)""";
    private static final String REMOVE =
            "DELETE FROM signalbox_replica_row WHERE set_number = $1 AND key = $2 AND version <= $3";
    private static final String CALLED = """
            SELECT key, json_extract(json, '$.row.key') AS called FROM signalbox_replica_row
            WHERE set_number = $1""";
    private static final int REMOVED_AT_ONCE = 2_000;

    /**
     * How the copy stands.
     *
     * @param live the set that is read; null before the first whole copy
     * @param declaration the table as the hub declared it when it was copied; null of a built-in one
     * @param stale why the hub has no history behind the copy any more; null when it has
     * @param cursor what the copy holds; null before the first
     */
    record Head(
            @Nullable Long live,
            @Nullable String declaration,
            @Nullable String stale,
            @Nullable Instant freshAt,
            @Nullable Cursor cursor) {
        static final Head NONE = new Head(null, null, null, null, null);

        long position() {
            return cursor == null ? 0 : cursor.position();
        }
    }

    /** A row as the hub wrote it. */
    record StoredRow(String key, long version, String json) {}

    Head head(StoreTransaction tx) {
        List<Row> rows = tx.query(HEAD, table.follower(), table.name());
        return rows.isEmpty() ? Head.NONE : head(rows.get(0));
    }

    /** A new, empty set. */
    long stage(StoreTransaction tx) {
        tx.update("INSERT INTO signalbox_replica (name) VALUES ($1) ON CONFLICT (name) DO NOTHING", table.name());
        return tx.query(STAGE, table.name()).get(0).number("number");
    }

    void load(StoreTransaction tx, long set, Collection<StoredRow> rows) {
        for (StoredRow row : rows) tx.update(LOAD, set, row.key(), row.version(), row.json());
    }

    /** From now on this set is read. */
    void swap(StoreTransaction tx, long set, @Nullable String declaration, Instant freshAt) {
        tx.update(SWAP, set, declaration, freshAt, table.name());
    }

    /** Removes a part of the sets that are not read; answers whether there may be more. */
    boolean removeSome(StoreTransaction tx) {
        int removed = tx.update(REMOVE_ROWS, table.name(), REMOVED_AT_ONCE);
        if (removed > 0) return true;
        tx.update(REMOVE_SETS, table.name());
        return false;
    }

    void stale(StoreTransaction tx, String why) {
        tx.update("UPDATE signalbox_replica SET stale = $1 WHERE name = $2", why, table.name());
    }

    void fresh(StoreTransaction tx, Instant at) {
        tx.update("UPDATE signalbox_replica SET fresh_at = $1 WHERE name = $2 AND stale IS NULL", at, table.name());
    }

    Optional<TableRow> row(StoreTransaction tx, long set, String key) {
        return rows(tx.query("SELECT json FROM signalbox_replica_row WHERE set_number = $1 AND key = $2", set, key))
                .stream()
                .findFirst();
    }

    long count(StoreTransaction tx, long set) {
        return tx.query("SELECT count(*) AS n FROM signalbox_replica_row WHERE set_number = $1", set)
                .get(0)
                .number("n");
    }

    /** The key of the roadmap item that people call so, in whatever case; the same text when there is none. */
    String keyOf(StoreTransaction tx, long set, String calledSo) {
        if (!table.name().equals("roadmap")) return calledSo;
        String folded = RoadmapItem.folded(calledSo);
        for (Row row : tx.query(CALLED, set)) {
            String called = row.textOrNull("called");
            if (called != null && RoadmapItem.folded(called).equals(folded)) return row.text("key");
        }
        return calledSo;
    }

    /** Keeps the row unless a later version of it is there. */
    void put(StoreTransaction tx, long set, TableRow row) {
        tx.update(PUT, set, row.key(), row.version(), Json.writeText(row));
    }

    /** Removes the row unless a later version than this is there. */
    void remove(StoreTransaction tx, long set, String key, long version) {
        tx.update(REMOVE, set, key, version);
    }

    /** Rows behind a key in the order of keys, but for these keys; at most so many. */
    List<TableRow> page(StoreTransaction tx, long set, RowQuery query, Collection<String> without, int most) {
        List<@Nullable Object> arguments = new ArrayList<>(List.of(set, query.after(), Json.writeText(without)));
        StringBuilder sql = new StringBuilder("SELECT json FROM signalbox_replica_row WHERE set_number = $1"
                + " AND key > $2 AND key NOT IN (SELECT value FROM json_each($3))");
        query.appendTo(sql, arguments);
        arguments.add(most);
        sql.append(" ORDER BY key LIMIT $").append(arguments.size());
        return rows(tx.query(sql.toString(), arguments.toArray()));
    }

    private static List<TableRow> rows(List<Row> found) {
        return found.stream().map(row -> row(row.text("json"))).toList();
    }

    static TableRow row(String json) {
        return Json.readLenient(json.getBytes(StandardCharsets.UTF_8), TableRow.class);
    }

    private static Head head(Row row) {
        Long freshAt = row.numberOrNull("fresh_at");
        String cursor = row.textOrNull("cursor");
        return new Head(
                row.numberOrNull("live"),
                row.textOrNull("declaration"),
                row.textOrNull("stale"),
                freshAt == null ? null : Times.ofMicros(freshAt),
                cursor == null ? null : Cursor.parse(cursor));
    }
}
