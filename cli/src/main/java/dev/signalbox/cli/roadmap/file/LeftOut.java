package dev.signalbox.cli.roadmap.file;

import dev.signalbox.cli.roadmap.file.Outline.Grid;
import dev.signalbox.cli.roadmap.file.Outline.ListEntry;
import dev.signalbox.cli.roadmap.file.Outline.Section;
import java.util.BitSet;
import java.util.List;
import java.util.regex.Pattern;

/** Tells what of a file became no item, each part with its line. */
final class LeftOut {
    private static final int QUOTED_CHARS_MAX = 60;
    private static final Pattern RULE =
            Pattern.compile(" {0,3}(?:(?:-[ \\t]*){3,}|(?:\\*[ \\t]*){3,}|(?:_[ \\t]*){3,})");

    private final Outline outline;
    private final BitSet used;
    private final Style style;
    private final Remarks remarks;
    private int parts;

    /** @param used lines of which something became of an item */
    LeftOut(Outline outline, BitSet used, Style style, Remarks remarks) {
        this.outline = outline;
        this.used = used;
        this.style = style;
        this.remarks = remarks;
    }

    /** How many parts there are. */
    int tell() {
        for (int first : outline.unclosed) {
            tell(first, "the block that begins here is not closed; all lines behind it belong to it");
        }
        int end = outline.sections.isEmpty()
                ? outline.lines.size()
                : outline.sections.get(0).line();
        tellText(0, end);
        for (Section section : outline.sections) {
            if (used.get(section.line())) {
                tellText(section.body(), section.end());
            } else if (outline.isTitle(section) && style != Style.H1) {
                tellText(section.body(), section.end());
            } else {
                int lines = count(section.body(), section.end());
                String text = lines == 0 ? "" : ", with " + lines + (lines == 1 ? " line" : " lines") + " under it";
                tell(
                        section.line(),
                        quoted("#".repeat(section.level()) + " " + section.text()) + " is no item and was left out"
                                + text);
                tellLists(section.body(), section.end());
            }
        }
        return parts;
    }

    private void tellText(int from, int to) {
        int lines = count(from, to);
        if (lines == 0) return;
        int first = from;
        while (!counts(first)) first++;
        String more = lines == 1 ? "" : " and " + (lines - 1) + (lines == 2 ? " line" : " lines") + " more";
        tell(first, quoted(outline.lines.get(first).strip()) + more + " belong to no item and were left out");
        tellLists(from, to);
    }

    /** What another style would read. */
    private void tellLists(int from, int to) {
        List<ListEntry> tasks = outline.entries.stream()
                .filter(entry ->
                        entry.line() >= from && entry.line() < to && !used.get(entry.line()) && Box.isTask(entry))
                .toList();
        if (!tasks.isEmpty()) {
            tell(
                    tasks.get(0).line(),
                    many(tasks.size(), "list entry with a box was", "list entries with boxes were")
                            + " left out; --style tasks reads them");
        }
        for (Grid grid : outline.grids) {
            if (grid.line() < from || grid.line() >= to || used.get(grid.line())) continue;
            String step = Columns.of(grid.header()) == null ? "" : "; --style table reads it";
            tell(grid.line(), "a table of " + many(grid.rows().size(), "row", "rows") + " was left out" + step);
        }
    }

    private void tell(int line, String words) {
        parts++;
        remarks.note(line + 1, words);
    }

    private int count(int from, int to) {
        int count = 0;
        for (int i = from; i < to; i++) if (counts(i)) count++;
        return count;
    }

    private boolean counts(int line) {
        String text = outline.lines.get(line);
        return !used.get(line) && !text.isBlank() && !RULE.matcher(text).matches() && !outline.comments.get(line);
    }

    private static String many(int count, String one, String more) {
        return count + " " + (count == 1 ? one : more);
    }

    private static String quoted(String text) {
        String cut = text.length() <= QUOTED_CHARS_MAX
                ? text
                : text.substring(0, QUOTED_CHARS_MAX - 1).strip() + "…";
        return "\"" + cut + "\"";
    }
}
