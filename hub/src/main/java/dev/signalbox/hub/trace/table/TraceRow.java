package dev.signalbox.hub.trace.table;

import static dev.signalbox.hub.trace.table.RowForm.first;
import static dev.signalbox.hub.trace.table.RowForm.kept;
import static dev.signalbox.hub.trace.table.RowForm.key;
import static dev.signalbox.hub.trace.table.RowForm.set;

import dev.signalbox.hub.database.Transaction;
import dev.signalbox.hub.projection.Columns;
import dev.signalbox.hub.projection.Tables;
import dev.signalbox.hub.trace.model.Fields;
import io.vertx.core.Future;

/** The two rows of a trace: what was said of it with the sums over its observations, and its details. */
public final class TraceRow {
    static final String STATE = "SELECT state FROM {trace_details} WHERE id = $1";
    /** Something came for the trace that says nothing new of it. */
    static final String TOUCH = "UPDATE {traces} SET last_at = $1 WHERE id = $2";

    private static final RowForm<Subject> FORM = new RowForm<>(
            "traces",
            key("id", it -> it.key().id()),
            first("position", Subject::position),
            first("received_at", Subject::firstAt),
            set("last_at", Subject::lastAt),
            set(
                    "at",
                    "COALESCE(excluded.given_at, {}.started_at, {}.received_at)",
                    it -> it.numberOr(Fields.TIMESTAMP, it.firstAt())),
            // Whoever stands in for a trace that says nothing is found when all of its observations are there.
            set("top_id", none -> null),
            set("given_at", it -> it.number(Fields.TIMESTAMP)),
            set("name", it -> it.text(Fields.NAME)),
            set("user_id", it -> it.text(Fields.USER)),
            set("session_id", it -> it.text(Fields.SESSION)),
            set("environment", it -> it.textOr(Fields.ENVIRONMENT, "default")),
            set("release", it -> it.text(Fields.RELEASE)),
            set("version", it -> it.text(Fields.VERSION)),
            set("is_public", it -> it.flag(Fields.PUBLIC)),
            set("tags", it -> Columns.tags(it.merged().tags())),
            first("observations", none -> 0L),
            first("errors", none -> 0L),
            first("warnings", none -> 0L),
            first("running", none -> 0L),
            first("input_tokens", none -> 0L),
            first("output_tokens", none -> 0L),
            first("total_tokens", none -> 0L),
            first("unpriced", none -> 0L),
            first("human", none -> 0L));

    private static final RowForm<Subject> DETAILS = new RowForm<>(
            "trace_details",
            key("id", it -> it.key().id()),
            set("state", it -> it.merged().stored(ObservationRow.LARGE)),
            kept("input", it -> ObservationRow.large(it.merged(), Fields.INPUT)),
            kept("output", it -> ObservationRow.large(it.merged(), Fields.OUTPUT)));

    /**
     * Of those at the top a root, else the one that began first: the same whatever the order in which they came. $1 is
     * the name that was said, if one was.
     */
    static final String STAND_IN = """
            UPDATE {traces} SET (top_id, name) = (SELECT o.id, COALESCE($1, o.name) FROM {observations} o WHERE o.trace_id = $2 AND
                (o.parent_id IS NULL OR NOT EXISTS
                    (SELECT 1 FROM {observations} p WHERE p.trace_id = o.trace_id AND p.id = o.parent_id))
                ORDER BY CASE WHEN o.parent_id IS NULL THEN 0 ELSE 1 END, o.started_at, o.id LIMIT 1) WHERE id = $2""";

    /** Always summed anew, never counted up: so a sum cannot drift from its rows. */
    private static final String SUM = """
            UPDATE {traces} SET (observations, errors, warnings, running, started_at, ended_at, input_tokens, output_tokens,
                total_tokens, cost, unpriced, human, at) =
            (SELECT count(*),
                COALESCE(sum(CASE WHEN o.level = 'ERROR' THEN 1 ELSE 0 END), 0),
                COALESCE(sum(CASE WHEN o.level = 'WARNING' THEN 1 ELSE 0 END), 0),
                COALESCE(sum(CASE WHEN o.ended_at IS NULL AND o.type <> 'EVENT' THEN 1 ELSE 0 END), 0),
                min(o.started_at), max(CASE WHEN o.ended_at > o.started_at THEN o.ended_at ELSE o.started_at END),
                COALESCE(sum(o.input_tokens), 0), COALESCE(sum(o.output_tokens), 0), COALESCE(sum(o.total_tokens), 0),
                sum(o.cost),
                COALESCE(sum(CASE WHEN o.cost IS NULL AND o.model IS NOT NULL AND
                    (o.total_tokens > 0 OR (o.price_key IS NOT NULL AND o.usage IS NOT NULL)) THEN 1 ELSE 0 END), 0),
                COALESCE(sum(CASE WHEN o.type = 'HUMAN' AND o.ended_at > o.started_at
                    THEN o.ended_at - o.started_at ELSE 0 END), 0),
                COALESCE({traces}.given_at, min(o.started_at), {traces}.received_at)
            FROM {observations} o WHERE o.trace_id = $1) WHERE id = $1""";

    private TraceRow() {}

    static Future<Integer> write(Subject trace, RowWriter rows) {
        var unused = FORM.write(trace, rows);
        return DETAILS.write(trace, rows);
    }

    /** Sums over the observations as they stand now. */
    public static Future<Integer> sum(String id, Tables tables, Transaction transaction) {
        return transaction.update(tables.sql(SUM), id);
    }
}
