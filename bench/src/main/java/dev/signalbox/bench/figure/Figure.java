package dev.signalbox.bench.figure;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One measured thing: a value for each run, and beside it the limit that was measured in the same runs.
 *
 * @param values of the hub, one a run
 * @param limit what the same machine can do at best; null when there is nothing to compare with
 */
public record Figure(
        String name,
        String unit,
        List<Double> values,
        @Nullable Limit limit,
        Target target) {
    /** What the limit is, and its value in each run. */
    public record Limit(String name, List<Double> values) {
        public Limit {
            values = List.copyOf(values);
        }
    }

    public Figure {
        values = List.copyOf(values);
        if (values.isEmpty()) throw new IllegalArgumentException(name + " was never measured");
    }

    /** A figure without a limit. */
    public static Figure alone(String name, String unit, List<Double> values, Target target) {
        return new Figure(name, unit, values, null, target);
    }

    public double median() {
        return median(values);
    }

    /** Median of the limit; NaN when there is none. */
    public double limitMedian() {
        return limit == null ? Double.NaN : median(limit.values());
    }

    /**
     * Median of value over limit, each of one run, when they were measured in pairs, else of the medians; NaN without a
     * limit.
     */
    public double ratio() {
        if (limit == null) return Double.NaN;
        if (limit.values().size() != values.size()) return median() / limitMedian();
        List<Double> limits = limit.values();
        Double[] ratios = new Double[values.size()];
        for (int i = 0; i < ratios.length; i++) ratios[i] = values.get(i) / limits.get(i);
        return median(List.of(ratios));
    }

    public boolean isReached() {
        return target.isReachedBy(median(), ratio());
    }

    /** Three significant digits, thousands apart. */
    public static String number(double value) {
        if (Double.isNaN(value)) return "–";
        double size = Math.abs(value);
        String format = size >= 100 || size == 0 ? "%,.0f" : size >= 10 ? "%.1f" : size >= 1 ? "%.2f" : "%.3f";
        return String.format(Locale.ROOT, format, value);
    }

    public static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
