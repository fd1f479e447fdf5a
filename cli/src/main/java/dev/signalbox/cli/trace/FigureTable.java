package dev.signalbox.cli.trace;

import dev.signalbox.cli.text.Amounts;
import dev.signalbox.cli.text.Cells;
import dev.signalbox.cli.text.Ink;
import dev.signalbox.wire.Times;
import dev.signalbox.wire.resource.Figure;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Figures as a table, with bars where people would rather look than read. */
final class FigureTable {
    private static final int KEY_WIDTH_MAX = 32;
    private static final int KEY_WIDTH_MIN = 14;
    private static final int BAR_MIN = 6;
    private static final int BAR_WANTED = 12;
    private static final int BAR_MAX = 40;

    private final String measure;
    private final @Nullable String by;
    private final TracesFigures.@Nullable Interval interval;
    private final Ink ink;
    private final int columns;

    /**
     * @param by what the lines have in common; null when there is one group
     * @param interval null when the whole time is one
     */
    FigureTable(String measure, @Nullable String by, TracesFigures.@Nullable Interval interval, Ink ink, int columns) {
        this.measure = measure;
        this.by = by;
        this.interval = interval;
        this.ink = ink;
        this.columns = columns;
    }

    String of(List<Figure> figures) {
        List<String> headings = headings();
        List<List<String>> rows = figures.stream().map(this::cells).toList();
        List<Integer> widths = new ArrayList<>();
        for (int column = 0; column < headings.size(); column++) {
            int at = column;
            int widest = rows.stream()
                    .mapToInt(row -> Cells.width(row.get(at)))
                    .max()
                    .orElse(0);
            widths.add(Math.max(Cells.width(headings.get(column)), widest));
        }
        if (by != null) leaveRoomForBars(widths);
        int used = widths.stream().mapToInt(width -> width + 2).sum();
        int bar = Math.min(BAR_MAX, columns - used);
        boolean bars = figures.size() > 1 && bar >= BAR_MIN;
        double most = figures.stream().mapToDouble(this::size).max().orElse(0);
        StringBuilder text = new StringBuilder(ink.dim(line(headings, widths)));
        Instant before = null;
        for (int i = 0; i < figures.size(); i++) {
            Figure figure = figures.get(i);
            List<String> row = new ArrayList<>(rows.get(i));
            if (interval != null && by != null && Objects.equals(before, figure.time())) row.set(0, "");
            before = figure.time();
            text.append(System.lineSeparator()).append(line(row, widths));
            if (bars) text.append("  ").append(bar(figure, most, bar));
        }
        return text.toString();
    }

    /** Long keys are cut before bars go. */
    private void leaveRoomForBars(List<Integer> widths) {
        int key = interval == null ? 0 : 1;
        int others = widths.stream().mapToInt(width -> width + 2).sum() - widths.get(key);
        widths.set(key, Math.min(widths.get(key), Math.max(KEY_WIDTH_MIN, columns - others - BAR_WANTED)));
    }

    private List<String> headings() {
        List<String> headings = new ArrayList<>();
        if (interval != null) headings.add(interval.name().toUpperCase(Locale.ROOT));
        if (by != null) headings.add(by.toUpperCase(Locale.ROOT));
        headings.addAll(
                switch (measure) {
                    case "cost" -> List.of("COST", "CALLS");
                    case "tokens" -> List.of("INPUT", "OUTPUT", "TOTAL", "CALLS");
                    case "latency" -> List.of("P50", "P90", "P99", "MAX", "STEPS", "1ST TOKEN");
                    case "errors" -> List.of("ERRORS", "RATE", "STEPS");
                    default -> List.of("STEPS", "TRACES");
                });
        return headings;
    }

    private List<String> cells(Figure figure) {
        List<String> cells = new ArrayList<>();
        if (interval != null) cells.add(time(figure.time()));
        if (by != null) cells.add(figure.key() == null ? "(none)" : Cells.cut(figure.key(), KEY_WIDTH_MAX));
        switch (measure) {
            case "cost" -> {
                cells.add(TraceText.cost(
                        figure.cost() == null ? null : Amounts.dollars(figure.cost()), zero(figure.unpriced())));
                cells.add(Amounts.count(figure.count()));
            }
            case "tokens" -> {
                cells.add(Amounts.count(zero(figure.inputTokens())));
                cells.add(Amounts.count(zero(figure.outputTokens())));
                cells.add(Amounts.count(zero(figure.totalTokens())));
                cells.add(Amounts.count(figure.count()));
            }
            case "latency" -> {
                cells.add(Amounts.duration(figure.p50Micros()));
                cells.add(Amounts.duration(figure.p90Micros()));
                cells.add(Amounts.duration(figure.p99Micros()));
                cells.add(Amounts.duration(figure.maxMicros()));
                cells.add(Amounts.count(figure.count()));
                cells.add(Amounts.duration(figure.firstTokenP50Micros()));
            }
            case "errors" -> {
                cells.add(Amounts.count(zero(figure.errors())));
                double rate = figure.errorRate() == null ? 0 : figure.errorRate() * 100;
                cells.add(rate == 0 ? "0%" : String.format(Locale.ROOT, rate < 1 ? "%.2f%%" : "%.1f%%", rate));
                cells.add(Amounts.count(figure.count()));
            }
            default -> {
                cells.add(Amounts.count(figure.count()));
                cells.add(Amounts.count(zero(figure.traces())));
            }
        }
        return cells;
    }

    private String line(List<String> cells, List<Integer> widths) {
        int names = (interval == null ? 0 : 1) + (by == null ? 0 : 1);
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < cells.size(); column++) {
            if (column > 0) line.append("  ");
            String cell = cells.get(column);
            line.append(column < names ? Cells.left(cell, widths.get(column)) : Cells.right(cell, widths.get(column)));
        }
        return line.toString();
    }

    private String bar(Figure figure, double most, int width) {
        if (!measure.equals("latency")) return ink.cyan("█".repeat(length(size(figure), most, width)));
        int p50 = length((double) zero(figure.p50Micros()), most, width);
        int p90 = Math.max(p50, length((double) zero(figure.p90Micros()), most, width));
        int p99 = Math.max(p90, length((double) zero(figure.p99Micros()), most, width));
        return ink.cyan("█".repeat(p50) + "▓".repeat(p90 - p50) + "░".repeat(p99 - p90));
    }

    /** What is there at all has a bar. */
    private static int length(double size, double most, int width) {
        return size <= 0 || most <= 0 ? 0 : Math.max(1, (int) Math.round(size / most * width));
    }

    private double size(Figure figure) {
        return switch (measure) {
            case "cost" -> figure.cost() == null ? 0 : figure.cost().doubleValue();
            case "tokens" -> (double) zero(figure.totalTokens());
            case "latency" -> (double) zero(figure.p99Micros());
            case "errors" -> (double) zero(figure.errors());
            default -> (double) figure.count();
        };
    }

    private String time(@Nullable Instant time) {
        if (time == null) return "";
        String text = Times.format(time);
        return interval == TracesFigures.Interval.hour
                ? text.substring(0, 16).replace('T', ' ')
                : text.substring(0, 10);
    }

    private static long zero(@Nullable Long number) {
        return number == null ? 0 : number;
    }
}
