package dev.signalbox.hub.trace.langfuse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.hub.database.Row;
import dev.signalbox.hub.projection.Columns;
import dev.signalbox.hub.trace.model.Fields;
import dev.signalbox.hub.trace.model.Merged;
import dev.signalbox.hub.trace.query.Money;
import dev.signalbox.hub.trace.query.View;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.Times;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The JSON of rows in the shapes of Langfuse. Typed clients fail on a missing required field, so whatever they require
 * is always there; what is unknown is null.
 */
final class LangfuseJson {
    private static final BigDecimal MICROS = BigDecimal.valueOf(1_000_000);

    private final String project;

    /** @param project id of the one project that clients see */
    LangfuseJson(String project) {
        this.project = project;
    }

    /** A row of {@code traces} with its details; observations and scores are theirs to add. */
    ObjectNode trace(Row row, @Nullable Row details) {
        ObjectNode shape = Json.object();
        String id = row.text("id");
        shape.put("id", id).put("projectId", project).put("timestamp", time(row, "at"));
        text(shape, "name", row, "name");
        shape.set("input", json(details, "input"));
        shape.set("output", json(details, "output"));
        text(shape, "sessionId", row, "session_id");
        text(shape, "release", row, "release");
        text(shape, "version", row, "version");
        text(shape, "userId", row, "user_id");
        shape.set("metadata", details == null ? Json.object() : merged(details).metadata());
        shape.set("tags", Json.tree(Columns.tags(row, "tags")));
        shape.put("public", row.bigint("is_public") != 0).put("bookmarked", false);
        shape.put("environment", row.text("environment"));
        shape.put("htmlPath", "/v1/traces/" + id);
        shape.put("createdAt", time(row, "received_at")).put("updatedAt", time(row, "last_at"));
        shape.set("latency", seconds(row.bigintOrNull("started_at"), row.bigintOrNull("ended_at")));
        shape.set("totalCost", dollars(row.bigintOrNull("cost"), true));
        return shape;
    }

    /** A row of {@code observations} with its details. */
    ObjectNode observation(Row row, @Nullable Row details) {
        ObjectNode shape = Json.object();
        shape.put("id", row.text("id")).put("traceId", row.text("trace_id")).put("projectId", project);
        // Their clients know no people.
        String type = row.text("type");
        shape.put("type", type.equals("HUMAN") ? "SPAN" : type);
        text(shape, "name", row, "name");
        shape.put("startTime", time(row, "started_at"));
        shape.put("endTime", time(row, "ended_at"));
        shape.put("completionStartTime", time(row, "first_token_at"));
        text(shape, "model", row, "model");
        JsonNode parameters = details == null ? null : merged(details).value(Fields.MODEL_PARAMETERS);
        shape.set("modelParameters", parameters == null ? Json.object() : parameters);
        shape.set("input", json(details, "input"));
        shape.set("output", json(details, "output"));
        shape.set("metadata", details == null ? Json.object() : merged(details).metadata());
        text(shape, "version", row, "version");
        text(shape, "parentObservationId", row, "parent_id");
        shape.put("level", row.text("level"));
        text(shape, "statusMessage", row, "status");
        shape.put("environment", row.text("environment"));
        text(shape, "promptName", row, "prompt_name");
        shape.put("promptVersion", row.bigintOrNull("prompt_version")).putNull("promptId");
        shape.put("createdAt", time(row, "started_at")).put("updatedAt", time(row, "started_at"));
        usage(shape, row);
        shape.set("latency", seconds(row.bigintOrNull("started_at"), row.bigintOrNull("ended_at")));
        shape.set("timeToFirstToken", seconds(0L, View.toFirstToken(row)));
        return shape;
    }

    private static void usage(ObjectNode shape, Row row) {
        long input = row.bigint("input_tokens");
        long output = row.bigint("output_tokens");
        long total = row.bigint("total_tokens");
        ObjectNode usage = shape.putObject("usage");
        usage.put("input", input).put("output", output).put("total", total).put("unit", "TOKENS");
        usage.set("inputCost", dollars(row.bigintOrNull("input_cost"), false));
        usage.set("outputCost", dollars(row.bigintOrNull("output_cost"), false));
        usage.set("totalCost", dollars(row.bigintOrNull("cost"), false));
        JsonNode details = Columns.json(row, "usage", JsonNode.class);
        JsonNode costs = Columns.json(row, "cost_details", JsonNode.class);
        shape.set("usageDetails", withTotal(details, total));
        shape.set("costDetails", costs == null ? Json.object() : costs);
        shape.put("promptTokens", input).put("completionTokens", output).put("totalTokens", total);
        shape.put("unit", "TOKENS");
        shape.set("calculatedInputCost", dollars(row.bigintOrNull("input_cost"), false));
        shape.set("calculatedOutputCost", dollars(row.bigintOrNull("output_cost"), false));
        shape.set("calculatedTotalCost", dollars(row.bigintOrNull("cost"), false));
    }

    /** Clients look for a total where there is anything. */
    private static ObjectNode withTotal(@Nullable JsonNode details, long total) {
        ObjectNode shown = Json.object();
        if (details instanceof ObjectNode given) shown.setAll(given);
        if (!shown.isEmpty() && !shown.has("total")) shown.put("total", total);
        return shown;
    }

    /** A row of {@code trace_scores}. */
    ObjectNode score(Row row) {
        ObjectNode shape = Json.object();
        String type = row.text("data_type");
        String number = row.textOrNull("value");
        String words = row.textOrNull("text_value");
        shape.put("id", row.text("id")).put("projectId", project);
        text(shape, "traceId", row, "trace_id");
        text(shape, "observationId", row, "observation_id");
        text(shape, "sessionId", row, "session_id");
        shape.putNull("datasetRunId").putNull("configId").putNull("queueId").putNull("authorUserId");
        shape.put("name", row.text("name")).put("source", row.text("source")).put("dataType", type);
        // Clients read the value of a category as a number too.
        if (number != null) shape.put("value", new BigDecimal(number));
        else shape.put("value", 0);
        if (words != null) shape.put("stringValue", words);
        else if (type.equals("BOOLEAN")) shape.put("stringValue", isZero(number) ? "False" : "True");
        text(shape, "comment", row, "comment");
        shape.put("environment", row.text("environment"));
        shape.put("timestamp", time(row, "at"))
                .put("createdAt", time(row, "at"))
                .put("updatedAt", time(row, "at"));
        shape.set("metadata", merged(row).metadata());
        return shape;
    }

    /** Traces of one session, as it is asked for. */
    ObjectNode session(String id, long createdAt, String environment) {
        return Json.object()
                .put("id", id)
                .put("createdAt", Times.format(Times.ofMicros(createdAt)))
                .put("projectId", project)
                .put("environment", environment);
    }

    /** A list with the pages of the first generation. */
    static Map<String, Object> page(List<ObjectNode> data, long page, long limit, long total) {
        return Map.of(
                "data",
                data,
                "meta",
                Map.of("page", page, "limit", limit, "totalItems", total, "totalPages", (total + limit - 1) / limit));
    }

    /** A list with the cursor of the later generations; none on the last page. */
    static Map<String, Object> page(List<ObjectNode> data, long limit, @Nullable String cursor) {
        return Map.of(
                "data",
                data,
                "meta",
                cursor == null ? Map.of("limit", limit) : Map.of("limit", limit, "cursor", cursor));
    }

    private static boolean isZero(@Nullable String number) {
        return number == null || new BigDecimal(number).signum() == 0;
    }

    private static Merged merged(Row details) {
        return Merged.restored(details.text("state"));
    }

    private static void text(ObjectNode shape, String field, Row row, String column) {
        shape.put(field, row.textOrNull(column));
    }

    private static @Nullable String time(Row row, String column) {
        Long micros = row.bigintOrNull(column);
        return micros == null ? null : Times.format(Times.ofMicros(micros));
    }

    private static @Nullable JsonNode json(@Nullable Row details, String column) {
        String text = details == null ? null : details.textOrNull(column);
        return text == null ? null : Json.readLenient(text.getBytes(StandardCharsets.UTF_8), JsonNode.class);
    }

    private static JsonNode seconds(@Nullable Long from, @Nullable Long to) {
        if (from == null || to == null || to < from) return NullNode.getInstance();
        return Json.tree(BigDecimal.valueOf(to - from).divide(MICROS));
    }

    private static JsonNode dollars(@Nullable Long nanos, boolean zero) {
        BigDecimal amount = Money.ofNanos(nanos);
        if (amount == null && zero) amount = BigDecimal.ZERO;
        return amount == null ? NullNode.getInstance() : Json.tree(amount);
    }
}
