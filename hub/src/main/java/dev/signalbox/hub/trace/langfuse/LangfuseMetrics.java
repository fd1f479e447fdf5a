package dev.signalbox.hub.trace.langfuse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.hub.database.Database;
import dev.signalbox.hub.database.Row;
import dev.signalbox.hub.http.route.Answer;
import dev.signalbox.hub.http.route.Query;
import dev.signalbox.hub.projection.Columns;
import dev.signalbox.hub.trace.query.Conditions;
import dev.signalbox.hub.trace.query.FiguresQuery;
import dev.signalbox.hub.trace.query.TimeSteps;
import dev.signalbox.hub.trace.query.View;
import dev.signalbox.wire.InvalidInput;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.Times;
import io.vertx.core.Future;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The metrics of Langfuse: figures of a view by dimensions and time, asked for in one JSON text. Every metric is one
 * query; their rows meet by their group. Percentiles are of the nearest rank.
 */
final class LangfuseMetrics {
    private static final int ROWS_DEFAULT = 100;
    private static final int ROWS_MAX = 1_000;
    /** Groups that one metric may have before the largest page is cut out of them. */
    private static final int GROUPS_MAX = 50_000;

    private static final int METRICS_MAX = 20;
    private static final int BINS_DEFAULT = 10;
    private static final int BINS_MAX = 100;
    private static final List<String> AGGREGATIONS =
            List.of("sum", "avg", "count", "max", "min", "p50", "p75", "p90", "p95", "p99", "histogram");
    /** A mean comes so many times too large, so that it keeps its digits as a whole number. */
    private static final long AVERAGE_FACTOR = 1_000;

    private final Database database;

    LangfuseMetrics(Database database) {
        this.database = database;
    }

    /** What groups have in common. Tags are so all together, as a list. */
    private record Dimension(String name, View.Column column) {
        void show(Row row, String in, ObjectNode shape) {
            if (column.kind() == View.Kind.TAGS) shape.set(name, Json.tree(Columns.tags(row, in)));
            else shape.put(name, row.textOrNull(in));
        }
    }

    /** One metric as it was asked for; its rows carry {@code <aggregation>_<measure>}. */
    private record Metric(String name, MetricView.Measure measure, String aggregation) {}

    Future<Answer> answer(Query query) {
        String text = query.text("query");
        if (text == null)
            throw Query.invalid("query", "is required: JSON with view, metrics, fromTimestamp, toTimestamp");
        return answer(FilterList.json("query", text)).map(rows -> Answer.ok(Map.of("data", rows)));
    }

    private Future<List<ObjectNode>> answer(JsonNode asked) {
        MetricView view = MetricView.ALL.get(asked.path("view").asText());
        if (view == null) throw new InvalidInput("", "the view must be one of " + sorted(MetricView.ALL.keySet()));
        List<Dimension> dimensions = dimensions(view, asked.path("dimensions"));
        List<Metric> metrics = metrics(view, asked.path("metrics"));
        String word = asked.path("timeDimension").path("granularity").asText("");
        TimeSteps steps = TimeSteps.of(word, time(asked, "fromTimestamp"), time(asked, "toTimestamp"), view.time());
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

    private static List<Dimension> dimensions(MetricView view, JsonNode list) {
        List<Dimension> dimensions = new ArrayList<>();
        for (JsonNode one : list) {
            String field = one.path("field").asText();
            View.Column column = view.view().columnOrNull(field);
            if (column == null || (column.kind() != View.Kind.TEXT && column.kind() != View.Kind.TAGS)) {
                throw new InvalidInput("", "the dimension \"" + field + "\" is not supported here");
            }
            dimensions.add(new Dimension(field, column));
        }
        return dimensions;
    }

    private static List<Metric> metrics(MetricView view, JsonNode list) {
        if (!list.isArray() || list.isEmpty() || list.size() > METRICS_MAX) {
            throw new InvalidInput("", "metrics must be a list of 1 to " + METRICS_MAX + " {measure, aggregation}");
        }
        List<Metric> metrics = new ArrayList<>();
        for (JsonNode one : list) {
            String name = one.path("measure").asText();
            String aggregation = one.path("aggregation").asText();
            MetricView.Measure measure = view.measures().get(name);
            if (measure == null) {
                throw new InvalidInput(
                        "",
                        "the measure \"" + name + "\" is not supported here; known are "
                                + sorted(view.measures().keySet()));
            }
            if (!AGGREGATIONS.contains(aggregation)) {
                throw new InvalidInput(
                        "", "the aggregation \"" + aggregation + "\" is not supported; known are " + AGGREGATIONS);
            }
            metrics.add(new Metric(aggregation + "_" + name, measure, aggregation));
        }
        return metrics;
    }

    private Future<List<ObjectNode>> rows(
            MetricView view, List<Dimension> dimensions, Metric metric, TimeSteps steps, JsonNode asked) {
        Conditions conditions = new Conditions();
        if (view.only() != null) conditions.and(view.only());
        conditions.and(view.time() + " >= ?", time(asked, "fromTimestamp"));
        conditions.and(view.time() + " < ?", time(asked, "toTimestamp"));
        FilterList.add(conditions, asked.path("filters"), view.view());
        List<String> keys = new ArrayList<>(List.of(steps.sql()));
        dimensions.forEach(dimension -> keys.add(dimension.column().sql()));
        FiguresQuery query = new FiguresQuery(view.view(), conditions, keys);
        String value = metric.measure().sql();
        String word = metric.aggregation();
        if (word.equals("histogram")) {
            int bins = asked.path("config").path("bins").asInt(BINS_DEFAULT);
            return query.histogram(database, value, Math.max(1, Math.min(BINS_MAX, bins)), GROUPS_MAX)
                    .map(rows -> histograms(rows, dimensions, metric, steps));
        }
        boolean percentile = word.startsWith("p");
        String column = percentile
                ? FiguresQuery.percentile(Integer.parseInt(word.substring(1)))
                : word.equals("avg") ? "CAST(avg(v * " + AVERAGE_FACTOR + ") AS bigint)" : word + "(v)";
        return query.overValues(database, value, percentile, column + " AS r", query.names(), GROUPS_MAX)
                .map(rows -> rows.stream()
                        .map(row ->
                                shape(row, dimensions, steps).put(metric.name(), shown(metric, row.bigintOrNull("r"))))
                        .toList());
    }

    private static ObjectNode shape(Row row, List<Dimension> dimensions, TimeSteps steps) {
        ObjectNode shape = Json.object();
        if (steps.isStepped()) {
            shape.put("time_dimension", Times.format(Times.ofMicros(steps.begin(row.bigint("k0")))));
        }
        for (int i = 0; i < dimensions.size(); i++) dimensions.get(i).show(row, "k" + (i + 1), shape);
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
        long divisor = metric.measure().divisor() * (metric.aggregation().equals("avg") ? AVERAGE_FACTOR : 1);
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

    private static String sorted(Set<String> words) {
        return String.join(", ", words.stream().sorted().toList());
    }

    private static @Nullable Long time(JsonNode asked, String field) {
        JsonNode text = asked.path(field);
        if (text.isMissingNode() || text.isNull()) return null;
        try {
            Instant time = Times.parse(text.asText());
            if (time.isBefore(Instant.EPOCH) || time.isAfter(Instant.EPOCH.plus(Duration.ofDays(200_000)))) {
                throw new IllegalArgumentException("far away");
            }
            return Times.toMicros(time);
        } catch (IllegalArgumentException noTime) {
            throw new InvalidInput("", field + " must be a time such as 2026-11-21T08:00:00Z");
        }
    }
}
