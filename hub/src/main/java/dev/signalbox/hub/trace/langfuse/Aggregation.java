package dev.signalbox.hub.trace.langfuse;

import java.util.List;

/** How many values become one, in SQL that both engines speak. */
final class Aggregation {
    static final List<String> WORDS =
            List.of("sum", "avg", "count", "max", "min", "p50", "p75", "p90", "p95", "p99", "histogram");
    /** A mean comes so many times too large, so that it keeps its digits as a whole number. */
    static final long AVERAGE_FACTOR = 1_000;

    private Aggregation() {}

    static boolean isHistogram(String word) {
        return word.equals("histogram");
    }

    /**
     * A query of the aggregate {@code r} by keys.
     *
     * @param values a query of the keys and of {@code v}
     * @param bins of a histogram, whose rows also have {@code lower_bound} and {@code upper_bound}
     */
    static String sql(String word, String values, List<String> keys, int bins) {
        String by = String.join(", ", keys);
        if (isHistogram(word)) return histogram(values, keys, bins);
        if (word.startsWith("p")) return percentile(Integer.parseInt(word.substring(1)), values, by);
        String aggregate =
                switch (word) {
                    case "count" -> "count(v)";
                    case "avg" -> "CAST(avg(v * " + AVERAGE_FACTOR + ") AS bigint)";
                    default -> word + "(v)";
                };
        return "SELECT " + by + ", " + aggregate + " AS r FROM (" + values + ") v GROUP BY " + by + " ORDER BY " + by;
    }

    private static String percentile(int percent, String values, String by) {
        return "SELECT " + by + ", min(CASE WHEN k * 100 >= n * " + percent + " THEN v END) AS r FROM (SELECT " + by
                + ", v, row_number() OVER (PARTITION BY " + by + " ORDER BY v) AS k, count(*) OVER (PARTITION BY " + by
                + ") AS n FROM (" + values + ") v) ranked GROUP BY " + by + " ORDER BY " + by;
    }

    /** Bins of one width between the least and the greatest value of a group. */
    private static String histogram(String values, List<String> keys, int bins) {
        String by = String.join(", ", keys);
        return "SELECT " + by + ", lower_bound, upper_bound, count(*) AS r FROM (SELECT " + by
                + ", least + (v - least) / width * width AS lower_bound, least + (v - least) / width * width + width AS"
                + " upper_bound FROM (SELECT " + by + ", v, min(v) OVER (PARTITION BY " + by
                + ") AS least, (max(v) OVER (PARTITION BY " + by + ") - min(v) OVER (PARTITION BY " + by + ")) / "
                + bins
                + " + 1 AS width FROM (" + values + ") v) spans) bins GROUP BY " + by
                + ", lower_bound, upper_bound ORDER BY " + by + ", lower_bound";
    }
}
