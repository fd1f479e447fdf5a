package dev.signalbox.hub.trace.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.signalbox.hub.database.Row;
import dev.signalbox.hub.database.Transaction;
import dev.signalbox.hub.log.RecordedEvent;
import dev.signalbox.hub.projection.Columns;
import dev.signalbox.hub.projection.Tables;
import dev.signalbox.hub.trace.model.Fields;
import dev.signalbox.hub.trace.model.Merged;
import dev.signalbox.hub.trace.price.Cost;
import dev.signalbox.hub.trace.price.Price;
import dev.signalbox.hub.trace.price.PriceTable;
import dev.signalbox.hub.trace.price.Usage;
import dev.signalbox.wire.Times;
import io.vertx.core.Future;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How an observation stands in its two rows. */
public final class ObservationRow {
    /** What the producer gave costs with; no price can change it. */
    public static final String GIVEN = "given";
    /** Values that have columns of their own; the state keeps who set them. */
    static final Set<String> LARGE = Set.of(Fields.INPUT, Fields.OUTPUT);

    /** Of one observation; what is said to be more is summed up as that, so that no sum overflows. */
    private static final long TOKENS_MAX = 1_000_000_000_000L;

    private static final String INSERT = """
            INSERT INTO {observations} (trace_id, id, position, type, name, parent_id, app_root, started_at, derived_start,
                ended_at, first_token_at, level, status, model, environment, version, prompt_name, prompt_version, usage,
                input_tokens, output_tokens, total_tokens, price_key, cost, input_cost,
                output_cost, cost_details)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23,
                $24, $25, $26, $27)
            ON CONFLICT (trace_id, id) DO UPDATE SET type = excluded.type, name = excluded.name,
                parent_id = excluded.parent_id, app_root = excluded.app_root, started_at = excluded.started_at,
                derived_start = excluded.derived_start, ended_at = excluded.ended_at,
                first_token_at = excluded.first_token_at, level = excluded.level, status = excluded.status,
                model = excluded.model, environment = excluded.environment, version = excluded.version,
                prompt_name = excluded.prompt_name, prompt_version = excluded.prompt_version, usage = excluded.usage,
                input_tokens = excluded.input_tokens, output_tokens = excluded.output_tokens,
                total_tokens = excluded.total_tokens, price_key = excluded.price_key, cost = excluded.cost,
                input_cost = excluded.input_cost, output_cost = excluded.output_cost,
                cost_details = excluded.cost_details""";

    /** A value that was not said again stays: nothing that is absent overwrites. */
    private static final String INSERT_DETAILS = """
            INSERT INTO {observation_details} (trace_id, id, state, input, output) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (trace_id, id) DO UPDATE SET state = excluded.state,
                input = COALESCE(excluded.input, {observation_details}.input),
                output = COALESCE(excluded.output, {observation_details}.output)""";

    private ObservationRow() {}

    static Future<List<Row>> find(String traceId, String id, Tables tables, Transaction transaction) {
        return transaction.query(
                tables.sql("SELECT state FROM {observation_details} WHERE trace_id = $1 AND id = $2"), traceId, id);
    }

    static Future<Integer> write(
            String traceId,
            String id,
            Merged merged,
            RecordedEvent first,
            PriceTable prices,
            Tables tables,
            Transaction transaction) {
        Long start = merged.number(Fields.START);
        Long derived = merged.number(Fields.DERIVED_START);
        long received = Times.toMicros(first.recordedAt());
        long startedAt = start != null ? start : derived != null ? derived : received;
        Long end = merged.number(Fields.END);
        JsonNode usage = merged.value(Fields.USAGE);
        Usage tokens = usage == null ? Usage.NONE : Usage.of(usage);
        String model = merged.text(Fields.MODEL);
        Priced priced = Priced.of(merged.value(Fields.COST), model, usage, prices);
        var unused = transaction.update(
                tables.sql(INSERT),
                traceId,
                id,
                first.position(),
                or(merged.text(Fields.TYPE), "SPAN"),
                merged.text(Fields.NAME),
                merged.text(Fields.PARENT),
                merged.flag(Fields.APP_ROOT) ? 1L : 0L,
                startedAt,
                start == null ? 1L : 0L,
                end == null ? null : (Long) Math.max(end, startedAt),
                merged.number(Fields.COMPLETION_START),
                or(merged.text(Fields.LEVEL), "DEFAULT"),
                merged.text(Fields.STATUS),
                model,
                or(merged.text(Fields.ENVIRONMENT), "default"),
                merged.text(Fields.VERSION),
                merged.text(Fields.PROMPT_NAME),
                merged.number(Fields.PROMPT_VERSION),
                Columns.json(usage),
                Math.min(tokens.input(), TOKENS_MAX),
                Math.min(tokens.output(), TOKENS_MAX),
                Math.min(tokens.total(), TOKENS_MAX),
                priced.key(),
                priced.nanos(),
                priced.part("input"),
                priced.part("output"),
                Columns.json(priced.details()));
        return transaction.update(
                tables.sql(INSERT_DETAILS),
                traceId,
                id,
                merged.stored(LARGE),
                content(merged, Fields.INPUT),
                content(merged, Fields.OUTPUT));
    }

    /** The value as said, else what came of it in pieces: messages to a model as a list, one answer as itself. */
    private static @Nullable String content(Merged merged, String field) {
        if (merged.value(field) != null) return large(merged, field);
        List<JsonNode> parts = merged.parts(field);
        if (parts.isEmpty()) return null;
        if (parts.size() == 1 && field.equals(Fields.OUTPUT)) return Columns.json(parts.get(0));
        return Columns.json(JsonNodeFactory.instance.arrayNode().addAll(parts));
    }

    /** The value as JSON text; null when nobody said it now, see {@link #INSERT_DETAILS}. */
    static @Nullable String large(Merged merged, String field) {
        JsonNode value = merged.value(field);
        return value == null || value.isMissingNode() ? null : Columns.json(value);
    }

    static String or(@Nullable String text, String standard) {
        return text == null ? standard : text;
    }

    /** What an observation costs and why: as given, or by a price; nothing when neither is known. */
    public record Priced(
            @Nullable String key,
            @Nullable Long nanos,
            @Nullable JsonNode details) {
        public static final Priced UNKNOWN = new Priced(null, null, null);
        /** A million US dollars for one observation; what is said to cost more is summed up as that, so that no sum overflows. */
        private static final long NANOS_MAX = 1_000_000_000_000_000L;

        static Priced of(
                @Nullable JsonNode given, @Nullable String model, @Nullable JsonNode usage, PriceTable prices) {
            Cost said = given == null ? null : Cost.given(given).orElse(null);
            if (said != null) return of(GIVEN, said);
            if (model == null || usage == null) return UNKNOWN;
            return prices.find(model).map(price -> by(price, usage)).orElse(UNKNOWN);
        }

        public static Priced by(Price price, JsonNode usage) {
            return of(price.edition(), price.cost(usage));
        }

        /** What the keys with this word cost together; null when nothing is known. */
        @Nullable
        public Long part(String word) {
            if (details == null) return null;
            BigDecimal sum = BigDecimal.ZERO;
            for (Map.Entry<String, JsonNode> field : details.properties()) {
                if (field.getKey().contains(word))
                    sum = sum.add(field.getValue().decimalValue());
            }
            BigDecimal nanos = sum.movePointRight(9).setScale(0, RoundingMode.HALF_UP);
            return nanos.min(BigDecimal.valueOf(NANOS_MAX)).longValue();
        }

        private static Priced of(String key, Cost cost) {
            if (!cost.isKnown()) return new Priced(key, null, null);
            return new Priced(key, Math.min(cost.nanos(), NANOS_MAX), cost.details());
        }
    }
}
