package dev.signalbox.hub.trace.table;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.database.Row;
import dev.signalbox.hub.database.Transaction;
import dev.signalbox.hub.log.RecordedEvent;
import dev.signalbox.hub.projection.Tables;
import dev.signalbox.hub.trace.model.Fields;
import dev.signalbox.hub.trace.model.Merged;
import dev.signalbox.wire.Times;
import io.vertx.core.Future;
import java.util.List;
import java.util.Set;

/** How a score stands in its row. A number is kept by its digits, since the tables know whole numbers only. */
final class ScoreRow {
    private static final String INSERT = """
            INSERT INTO {trace_scores} (id, position, at, trace_id, observation_id, session_id, name, data_type, value,
                text_value, source, comment, environment, state)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
            ON CONFLICT (id) DO UPDATE SET at = excluded.at, trace_id = excluded.trace_id,
                observation_id = excluded.observation_id, session_id = excluded.session_id, name = excluded.name,
                data_type = excluded.data_type, value = excluded.value, text_value = excluded.text_value,
                source = excluded.source, comment = excluded.comment, environment = excluded.environment,
                state = excluded.state""";

    private ScoreRow() {}

    static Future<List<Row>> find(String id, Tables tables, Transaction transaction) {
        return transaction.query(tables.sql("SELECT state FROM {trace_scores} WHERE id = $1"), id);
    }

    static Future<Integer> write(
            String id, Merged merged, RecordedEvent first, Tables tables, Transaction transaction) {
        JsonNode value = merged.value(Fields.VALUE);
        boolean number = value != null && value.isNumber();
        Long at = merged.number(Fields.TIMESTAMP);
        return transaction.update(
                tables.sql(INSERT),
                id,
                first.position(),
                at == null ? (Long) Times.toMicros(first.recordedAt()) : at,
                merged.text(Fields.TRACE),
                merged.text(Fields.OBSERVATION),
                merged.text(Fields.SESSION),
                ObservationRow.or(merged.text(Fields.NAME), "score"),
                ObservationRow.or(merged.text(Fields.DATA_TYPE), number ? "NUMERIC" : "CATEGORICAL"),
                number ? merged.text(Fields.VALUE) : null,
                number ? null : merged.text(Fields.VALUE),
                ObservationRow.or(merged.text(Fields.SOURCE), "API"),
                merged.text(Fields.COMMENT),
                ObservationRow.or(merged.text(Fields.ENVIRONMENT), "default"),
                merged.stored(Set.of()));
    }
}
