package dev.signalbox.bench;

import dev.signalbox.bench.figure.Figure;
import java.util.List;

/**
 * What a row came to.
 *
 * @param notes what a reader must know about the figures, and what was left out and why
 */
record Outcome(List<Figure> figures, List<String> notes) {
    Outcome {
        figures = List.copyOf(figures);
        notes = List.copyOf(notes);
    }

    static Outcome of(List<Figure> figures, String... notes) {
        return new Outcome(figures, List.of(notes));
    }
}
