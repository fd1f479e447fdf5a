package dev.signalbox.hub.trace.table;

import dev.signalbox.hub.database.Row;
import dev.signalbox.hub.database.Transaction;
import dev.signalbox.hub.log.RecordedEvent;
import dev.signalbox.hub.projection.Columns;
import dev.signalbox.hub.projection.Tables;
import dev.signalbox.hub.trace.model.Fields;
import dev.signalbox.hub.trace.model.Merged;
import dev.signalbox.wire.Times;
import io.vertx.core.Future;
import java.util.List;

/** How a trace stands in its two rows: what was said of it, and the sums over its observations. */
public final class TraceRow {
    private static final String INSERT = """
            INSERT INTO {traces} (id, position, received_at, last_at, at, given_at, name, user_id, session_id, environment,
                release, version, is_public, tags, observations, errors, warnings, running, input_tokens, output_tokens,
                total_tokens, unpriced)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, 0, 0, 0, 0, 0, 0, 0, 0)
            ON CONFLICT (id) DO UPDATE SET last_at = excluded.last_at, given_at = excluded.given_at, name = excluded.name,
                at = COALESCE(excluded.given_at, {traces}.started_at, {traces}.received_at), user_id = excluded.user_id,
                session_id = excluded.session_id, environment = excluded.environment, release = excluded.release,
                version = excluded.version, is_public = excluded.is_public, tags = excluded.tags""";

    private static final String INSERT_DETAILS = """
            INSERT INTO {trace_details} (id, state, input, output) VALUES ($1, $2, $3, $4)
            ON CONFLICT (id) DO UPDATE SET state = excluded.state,
                input = COALESCE(excluded.input, {trace_details}.input),
                output = COALESCE(excluded.output, {trace_details}.output)""";

    /** Always summed anew, never counted up: so a sum cannot drift from its rows. */
    private static final String SUM = """
            UPDATE {traces} SET (observations, errors, warnings, running, started_at, ended_at, input_tokens, output_tokens,
                total_tokens, cost, unpriced, at) =
            (SELECT count(*),
                COALESCE(sum(CASE WHEN o.level = 'ERROR' THEN 1 ELSE 0 END), 0),
                COALESCE(sum(CASE WHEN o.level = 'WARNING' THEN 1 ELSE 0 END), 0),
                COALESCE(sum(CASE WHEN o.ended_at IS NULL AND o.type <> 'EVENT' THEN 1 ELSE 0 END), 0),
                min(o.started_at), max(COALESCE(o.ended_at, o.started_at)),
                COALESCE(sum(o.input_tokens), 0), COALESCE(sum(o.output_tokens), 0), COALESCE(sum(o.total_tokens), 0),
                sum(o.cost),
                COALESCE(sum(CASE WHEN o.cost IS NULL AND o.model IS NOT NULL AND o.total_tokens > 0 THEN 1 ELSE 0 END), 0),
                COALESCE({traces}.given_at, min(o.started_at), {traces}.received_at)
            FROM {observations} o WHERE o.trace_id = $1) WHERE id = $1""";

    private TraceRow() {}

    static Future<List<Row>> find(String id, Tables tables, Transaction transaction) {
        return transaction.query(tables.sql("SELECT state FROM {trace_details} WHERE id = $1"), id);
    }

    static Future<Integer> write(
            String id, Merged merged, RecordedEvent first, RecordedEvent last, Tables tables, Transaction transaction) {
        Long given = merged.number(Fields.TIMESTAMP);
        long received = Times.toMicros(first.recordedAt());
        var unused = transaction.update(
                tables.sql(INSERT),
                id,
                first.position(),
                received,
                Times.toMicros(last.recordedAt()),
                given == null ? (Long) received : given,
                given,
                merged.text(Fields.NAME),
                merged.text(Fields.USER),
                merged.text(Fields.SESSION),
                ObservationRow.or(merged.text(Fields.ENVIRONMENT), "default"),
                merged.text(Fields.RELEASE),
                merged.text(Fields.VERSION),
                merged.flag(Fields.PUBLIC) ? 1L : 0L,
                Columns.tags(merged.tags()));
        return transaction.update(
                tables.sql(INSERT_DETAILS),
                id,
                merged.stored(ObservationRow.LARGE),
                ObservationRow.large(merged, Fields.INPUT),
                ObservationRow.large(merged, Fields.OUTPUT));
    }

    /** Something came for the trace that says nothing new of it. */
    static Future<Integer> touch(String id, RecordedEvent last, Tables tables, Transaction transaction) {
        return transaction.update(
                tables.sql("UPDATE {traces} SET last_at = $1 WHERE id = $2"), Times.toMicros(last.recordedAt()), id);
    }

    /** Sums over the observations as they stand now. */
    public static Future<Integer> sum(String id, Tables tables, Transaction transaction) {
        return transaction.update(tables.sql(SUM), id);
    }
}
