package dev.signalbox.hub.trace.table;

import static dev.signalbox.hub.trace.table.RowForm.first;
import static dev.signalbox.hub.trace.table.RowForm.key;
import static dev.signalbox.hub.trace.table.RowForm.set;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.trace.model.Fields;
import java.util.Set;

/** The row of a score. A number is kept by its digits, since the tables know whole numbers only. */
final class ScoreRow {
    static final String STATE = "SELECT state FROM {trace_scores} WHERE id = $1";

    static final RowForm<Subject> FORM = new RowForm<>(
            "trace_scores",
            key("id", it -> it.key().id()),
            first("position", Subject::position),
            set("at", it -> it.numberOr(Fields.TIMESTAMP, it.firstAt())),
            set("trace_id", it -> it.text(Fields.TRACE)),
            set("observation_id", it -> it.text(Fields.OBSERVATION)),
            set("session_id", it -> it.text(Fields.SESSION)),
            set("name", it -> it.textOr(Fields.NAME, "score")),
            set("data_type", it -> it.textOr(Fields.DATA_TYPE, isNumber(it) ? "NUMERIC" : "CATEGORICAL")),
            set("value", it -> isNumber(it) ? it.text(Fields.VALUE) : null),
            set("text_value", it -> isNumber(it) ? null : it.text(Fields.VALUE)),
            set("source", it -> it.textOr(Fields.SOURCE, "API")),
            set("comment", it -> it.text(Fields.COMMENT)),
            set("environment", it -> it.textOr(Fields.ENVIRONMENT, "default")),
            set("state", it -> it.merged().stored(Set.of())));

    private ScoreRow() {}

    private static boolean isNumber(Subject score) {
        JsonNode value = score.merged().value(Fields.VALUE);
        return value != null && value.isNumber();
    }
}
