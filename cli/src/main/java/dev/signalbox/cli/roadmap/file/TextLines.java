package dev.signalbox.cli.roadmap.file;

import java.util.ArrayList;
import java.util.List;

/** Two texts, compared line by line, for people. */
public final class TextLines {
    private static final String GAP = "  …";

    private TextLines() {}

    /**
     * What differs: {@code "- "} before lines that are gone, {@code "+ "} before new ones, two spaces before those of
     * both.
     *
     * @param context lines of both that are shown before and behind those that differ
     */
    public static List<String> difference(String before, String after, int context) {
        List<String> all = Comparison.lines(before, after);
        List<String> shown = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            if (isNear(all, i, context)) shown.add(all.get(i));
            else if (shown.isEmpty() || !shown.get(shown.size() - 1).equals(GAP)) shown.add(GAP);
        }
        return shown;
    }

    private static boolean isNear(List<String> lines, int at, int context) {
        int to = Math.min(lines.size(), at + context + 1);
        return lines.subList(Math.max(0, at - context), to).stream().anyMatch(line -> !line.startsWith("  "));
    }
}
