package dev.signalbox.cli.roadmap.file;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What is to be said about a file, by its lines. */
final class Remarks {
    private final List<Remark> said = new ArrayList<>();

    private record Remark(int line, String words) {}

    /** @param line from 1 */
    void note(int line, String words) {
        said.add(new Remark(line, words));
    }

    int count() {
        return said.size();
    }

    /** In the order of the lines: {@code line 12: …}. */
    List<String> inOrder() {
        return said.stream()
                .sorted(Comparator.comparingInt(Remark::line))
                .map(remark -> "line " + remark.line() + ": " + remark.words())
                .toList();
    }
}
