package dev.signalbox.hub.trace.query;

import dev.signalbox.hub.database.Database;
import dev.signalbox.hub.database.Row;
import dev.signalbox.wire.InvalidInput;
import dev.signalbox.wire.Times;
import dev.signalbox.wire.resource.Figure;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The query of figures over observations, by what they have in common and over time. Percentiles are those of
 * {@link FiguresQuery}. Times of intervals are UTC; a week begins on Monday. Any thread.
 */
public final class Analytics {
    /** Lines of one answer at most, and groups that one may ask for. */
    public static final int LINES_MAX = 10_000;
    /** Which observations count. */
    public static final Filter FILTER = Filter.on(View.OBSERVATIONS)
            .times("from", "to", "startTime")
            .equal("model", "name")
            .value("type", "o.type = ?", (name, type) -> type.toUpperCase(Locale.ROOT))
            .equal("environment", "userId");

    private final Database database;

    /**
     * What is asked for: the columns of its figures, by what groups are larger than others, and which observations have
     * a part in it.
     */
    public enum Measure {
        // What has no model and no cost has no part in these: a span around a call would only dilute it. People cost
        // time.
        COST(
                "sum(CASE WHEN o.type = 'HUMAN' THEN 0 ELSE 1 END) AS n",
                "sum(o.cost) AS cost, sum(CASE WHEN o.cost IS NULL AND o.total_tokens > 0 THEN 1 ELSE 0 END) AS unpriced,"
                        + " sum(CASE WHEN o.type = 'HUMAN' THEN " + View.DURATION + " END) AS human",
                "COALESCE(sum(o.cost), 0)",
                "(o.model IS NOT NULL OR o.cost IS NOT NULL OR o.type = 'HUMAN')"),
        TOKENS(
                "sum(o.input_tokens) AS input, sum(o.output_tokens) AS output, sum(o.total_tokens) AS total",
                "sum(o.total_tokens)",
                "o.total_tokens > 0"),
        LATENCY(
                FiguresQuery.percentile(50) + " AS p50, " + FiguresQuery.percentile(90) + " AS p90, "
                        + FiguresQuery.percentile(99) + " AS p99, max(v) AS most",
                "count(*)",
                null),
        ERRORS(
                "sum(CASE WHEN o.level = 'ERROR' THEN 1 ELSE 0 END) AS errors",
                "sum(CASE WHEN o.level = 'ERROR' THEN 1 ELSE 0 END)",
                null),
        VOLUME("count(DISTINCT o.trace_id) AS traces", "count(*)", null);

        private final String columns;
        private final String size;
        private final @Nullable String condition;

        Measure(String columns, String size, @Nullable String condition) {
            this("count(*) AS n", columns, size, condition);
        }

        Measure(String count, String columns, String size, @Nullable String condition) {
            this.columns = count + ", " + columns;
            this.size = size;
            this.condition = condition;
        }

        /** The figure of a row; null when it is none of this measure, or there is no row. */
        private @Nullable Long of(@Nullable Row row, String name) {
            boolean has = (columns + ",").contains(" AS " + name + ",");
            return has && row != null ? row.bigintOrNull(name) : null;
        }
    }

    /** What groups have in common. */
    public enum By {
        NONE("''"),
        MODEL("o.model"),
        NAME("o.name"),
        TYPE("o.type"),
        ENVIRONMENT("o.environment"),
        USER("t.user_id"),
        SESSION("t.session_id"),
        TRACE("t.name");

        private final String column;

        By(String column) {
            this.column = column;
        }
    }

    /** Length of the steps in which time goes. */
    public enum Interval {
        NONE,
        HOUR,
        DAY,
        WEEK;

        private TimeSteps steps() {
            return TimeSteps.of(this == NONE ? "" : name().toLowerCase(Locale.ROOT), null, null, "o.started_at");
        }
    }

    /**
     * How figures are put together.
     *
     * @param top only the groups that are the largest over the whole time, so many; null for all
     */
    public record Grouping(
            By by, Interval interval, @Nullable Integer top) {}

    public Analytics(Database database) {
        this.database = database;
    }

    /**
     * The figures: by time, then the largest first. Fails with {@link InvalidInput} when they come to more than
     * {@link #LINES_MAX} lines.
     *
     * @param filter which observations count, see {@link #FILTER}
     */
    public Future<List<Figure>> figures(Measure measure, Grouping grouping, Conditions filter) {
        Conditions conditions = filter.copy();
        if (measure.condition != null) conditions.and(measure.condition);
        keepLargest(conditions, measure, grouping);
        if (measure == Measure.LATENCY) return latency(grouping, conditions);
        return rows(measure, grouping, conditions, "").map(rows -> rows.stream()
                .map(row -> figure(measure, grouping, row, null))
                .toList());
    }

    private Future<List<Figure>> latency(Grouping grouping, Conditions conditions) {
        Future<List<Row>> durations = rows(Measure.LATENCY, grouping, conditions.copy(), View.DURATION);
        Future<List<Row>> firstTokens = rows(Measure.LATENCY, grouping, conditions.copy(), View.TO_FIRST_TOKEN);
        return Future.all(durations, firstTokens).map(read -> {
            Map<List<Object>, Row> known = new HashMap<>();
            for (Row row : firstTokens.result()) known.put(group(row), row);
            List<Figure> figures = new ArrayList<>();
            for (Row row : durations.result()) {
                figures.add(figure(Measure.LATENCY, grouping, row, known.get(group(row))));
            }
            return figures;
        });
    }

    /** @param value of each observation that counts; empty when the figures are over the observations themselves */
    private Future<List<Row>> rows(Measure measure, Grouping grouping, Conditions conditions, String value) {
        List<String> keys = List.of(grouping.interval().steps().sql(), grouping.by().column);
        FiguresQuery query = new FiguresQuery(View.OBSERVATIONS, conditions, keys);
        Future<List<Row>> read = value.isEmpty()
                ? query.overRows(database, measure.columns, "1, " + measure.size + " DESC, 3 DESC", LINES_MAX + 1)
                : query.overValues(database, value, true, measure.columns, "1, 3 DESC", LINES_MAX + 1);
        return read.map(rows -> {
            if (rows.size() <= LINES_MAX) return rows;
            throw new InvalidInput(
                    "",
                    "the figures come to more than " + LINES_MAX
                            + " lines; choose a longer interval, a shorter time, or only the largest groups (top)");
        });
    }

    /** Of the observations that count so far, only those of the largest groups. */
    private static void keepLargest(Conditions conditions, Measure measure, Grouping grouping) {
        if (grouping.top() == null) return;
        // IN never finds what is null.
        String key = "COALESCE(" + grouping.by().column + ", '')";
        String where = conditions.where();
        conditions.and(
                key + " IN (SELECT k FROM (SELECT " + key + " AS k" + View.OBSERVATIONS.from(key, where) + where
                        + " GROUP BY 1 ORDER BY " + measure.size + " DESC, 1 LIMIT ?) largest)",
                grouping.top());
    }

    private static List<Object> group(Row row) {
        return List.of(row.bigint("k0"), String.valueOf(row.textOrNull("k1")));
    }

    private static Figure figure(Measure measure, Grouping grouping, Row row, @Nullable Row firstToken) {
        long count = row.bigint("n");
        TimeSteps steps = grouping.interval().steps();
        Long errors = measure.of(row, "errors");
        return new Figure(
                steps.isStepped() ? Times.ofMicros(steps.begin(row.bigint("k0"))) : null,
                grouping.by() == By.NONE ? null : row.textOrNull("k1"),
                count,
                measure.of(row, "traces"),
                Money.ofNanos(measure.of(row, "cost")),
                measure.of(row, "unpriced"),
                measure.of(row, "human"),
                measure.of(row, "input"),
                measure.of(row, "output"),
                measure.of(row, "total"),
                errors,
                errors == null ? null : (Double) (errors / (double) count),
                measure.of(row, "p50"),
                measure.of(row, "p90"),
                measure.of(row, "p99"),
                measure.of(row, "most"),
                measure.of(firstToken, "n"),
                measure.of(firstToken, "p50"),
                measure.of(firstToken, "p90"),
                measure.of(firstToken, "p99"));
    }
}
