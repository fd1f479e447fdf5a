package dev.signalbox.cli.text;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The columns of a list for people: a heading, and what each thing has to show below it. One thread. */
public final class Columns<T> {
    private final List<String> headings = new ArrayList<>();
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

    /** A line a thing, below the headings. */
    public String of(Iterable<T> things, Ink ink) {
        Table table = new Table(ink, headings.toArray(String[]::new));
        for (T thing : things) {
            table.row(cells.stream().map(cell -> cell.apply(thing)).toArray());
        }
        return table.toString();
    }
}
