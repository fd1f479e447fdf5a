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
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Figures as a table, with bars where people would rather look than read.
 *
 * @param by what the lines have in common; null when there is one group
 * @param interval null when the whole time is one
 * @param columns of the terminal
 */
record FigureTable(
        String measure, @Nullable String by, TracesFigures.@Nullable Interval interval, Ink ink, int columns) {
    private static final int KEY_WIDTH_MAX = 32;
    private static final int KEY_WIDTH_MIN = 14;
    private static final int BAR_MIN = 6;
    private static final int BAR_WANTED = 12;
    private static final int BAR_MAX = 40;

    String of(List<Figure> figures) {
        List<Column> shown = columnsOfMeasure(figures);
        List<List<String>> rows = new ArrayList<>();
        rows.add(shown.stream().map(Column::heading).toList());
        for (Figure figure : figures) {
            rows.add(shown.stream().map(column -> column.cell().apply(figure)).toList());
        }
        List<Integer> widths = new ArrayList<>();
        for (int column = 0; column < shown.size(); column++) {
            int at = column;
            widths.add(rows.stream()
                    .mapToInt(row -> Cells.width(row.get(at)))
                    .max()
                    .orElse(0));
        }
        if (by != null) leaveRoomForBars(widths);
        int used = widths.stream().mapToInt(width -> width + 2).sum();
        int bar = Math.min(BAR_MAX, columns - used);
        boolean bars = figures.size() > 1 && bar >= BAR_MIN;
        double most = figures.stream().mapToDouble(this::size).max().orElse(0);
        StringBuilder text = new StringBuilder(ink.dim(line(rows.get(0), widths)));
        Instant before = null;
        for (int i = 0; i < figures.size(); i++) {
            Figure figure = figures.get(i);
            List<String> row = new ArrayList<>(rows.get(i + 1));
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

    private record Column(String heading, Function<Figure, String> cell) {
        static Column count(String heading, Function<Figure, @Nullable Long> number) {
            return new Column(heading, figure -> Amounts.count(zero(number.apply(figure))));
        }

        static Column duration(String heading, Function<Figure, @Nullable Long> micros) {
            return new Column(heading, figure -> Amounts.duration(micros.apply(figure)));
        }
    }

    private List<Column> columnsOfMeasure(List<Figure> figures) {
        List<Column> shown = new ArrayList<>();
        if (interval != null) shown.add(new Column(interval.name().toUpperCase(Locale.ROOT), this::time));
        if (by != null) shown.add(new Column(by.toUpperCase(Locale.ROOT), FigureTable::key));
        shown.addAll(
                switch (measure) {
                    case "cost" -> List.of(new Column("COST", FigureTable::cost), Column.count("CALLS", Figure::count));
                    case "tokens" ->
                        List.of(
                                Column.count("INPUT", Figure::inputTokens),
                                Column.count("OUTPUT", Figure::outputTokens),
                                Column.count("TOTAL", Figure::totalTokens),
                                Column.count("CALLS", Figure::count));
                    case "latency" ->
                        List.of(
                                Column.duration("P50", Figure::p50Micros),
                                Column.duration("P90", Figure::p90Micros),
                                Column.duration("P99", Figure::p99Micros),
                                Column.duration("MAX", Figure::maxMicros),
                                Column.count("STEPS", Figure::count),
                                Column.duration("1ST TOKEN", Figure::firstTokenP50Micros));
                    case "errors" ->
                        List.of(
                                Column.count("ERRORS", Figure::errors),
                                new Column("RATE", FigureTable::rate),
                                Column.count("STEPS", Figure::count));
                    default -> List.of(Column.count("STEPS", Figure::count), Column.count("TRACES", Figure::traces));
                });
        // Nobody was waited for in most.
        if (figures.stream().anyMatch(figure -> figure.humanMicros() != null))
            shown.add(Column.duration("PEOPLE", Figure::humanMicros));
        return shown;
    }

    private static String key(Figure figure) {
        return figure.key() == null ? "(none)" : Cells.cut(figure.key(), KEY_WIDTH_MAX);
    }

    private static String cost(Figure figure) {
        return TraceText.cost(figure.cost(), zero(figure.unpriced()));
    }

    private static String rate(Figure figure) {
        double rate = figure.errorRate() == null ? 0 : figure.errorRate() * 100;
        return rate == 0 ? "0%" : String.format(Locale.ROOT, rate < 1 ? "%.2f%%" : "%.1f%%", rate);
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

    private String time(Figure figure) {
        if (figure.time() == null) return "";
        String text = Times.format(figure.time());
        return interval == TracesFigures.Interval.hour
                ? text.substring(0, 16).replace('T', ' ')
                : text.substring(0, 10);
    }

    private static long zero(@Nullable Long number) {
        return number == null ? 0 : number;
    }
}
