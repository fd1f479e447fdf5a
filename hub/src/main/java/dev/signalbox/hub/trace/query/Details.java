package dev.signalbox.hub.trace.query;

import dev.signalbox.hub.database.Database;
import dev.signalbox.hub.database.Row;
import dev.signalbox.hub.database.Transaction;
import io.vertx.core.Future;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The details of traces or of observations: the rows with what is large or seldom wanted, {@code input}, {@code output}
 * and {@code state}, beside those that lists need.
 */
public enum Details {
    /**
     * By the id of the trace. Input and output of one that says nothing of itself are those of the observation that
     * stands in for it.
     */
    OF_TRACES("""
             FROM (SELECT d.id, d.state, t.top_id, CASE WHEN t.top_id IS NULL THEN d.input ELSE o.input END AS input,
                CASE WHEN t.top_id IS NULL THEN d.output ELSE o.output END AS output
            FROM trace_details d JOIN traces t ON t.id = d.id
                LEFT JOIN observation_details o ON o.trace_id = t.id AND o.id = t.top_id) shown WHERE id = $1"""),
    /** By the ids of the trace and of the observation. */
    OF_OBSERVATIONS(" FROM observation_details WHERE trace_id = $1 AND id = $2");

    private static final String BYTES =
            "SELECT CAST(COALESCE(octet_length(input), 0) + COALESCE(octet_length(output), 0)"
                    + " + octet_length(state) AS bigint) AS bytes";

    private final String from;

    Details(String from) {
        this.from = from;
    }

    /** The details of one thing; null when there are none. */
    public Future<@Nullable Row> find(Transaction transaction, Object... key) {
        return transaction.query("SELECT *" + from, key).map(rows -> rows.isEmpty() ? null : rows.get(0));
    }

    /** What its input, output and state come to; 0 when there are none. */
    public Future<Long> bytes(Transaction transaction, Object... key) {
        return transaction
                .query(BYTES + from, key)
                .map(rows -> rows.isEmpty() ? 0L : rows.get(0).bigint("bytes"));
    }

    /** The whole input or output as JSON text, or empty. */
    public Future<Optional<String>> text(Database database, boolean output, Object... key) {
        String column = output ? "output" : "input";
        return database.read(transaction -> transaction.query("SELECT " + column + from, key))
                .map(rows -> rows.stream().findFirst().map(row -> row.textOrNull(column)));
    }
}
