package dev.signalbox.hub.trace.langfuse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.hub.database.Database;
import dev.signalbox.hub.database.Row;
import dev.signalbox.hub.http.route.Answer;
import dev.signalbox.hub.http.route.Query;
import dev.signalbox.hub.projection.Columns;
import dev.signalbox.hub.trace.query.Conditions;
import dev.signalbox.wire.InvalidInput;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.Times;
import io.vertx.core.Future;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The metrics of Langfuse: figures of a view by dimensions and time, asked for in one JSON text. Every metric is one query; their rows
 * meet by their group. Percentiles are of the nearest rank.
 */
final class LangfuseMetrics {
    private static final int ROWS_DEFAULT = 100;
    private static final int ROWS_MAX = 1_000;
    /** Groups that one metric may have before the largest page is cut out of them. */
    private static final int GROUPS_MAX = 50_000;

    private static final int METRICS_MAX = 20;
    private static final int BINS_DEFAULT = 10;
    private static final int BINS_MAX = 100;

    private final Database database;

    LangfuseMetrics(Database database) {
        this.database = database;
    }

    /** What is counted, and what it is counted by. */
    private record View(String from, String time, Map<String, Filters.Column> columns, Map<String, Measure> measures) {}

    /**
     * A whole number of each row.
     *
     * @param divisor by which it is shown: milliseconds of microseconds, dollars of billionths
     */
    private record Measure(String sql, long divisor) {}

    /** What groups have in common. Tags are so all together, as a list. */
    private record Dimension(String name, Filters.Column column) {
        void show(Row row, String in, ObjectNode shape) {
            if (column.kind() == Filters.Kind.TAGS) shape.set(name, Json.tree(Columns.tags(row, in)));
            else shape.put(name, row.textOrNull(in));
        }
    }

    /** One metric as it was asked for; its rows carry {@code <aggregation>_<measure>}. */
    private record Metric(String name, Measure measure, String aggregation) {}

    private static final Map<String, View> VIEWS = Map.of(
            "observations",
            new View(
                    " FROM observations o JOIN traces t ON t.id = o.trace_id",
                    "o.started_at",
                    Filters.OBSERVATIONS,
                    Map.ofEntries(
                            Map.entry("count", new Measure("1", 1)),
                            Map.entry("latency", new Measure("(o.ended_at - o.started_at)", 1_000)),
                            Map.entry("timeToFirstToken", new Measure("(o.first_token_at - o.started_at)", 1_000)),
                            Map.entry("inputTokens", new Measure("o.input_tokens", 1)),
                            Map.entry("outputTokens", new Measure("o.output_tokens", 1)),
                            Map.entry("totalTokens", new Measure("o.total_tokens", 1)),
                            Map.entry("inputCost", new Measure("o.input_cost", 1_000_000_000)),
                            Map.entry("outputCost", new Measure("o.output_cost", 1_000_000_000)),
                            Map.entry("totalCost", new Measure("o.cost", 1_000_000_000)),
                            Map.entry(
                                    "tokensPerSecond",
                                    new Measure(
                                            "(CASE WHEN o.ended_at > o.started_at THEN o.output_tokens * 1000000000 /"
                                                    + " (o.ended_at - o.started_at) END)",
                                            1_000)))),
            "traces",
            new View(
                    " FROM traces t",
                    "t.at",
                    Filters.TRACES,
                    Map.of(
                            "count", new Measure("1", 1),
                            "observationsCount", new Measure("t.observations", 1),
                            "latency", new Measure("(t.ended_at - t.started_at)", 1_000),
                            "totalTokens", new Measure("t.total_tokens", 1),
                            "totalCost", new Measure("t.cost", 1_000_000_000))),
            "scores-numeric",
            new View(
                    " FROM (SELECT * FROM trace_scores WHERE value IS NOT NULL) s LEFT JOIN traces t ON t.id = s.trace_id",
                    "s.at",
                    Filters.SCORES,
                    Map.of(
                            "count", new Measure("1", 1),
                            "value",
                                    new Measure(
                                            "CAST(CAST(s.value AS double precision) * 1000000 AS bigint)", 1_000_000))),
            "scores-categorical",
            new View(
                    " FROM (SELECT * FROM trace_scores WHERE value IS NULL) s LEFT JOIN traces t ON t.id = s.trace_id",
                    "s.at",
                    withValue(),
                    Map.of("count", new Measure("1", 1))));

    private static Map<String, Filters.Column> withValue() {
        Map<String, Filters.Column> columns = new LinkedHashMap<>(Filters.SCORES);
        columns.put("stringValue", Filters.Column.text("s.text_value"));
        return Map.copyOf(columns);
    }

    Future<Answer> answer(Query query) {
        String text = query.text("query");
        if (text == null)
            throw Query.invalid("query", "is required: JSON with view, metrics, fromTimestamp, toTimestamp");
        JsonNode asked;
        try {
            asked = Json.readLenient(text.getBytes(StandardCharsets.UTF_8), JsonNode.class);
        } catch (IllegalArgumentException notJson) {
            throw Query.invalid("query", "is not JSON");
        }
        return answer(asked).map(rows -> Answer.ok(Map.of("data", rows)));
    }

    private Future<List<ObjectNode>> answer(JsonNode asked) {
        View view = VIEWS.get(asked.path("view").asText());
        if (view == null) throw new InvalidInput("", "the view must be one of " + sorted(VIEWS.keySet()));
        List<Dimension> dimensions = dimensions(view, asked.path("dimensions"));
        List<Metric> metrics = metrics(view, asked.path("metrics"));
        TimeSteps steps = TimeSteps.of(asked, view.time());
        List<Future<List<ObjectNode>>> parts = new ArrayList<>();
        for (Metric metric : metrics) parts.add(rows(view, dimensions, metric, steps, asked));
        return Future.all(parts).map(read -> {
            Map<ObjectNode, ObjectNode> groups = new LinkedHashMap<>();
            for (Future<List<ObjectNode>> part : parts) {
                for (ObjectNode row : part.result()) {
                    ObjectNode key = row.deepCopy();
                    key.remove(metrics.stream().map(Metric::name).toList());
                    groups.computeIfAbsent(key, ObjectNode::deepCopy).setAll(row);
                }
            }
            return limited(asked, metrics, groups.values());
        });
    }

    private static List<Dimension> dimensions(View view, JsonNode list) {
        List<Dimension> dimensions = new ArrayList<>();
        for (JsonNode one : list) {
            String field = one.path("field").asText();
            Filters.Column column = view.columns().get(field);
            if (column == null || (column.kind() != Filters.Kind.TEXT && column.kind() != Filters.Kind.TAGS)) {
                throw new InvalidInput("", "the dimension \"" + field + "\" is not supported here");
            }
            dimensions.add(new Dimension(field, column));
        }
        return dimensions;
    }

    private static List<Metric> metrics(View view, JsonNode list) {
        if (!list.isArray() || list.isEmpty() || list.size() > METRICS_MAX) {
            throw new InvalidInput("", "metrics must be a list of 1 to " + METRICS_MAX + " {measure, aggregation}");
        }
        List<Metric> metrics = new ArrayList<>();
        for (JsonNode one : list) {
            String name = one.path("measure").asText();
            String aggregation = one.path("aggregation").asText();
            Measure measure = view.measures().get(name);
            if (measure == null) {
                throw new InvalidInput(
                        "",
                        "the measure \"" + name + "\" is not supported here; known are "
                                + sorted(view.measures().keySet()));
            }
            if (!Aggregation.WORDS.contains(aggregation)) {
                throw new InvalidInput(
                        "", "the aggregation \"" + aggregation + "\" is not supported; known are " + Aggregation.WORDS);
            }
            metrics.add(new Metric(aggregation + "_" + name, measure, aggregation));
        }
        return metrics;
    }

    private Future<List<ObjectNode>> rows(
            View view, List<Dimension> dimensions, Metric metric, TimeSteps steps, JsonNode asked) {
        List<String> keys = new ArrayList<>();
        keys.add(steps.sql() + " AS step");
        for (int i = 0; i < dimensions.size(); i++)
            keys.add(dimensions.get(i).column().sql() + " AS d" + i);
        Conditions conditions = new Conditions();
        conditions.and(view.time() + " >= ?", steps.from());
        conditions.and(view.time() + " < ?", steps.to());
        Filters.all(conditions, asked.path("filters"), view.columns());
        conditions.and(metric.measure().sql() + " IS NOT NULL");
        String values = "SELECT " + String.join(", ", keys) + ", "
                + metric.measure().sql() + " AS v" + view.from() + conditions.where();
        List<String> names = new ArrayList<>(List.of("step"));
        for (int i = 0; i < dimensions.size(); i++) names.add("d" + i);
        int bins =
                Math.max(1, Math.min(BINS_MAX, asked.path("config").path("bins").asInt(BINS_DEFAULT)));
        String sql =
                Aggregation.sql(metric.aggregation(), values, names, bins) + " LIMIT " + conditions.value(GROUPS_MAX);
        return database.read(transaction -> conditions.query(transaction, sql))
                .map(rows -> Aggregation.isHistogram(metric.aggregation())
                        ? histograms(rows, dimensions, metric, steps)
                        : rows.stream()
                                .map(row -> shape(row, dimensions, steps)
                                        .put(metric.name(), shown(metric, row.bigintOrNull("r"))))
                                .toList());
    }

    private static ObjectNode shape(Row row, List<Dimension> dimensions, TimeSteps steps) {
        ObjectNode shape = Json.object();
        if (steps.isStepped()) {
            shape.put("time_dimension", Times.format(Times.ofMicros(steps.begin(row.bigint("step")))));
        }
        for (int i = 0; i < dimensions.size(); i++) dimensions.get(i).show(row, "d" + i, shape);
        return shape;
    }

    /** Rows of bins become one list a group: {@code [[lower, upper, height] …]}. */
    private static List<ObjectNode> histograms(
            List<Row> rows, List<Dimension> dimensions, Metric metric, TimeSteps steps) {
        Map<ObjectNode, ObjectNode> groups = new LinkedHashMap<>();
        for (Row row : rows) {
            ObjectNode group = groups.computeIfAbsent(shape(row, dimensions, steps), ObjectNode::deepCopy);
            BigDecimal lower = shown(metric, row.bigintOrNull("lower_bound"));
            BigDecimal upper = shown(metric, row.bigintOrNull("upper_bound"));
            group.withArray("/" + metric.name())
                    .addArray()
                    .add(lower)
                    .add(upper)
                    .add(row.bigint("r"));
        }
        return List.copyOf(groups.values());
    }

    /** A number as people read it. Sums and averages come a thousandfold, so that a mean keeps its digits. */
    private static @Nullable BigDecimal shown(Metric metric, @Nullable Long raw) {
        if (raw == null) return null;
        if (metric.aggregation().equals("count")) return BigDecimal.valueOf(raw);
        long divisor =
                metric.measure().divisor() * (metric.aggregation().equals("avg") ? Aggregation.AVERAGE_FACTOR : 1);
        BigDecimal value = BigDecimal.valueOf(raw).divide(BigDecimal.valueOf(divisor), MathContext.DECIMAL64);
        BigDecimal plain = value.stripTrailingZeros();
        return plain.scale() < 0 ? plain.setScale(0) : plain;
    }

    private static List<ObjectNode> limited(JsonNode asked, List<Metric> metrics, Iterable<ObjectNode> rows) {
        List<ObjectNode> all = new ArrayList<>();
        rows.forEach(all::add);
        for (Metric metric : metrics)
            all.forEach(row -> {
                if (!row.has(metric.name())) row.putNull(metric.name());
            });
        Comparator<ObjectNode> order = null;
        for (JsonNode by : asked.path("orderBy")) {
            String field = by.path("field").asText();
            Comparator<ObjectNode> next = Comparator.comparing(row -> row.path(field), LangfuseMetrics::compare);
            if (by.path("direction").asText().equalsIgnoreCase("desc")) next = next.reversed();
            order = order == null ? next : order.thenComparing(next);
        }
        if (order != null) all.sort(order);
        int limit = Math.max(
                1, Math.min(ROWS_MAX, asked.path("config").path("row_limit").asInt(ROWS_DEFAULT)));
        return all.size() > limit ? all.subList(0, limit) : all;
    }

    private static int compare(JsonNode left, JsonNode right) {
        if (left.isNumber() && right.isNumber()) return left.decimalValue().compareTo(right.decimalValue());
        return left.asText().compareTo(right.asText());
    }

    private static String sorted(java.util.Set<String> words) {
        return String.join(", ", words.stream().sorted().toList());
    }
}
