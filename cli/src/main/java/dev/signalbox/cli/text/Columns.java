package dev.signalbox.cli.text;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The columns of a list for people: a heading, and what each thing has to show below it. One thread. */
public final class Columns<T> {
    private final List<String> headings = new ArrayList<>();
    private final List<Integer> idColumns = new ArrayList<>();
    private final List<Function<T, @Nullable Object>> cells = new ArrayList<>();

    /** Adds a column; its cells are what {@link Table#row} takes. */
    public Columns<T> with(String heading, Function<T, @Nullable Object> cell) {
        headings.add(heading);
        cells.add(cell);
        return this;
    }

    /** The same, if it is to be shown at all. */
    public Columns<T> when(boolean shown, String heading, Function<T, @Nullable Object> cell) {
        return shown ? with(heading, cell) : this;
    }

    /** Adds a column of ids; where lines have an end, as much of each as tells it from the others of the list. */
    public Columns<T> id(String heading, Function<T, String> id) {
        idColumns.add(headings.size());
        return with(heading, id::apply);
    }

    /**
     * A line a thing, below the headings.
     *
     * @param width where a line ends; cells are cut to it
     */
    public String of(Iterable<T> things, Ink ink, int width) {
        List<Object[]> rows = new ArrayList<>();
        for (T thing : things) {
            rows.add(cells.stream().map(cell -> cell.apply(thing)).toArray());
        }
        if (width != Integer.MAX_VALUE) idColumns.forEach(column -> shorten(rows, column));
        Table table = new Table(ink, headings.toArray(String[]::new));
        rows.forEach(table::row);
        return table.text(width);
    }

    private static void shorten(List<Object[]> rows, int column) {
        List<String> shortened =
                ShortIds.of(rows.stream().map(row -> row[column].toString()).toList());
        for (int i = 0; i < rows.size(); i++) rows.get(i)[column] = shortened.get(i);
    }
}
