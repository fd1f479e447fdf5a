package dev.signalbox.hub.trace.table;

import static dev.signalbox.hub.trace.table.RowForm.first;
import static dev.signalbox.hub.trace.table.RowForm.kept;
import static dev.signalbox.hub.trace.table.RowForm.key;
import static dev.signalbox.hub.trace.table.RowForm.set;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.signalbox.hub.projection.Columns;
import dev.signalbox.hub.trace.model.Fields;
import dev.signalbox.hub.trace.model.Merged;
import dev.signalbox.hub.trace.price.PriceTable;
import dev.signalbox.hub.trace.usage.CountLimits;
import dev.signalbox.hub.trace.usage.Usage;
import io.vertx.core.Future;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The two rows of an observation: what lists and figures need, and its details. */
final class ObservationRow {
    static final String STATE = "SELECT state FROM {observation_details} WHERE trace_id = $1 AND id = $2";

    /** Values that have columns of their own; the state keeps who set them. */
    static final Set<String> LARGE = Set.of(Fields.INPUT, Fields.OUTPUT);

    private static final RowForm<ObservationRow> FORM = new RowForm<>(
            "observations",
            key("trace_id", it -> it.said.key().traceId()),
            key("id", it -> it.said.key().id()),
            first("position", it -> it.said.position()),
            set("type", it -> it.said.textOr(Fields.TYPE, "SPAN")),
            set("name", it -> it.said.text(Fields.NAME)),
            // At the top of a ring it stays until another parent is named, see Rings.
            set(
                    "parent_id",
                    "CASE WHEN {}.named_parent = excluded.named_parent THEN {}.parent_id ELSE excluded.parent_id END",
                    it -> it.said.text(Fields.PARENT)),
            set("named_parent", it -> it.said.text(Fields.PARENT)),
            set("app_root", it -> it.said.flag(Fields.APP_ROOT)),
            set("started_at", it -> it.startedAt),
            set("derived_start", it -> it.said.number(Fields.START) == null ? 1L : 0L),
            set("ended_at", it -> it.said.number(Fields.END)),
            set("first_token_at", it -> it.said.number(Fields.COMPLETION_START)),
            set("level", it -> it.said.textOr(Fields.LEVEL, "DEFAULT")),
            set("status", it -> it.said.text(Fields.STATUS)),
            set("model", it -> it.said.text(Fields.MODEL)),
            set("environment", it -> it.said.textOr(Fields.ENVIRONMENT, "default")),
            set("version", it -> it.said.text(Fields.VERSION)),
            set("prompt_name", it -> it.said.text(Fields.PROMPT_NAME)),
            set("prompt_version", it -> it.said.number(Fields.PROMPT_VERSION)),
            set("usage", it -> Columns.json(it.usage)),
            set("input_tokens", it -> Math.min(it.tokens.input(), CountLimits.TOKENS_MAX)),
            set("output_tokens", it -> Math.min(it.tokens.output(), CountLimits.TOKENS_MAX)),
            set("total_tokens", it -> Math.min(it.tokens.total(), 2 * CountLimits.TOKENS_MAX)),
            set("price_key", it -> it.priced.key()),
            set("cost", it -> it.priced.nanos()),
            set("input_cost", it -> it.priced.part("input")),
            set("output_cost", it -> it.priced.part("output")),
            set("cost_details", it -> Columns.json(it.priced.details())));

    private static final RowForm<Subject> DETAILS = new RowForm<>(
            "observation_details",
            key("trace_id", it -> it.key().traceId()),
            key("id", it -> it.key().id()),
            set("state", it -> it.merged().stored(LARGE)),
            kept("input", it -> content(it.merged(), Fields.INPUT)),
            kept("output", it -> content(it.merged(), Fields.OUTPUT)));

    private final Subject said;
    private final long startedAt;
    private final @Nullable JsonNode usage;
    private final Usage tokens;
    private final Priced priced;

    private ObservationRow(Subject said, PriceTable prices) {
        this.said = said;
        this.startedAt = said.numberOr(Fields.START, derivedStart(said));
        this.usage = said.merged().value(Fields.USAGE);
        this.tokens = usage == null ? Usage.NONE : Usage.of(usage);
        this.priced = Priced.of(said.merged().value(Fields.COST), said.text(Fields.MODEL), usage, prices);
    }

    static Future<Integer> write(Subject observation, RowWriter rows) {
        var unused = FORM.write(new ObservationRow(observation, rows.prices()), rows);
        return DETAILS.write(observation, rows);
    }

    /** For want of a given start: when anybody first spoke of it, and not after anything that happened in it. */
    private static long derivedStart(Subject said) {
        long start = said.numberOr(Fields.DERIVED_START, said.firstAt());
        return Math.min(
                start, Math.min(said.numberOr(Fields.END, start), said.numberOr(Fields.COMPLETION_START, start)));
    }

    /** The value as said, else what came of it in pieces: messages to a model as a list, one answer as itself. */
    private static @Nullable String content(Merged merged, String field) {
        if (merged.value(field) != null) return large(merged, field);
        List<JsonNode> parts = merged.parts(field);
        if (parts.isEmpty()) return null;
        if (parts.size() == 1 && field.equals(Fields.OUTPUT)) return Columns.json(parts.get(0));
        return Columns.json(JsonNodeFactory.instance.arrayNode().addAll(parts));
    }

    /** The value as JSON text; null when nobody said it now, and the row keeps what it has. */
    static @Nullable String large(Merged merged, String field) {
        JsonNode value = merged.value(field);
        return value == null || value.isMissingNode() ? null : Columns.json(value);
    }
}
