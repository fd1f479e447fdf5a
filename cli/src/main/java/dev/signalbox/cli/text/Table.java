package dev.signalbox.cli.text;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Columns for people: as wide as their widest cell, or as the terminal allows. */
public final class Table {
    private static final String GAP = "  ";
    /** No column gives way below this. */
    private static final int COLUMN_MIN = 4;

    private final Ink ink;
    private final List<List<String>> rows = new ArrayList<>();

    public Table(Ink ink, String... headings) {
        this.ink = ink;
        row((Object[]) headings);
    }

    /** A cell that was cleaned and coloured before. */
    public record Ready(String text) {}

    /** Adds a row; null becomes a hyphen. */
    public Table row(@Nullable Object... cells) {
        List<String> row = new ArrayList<>();
        for (Object cell : cells) {
            if (cell instanceof Ready ready) row.add(ready.text());
            else row.add(cell == null ? "-" : Ink.plain(cell.toString()));
        }
        rows.add(row);
        return this;
    }

    /** All of it, however wide. */
    @Override
    public String toString() {
        return text(Integer.MAX_VALUE);
    }

    /**
     * Its lines, none wider than this where that can be: the widest column gives way first, of two the last, and a cell
     * that is cut ends in an ellipsis.
     */
    public String text(int width) {
        int[] widths = widths(width);
        return rows.stream().map(row -> line(row, widths, width)).collect(Collectors.joining(System.lineSeparator()));
    }

    private String line(List<String> row, int[] widths, int width) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < row.size(); column++) {
            String cell = Cells.fit(row.get(column), widths[column]);
            line.append(cell);
            boolean last = column == row.size() - 1;
            if (!last)
                line.append(" ".repeat(widths[column] - Cells.width(cell))).append(GAP);
        }
        String text = Cells.fit(line.toString().stripTrailing(), width);
        return row.equals(rows.get(0)) ? ink.dim(text) : text;
    }

    private int[] widths(int width) {
        int[] widths = new int[rows.get(0).size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) widths[i] = Math.max(widths[i], Cells.width(row.get(i)));
        }
        long tooMuch = (long) IntStream.of(widths).sum() + (long) GAP.length() * (widths.length - 1) - width;
        for (; tooMuch > 0; tooMuch--) {
            int widest = 0;
            for (int i = 0; i < widths.length; i++) if (widths[i] >= widths[widest]) widest = i;
            if (widths[widest] <= COLUMN_MIN) break;
            widths[widest]--;
        }
        return widths;
    }
}
