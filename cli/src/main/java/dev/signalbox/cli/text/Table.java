package dev.signalbox.cli.text;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Columns for people: as wide as their widest cell, the last one as long as it likes. */
public final class Table {
    private static final String GAP = "  ";

    private final Ink ink;
    private final List<List<String>> rows = new ArrayList<>();

    public Table(Ink ink, String... headings) {
        this.ink = ink;
        row((Object[]) headings);
    }

    /** A cell that was cleaned and coloured before. Only for the last column: its width is not known. */
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

    @Override
    public String toString() {
        return rows.stream().map(this::line).collect(Collectors.joining(System.lineSeparator()));
    }

    private String line(List<String> row) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < row.size(); column++) {
            String cell = row.get(column);
            line.append(cell);
            boolean last = column == row.size() - 1;
            if (!last) line.append(" ".repeat(width(column) - length(cell))).append(GAP);
        }
        String text = line.toString().stripTrailing();
        return row.equals(rows.get(0)) ? ink.dim(text) : text;
    }

    private int width(int column) {
        return rows.stream().mapToInt(row -> length(row.get(column))).max().orElse(0);
    }

    private static int length(String cell) {
        return Cells.width(cell);
    }
}
