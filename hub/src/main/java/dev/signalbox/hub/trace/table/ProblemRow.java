package dev.signalbox.hub.trace.table;

import dev.signalbox.hub.database.Transaction;
import dev.signalbox.hub.projection.Tables;
import io.vertx.core.Future;

/** A row of {@code trace_problems}: something that a client sent and that could not be taken as it was. */
final class ProblemRow {
    private ProblemRow() {}

    /** @param columns in the order of the table */
    static Future<Integer> insert(Object[] columns, Tables tables, Transaction transaction) {
        return transaction.update(
                tables.sql(
                        "INSERT INTO {trace_problems} (position, number, at, trace_id, observation_id, detail, excerpt)"
                                + " VALUES ($1, $2, $3, $4, $5, $6, $7)"),
                columns);
    }
}
