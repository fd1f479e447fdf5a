package dev.signalbox.hub.projection;

import dev.signalbox.hub.database.Transaction;
import dev.signalbox.wire.Cursor;
import io.vertx.core.Future;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far each projection has come: rows of {@code checkpoints}, moved only in the transaction that applies the events.
 */
final class Checkpoints {
    /**
     * One checkpoint.
     *
     * @param shape digest of the definition whose tables it belongs to
     */
    record Checkpoint(String shape, long position) {}

    private Checkpoints() {}

    static Future<@Nullable Checkpoint> find(Transaction transaction, String projection) {
        return transaction
                .query("SELECT shape, position FROM checkpoints WHERE projection = $1", projection)
                .map(rows -> rows.isEmpty()
                        ? null
                        : new Checkpoint(rows.get(0).text("shape"), rows.get(0).bigint("position")));
    }

    /** Whose they are, in order: those of projections and of their rebuilds. */
    static Future<List<String>> names(Transaction transaction) {
        return transaction
                .query("SELECT projection FROM checkpoints ORDER BY projection")
                .map(rows -> rows.stream().map(row -> row.text("projection")).toList());
    }

    /**
     * Adds a checkpoint at 0; false when there is one. Of two nodes one waits here for the other's commit, and then
     * gets false.
     */
    static Future<Boolean> add(Transaction transaction, String projection, String shape) {
        return transaction
                .update(
                        "INSERT INTO checkpoints (projection, shape, position) VALUES ($1, $2, 0)"
                                + " ON CONFLICT (projection) DO NOTHING",
                        projection,
                        shape)
                .map(rows -> rows == 1);
    }

    /**
     * Moves a checkpoint on; false when another node has moved it, or has put tables of another shape in place, or when
     * the log does not hold the cursor: then it was put back, and what was folded is of another history.
     *
     * @param held the end of the range that was folded, which may lie behind {@code to}
     */
    static Future<Boolean> move(
            Transaction transaction, String projection, String shape, long from, long to, Cursor held) {
        return transaction
                .update(
                        "UPDATE checkpoints SET position = $1 WHERE projection = $2 AND shape = $3 AND position = $4"
                                + " AND EXISTS (SELECT 1 FROM events WHERE position = $5 AND substr(hash, 1, 4) = $6)",
                        to,
                        projection,
                        shape,
                        from,
                        held.position(),
                        HexFormat.of().parseHex(held.hashPrefix()))
                .map(rows -> rows == 1);
    }

    /** Puts another build of the tables in the place of this one; false when this one is further than that. */
    static Future<Boolean> replace(Transaction transaction, String projection, String shape, long position) {
        return transaction
                .update(
                        "UPDATE checkpoints SET shape = $1, position = $2 WHERE projection = $3 AND position <= $4",
                        shape,
                        position,
                        projection,
                        position)
                .map(rows -> rows == 1);
    }

    static Future<Integer> remove(Transaction transaction, String projection) {
        return transaction.update("DELETE FROM checkpoints WHERE projection = $1", projection);
    }
}
