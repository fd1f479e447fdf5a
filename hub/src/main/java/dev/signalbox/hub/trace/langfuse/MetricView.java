package dev.signalbox.hub.trace.langfuse;

import dev.signalbox.hub.trace.query.View;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A view of Langfuse's metrics: rows that can be counted, and what can be counted of them.
 *
 * @param only the condition of its rows; null for all
 * @param time the column that tells when a row was
 */
record MetricView(View view, @Nullable String only, String time, Map<String, Measure> measures) {
    private static final long MILLIS = 1_000;
    private static final long DOLLARS = 1_000_000_000;
    private static final String TOKENS_PER_SECOND = "(CASE WHEN o.ended_at > o.started_at"
            + " THEN o.output_tokens * 1000000000 / (o.ended_at - o.started_at) END)";
    /** A score that no whole number of millionths holds is in no figure. */
    static final String SCORE_MICROS = "(CASE WHEN abs(CAST(s.value AS double precision)) < 9000000000000"
            + " THEN CAST(round(CAST(s.value AS double precision) * 1000000) AS bigint) END)";

    private static final Measure ROWS = new Measure("1", 1);
    /** The views by the names that clients call them. */
    static final Map<String, MetricView> ALL = Map.of(
            "observations",
            new MetricView(
                    View.OBSERVATIONS,
                    null,
                    "o.started_at",
                    Map.of(
                            "count", ROWS,
                            "latency", new Measure(View.DURATION, MILLIS),
                            "timeToFirstToken", new Measure(View.TO_FIRST_TOKEN, MILLIS),
                            "inputTokens", new Measure("o.input_tokens", 1),
                            "outputTokens", new Measure("o.output_tokens", 1),
                            "totalTokens", new Measure("o.total_tokens", 1),
                            "inputCost", new Measure("o.input_cost", DOLLARS),
                            "outputCost", new Measure("o.output_cost", DOLLARS),
                            "totalCost", new Measure("o.cost", DOLLARS),
                            "tokensPerSecond", new Measure(TOKENS_PER_SECOND, 1_000))),
            "traces",
            new MetricView(
                    View.TRACES,
                    null,
                    "t.at",
                    Map.of(
                            "count", ROWS,
                            "observationsCount", new Measure("t.observations", 1),
                            "latency", new Measure("(t.ended_at - t.started_at)", MILLIS),
                            "totalTokens", new Measure("t.total_tokens", 1),
                            "totalCost", new Measure("t.cost", DOLLARS))),
            "scores-numeric",
            new MetricView(
                    View.SCORES,
                    "s.value IS NOT NULL",
                    "s.at",
                    Map.of("count", ROWS, "value", new Measure(SCORE_MICROS, 1_000_000))),
            "scores-categorical",
            new MetricView(
                    View.SCORES.with("stringValue", "s.text_value"), "s.value IS NULL", "s.at", Map.of("count", ROWS)));

    /**
     * A measure is a whole number of each row.
     *
     * @param divisor by which it is shown: milliseconds of microseconds, dollars of billionths
     */
    record Measure(String sql, long divisor) {}
}
