package dev.signalbox.hub.trace.query;

import dev.signalbox.hub.database.Database;
import dev.signalbox.hub.database.Row;
import dev.signalbox.wire.InvalidInput;
import dev.signalbox.wire.Times;
import dev.signalbox.wire.resource.Figure;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Figures over observations, by what they have in common and over time. Percentiles are those of the nearest rank: a value that really
 * occurred. Times of intervals are UTC; a week begins on Monday.
 */
public final class Analytics {
    /** Lines of one answer at most, and groups that one may ask for. */
    public static final int LINES_MAX = 10_000;

    private final Database database;

    /** What is asked for. */
    public enum Measure {
        COST,
        TOKENS,
        LATENCY,
        ERRORS,
        VOLUME
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

        boolean isOfTraces() {
            return column.startsWith("t.");
        }
    }

    /** Length of the steps in which time goes. */
    public enum Interval {
        NONE(0, 0),
        HOUR(3_600_000_000L, 0),
        DAY(86_400_000_000L, 0),
        WEEK(7 * 86_400_000_000L, 4 * 86_400_000_000L);

        private final long micros;
        private final long offset;

        Interval(long micros, long offset) {
            this.micros = micros;
            this.offset = offset;
        }

        private String column() {
            return this == NONE ? "0" : "(o.started_at - " + offset + ") / " + micros;
        }

        private @Nullable Instant begin(long number) {
            return this == NONE ? null : Times.ofMicros(number * micros + offset);
        }
    }

    /**
     * Which observations count; null stands for all.
     *
     * @param from earliest start, microseconds
     * @param to latest start, not included
     */
    public record Filter(
            @Nullable Long from,
            @Nullable Long to,
            @Nullable String model,
            @Nullable String name,
            @Nullable String type,
            @Nullable String environment,
            @Nullable String userId) {}

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
     * The figures: by time, then the largest first. Fails with {@link InvalidInput} when they come to more than {@link #LINES_MAX} lines.
     */
    public Future<List<Figure>> figures(Measure measure, Grouping grouping, Filter filter) {
        if (measure == Measure.LATENCY) return latency(grouping, filter);
        Conditions conditions = conditions(measure, filter);
        keepLargest(conditions, measure, grouping, filter);
        String sql = columns(grouping) + ", count(*) AS n"
                + switch (measure) {
                    case COST ->
                        ", sum(o.cost) AS cost, sum(CASE WHEN o.cost IS NULL AND o.total_tokens > 0 THEN 1 ELSE 0 END)"
                                + " AS unpriced";
                    case TOKENS ->
                        ", sum(o.input_tokens) AS input, sum(o.output_tokens) AS output, sum(o.total_tokens) AS total";
                    case ERRORS -> ", sum(CASE WHEN o.level = 'ERROR' THEN 1 ELSE 0 END) AS errors";
                    default -> ", count(DISTINCT o.trace_id) AS traces";
                }
                + from(grouping.by(), filter) + conditions.where() + " GROUP BY 1, 2 ORDER BY 1, " + size(measure)
                + " DESC, 3 DESC LIMIT " + conditions.value(LINES_MAX + 1);
        return read(conditions, sql)
                .map(rows ->
                        rows.stream().map(row -> figure(measure, grouping, row)).toList());
    }

    private Future<List<Figure>> latency(Grouping grouping, Filter filter) {
        Future<List<Row>> durations = percentiles(grouping, filter, "o.ended_at");
        Future<List<Row>> firstTokens = percentiles(grouping, filter, "o.first_token_at");
        return Future.all(durations, firstTokens).map(read -> {
            Map<List<Object>, Row> known = new HashMap<>();
            for (Row row : firstTokens.result()) known.put(group(row), row);
            List<Figure> figures = new ArrayList<>();
            for (Row row : durations.result()) figures.add(latency(grouping, row, known.get(group(row))));
            return figures;
        });
    }

    private Future<List<Row>> percentiles(Grouping grouping, Filter filter, String end) {
        Conditions conditions = conditions(Measure.LATENCY, filter);
        keepLargest(conditions, Measure.LATENCY, grouping, filter);
        conditions.and(end + " IS NOT NULL");
        String sql = "SELECT b, k, n, min(CASE WHEN r * 100 >= n * 50 THEN d END) AS p50,"
                + " min(CASE WHEN r * 100 >= n * 90 THEN d END) AS p90, min(CASE WHEN r * 100 >= n * 99 THEN d END) AS p99,"
                + " max(d) AS most FROM (SELECT b, k, d, row_number() OVER (PARTITION BY b, k ORDER BY d) AS r,"
                + " count(*) OVER (PARTITION BY b, k) AS n FROM (" + columns(grouping)
                + ", " + end + " - o.started_at AS d" + from(grouping.by(), filter) + conditions.where()
                + ") durations) ranked GROUP BY b, k, n ORDER BY b, n DESC LIMIT " + conditions.value(LINES_MAX + 1);
        return read(conditions, sql);
    }

    private static String columns(Grouping grouping) {
        return "SELECT " + grouping.interval().column() + " AS b, " + grouping.by().column + " AS k";
    }

    /** By what groups are larger than others. */
    private static String size(Measure measure) {
        return switch (measure) {
            case COST -> "COALESCE(sum(o.cost), 0)";
            case TOKENS -> "sum(o.total_tokens)";
            case ERRORS -> "sum(CASE WHEN o.level = 'ERROR' THEN 1 ELSE 0 END)";
            default -> "count(*)";
        };
    }

    /** Of the observations that count so far, only those of the largest groups. */
    private static void keepLargest(Conditions conditions, Measure measure, Grouping grouping, Filter filter) {
        if (grouping.top() == null) return;
        // IN never finds what is null.
        String key = "COALESCE(" + grouping.by().column + ", '')";
        conditions.and(
                key + " IN (SELECT k FROM (SELECT " + key + " AS k" + from(grouping.by(), filter) + conditions.where()
                        + " GROUP BY 1 ORDER BY " + size(measure) + " DESC, 1 LIMIT ?) largest)",
                grouping.top());
    }

    private static Conditions conditions(Measure measure, Filter filter) {
        Conditions conditions = new Conditions()
                .and("o.started_at >= ?", filter.from())
                .and("o.started_at < ?", filter.to())
                .and("o.model = ?", filter.model())
                .and("o.name = ?", filter.name())
                .and("o.type = ?", filter.type())
                .and("o.environment = ?", filter.environment())
                .and("t.user_id = ?", filter.userId());
        // What has no model and no cost has no part in these: a span around a call would only dilute it.
        if (measure == Measure.COST) conditions.and("(o.model IS NOT NULL OR o.cost IS NOT NULL)");
        if (measure == Measure.TOKENS) conditions.and("o.total_tokens > 0");
        return conditions;
    }

    private static String from(By by, Filter filter) {
        boolean traces = by.isOfTraces() || filter.userId() != null;
        return " FROM observations o" + (traces ? " JOIN traces t ON t.id = o.trace_id" : "");
    }

    private Future<List<Row>> read(Conditions conditions, String sql) {
        return database.read(transaction -> conditions.query(transaction, sql)).map(rows -> {
            if (rows.size() <= LINES_MAX) return rows;
            throw new InvalidInput(
                    "",
                    "the figures come to more than " + LINES_MAX
                            + " lines; choose a longer interval, a shorter time, or only the largest groups (top)");
        });
    }

    private static List<Object> group(Row row) {
        return List.of(row.bigint("b"), String.valueOf(row.textOrNull("k")));
    }

    private static @Nullable String key(Grouping grouping, Row row) {
        return grouping.by() == By.NONE ? null : row.textOrNull("k");
    }

    private static Figure figure(Measure measure, Grouping grouping, Row row) {
        long count = row.bigint("n");
        boolean tokens = measure == Measure.TOKENS;
        Long errors = measure == Measure.ERRORS ? (Long) row.bigint("errors") : null;
        return new Figure(
                grouping.interval().begin(row.bigint("b")),
                key(grouping, row),
                count,
                measure == Measure.VOLUME ? (Long) row.bigint("traces") : null,
                measure == Measure.COST ? Money.ofNanos(row.bigintOrNull("cost")) : null,
                measure == Measure.COST ? (Long) row.bigint("unpriced") : null,
                tokens ? (Long) row.bigint("input") : null,
                tokens ? (Long) row.bigint("output") : null,
                tokens ? (Long) row.bigint("total") : null,
                errors,
                errors == null ? null : (Double) (errors / (double) count),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
    }

    private static Figure latency(Grouping grouping, Row row, @Nullable Row firstToken) {
        return new Figure(
                grouping.interval().begin(row.bigint("b")),
                key(grouping, row),
                row.bigint("n"),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                row.bigintOrNull("p50"),
                row.bigintOrNull("p90"),
                row.bigintOrNull("p99"),
                row.bigintOrNull("most"),
                firstToken == null ? null : (Long) firstToken.bigint("n"),
                firstToken == null ? null : firstToken.bigintOrNull("p50"),
                firstToken == null ? null : firstToken.bigintOrNull("p90"),
                firstToken == null ? null : firstToken.bigintOrNull("p99"));
    }
}
