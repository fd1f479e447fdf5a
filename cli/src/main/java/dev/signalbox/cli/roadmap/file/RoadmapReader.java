package dev.signalbox.cli.roadmap.file;

import dev.signalbox.cli.roadmap.file.Label.Kind;
import dev.signalbox.cli.roadmap.file.Outline.Cells;
import dev.signalbox.cli.roadmap.file.Outline.Grid;
import dev.signalbox.cli.roadmap.file.Outline.ListEntry;
import dev.signalbox.cli.roadmap.file.Outline.Section;
import dev.signalbox.wire.InvalidInput;
import dev.signalbox.wire.resource.RoadmapItem;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads one file. One file, one instance. */
final class RoadmapReader {
    private final Outline outline;
    private final Style style;
    /** Whether somebody said the style. */
    private final boolean wished;

    private final Remarks remarks = new Remarks();
    private final Remarks faults = new Remarks();
    private final List<Entry> entries = new ArrayList<>();
    private final Map<String, Integer> lineOfKey = new HashMap<>();
    /** Lines of which something became of an item. */
    private final BitSet used = new BitSet();

    /** @param wished null to be guessed */
    RoadmapReader(String text, @Nullable Style wished) {
        this.outline = new Outline(text);
        this.style = wished == null ? Guess.of(outline) : wished;
        this.wished = wished != null;
    }

    RoadmapFile read() {
        switch (style) {
            case TASKS -> tasks();
            case TABLE -> outline.grids.forEach(this::table);
            default -> headings(style.level());
        }
        if (faults.count() > 0) throw new InvalidInput("", String.join("\n", faults.inOrder()));
        int leftOut = new LeftOut(outline, used, style, remarks).tell();
        return new RoadmapFile(style, entries, remarks.inOrder(), leftOut, new Mentions(outline.lines));
    }

    private void headings(int level) {
        List<Section> items = Guess.items(outline, level, wished);
        for (Section section : items) {
            int end = outline.endOf(section);
            used.set(section.line(), end);
            Draft draft = new Draft(Label.of(section.text()), section.line() + 1, remarks);
            draft.under(pathOf(section.line(), level));
            for (int i = section.body(); i < end; i++) {
                draft.line(outline.lines.get(i), i + 1, outline.verbatim.get(i));
            }
            boolean open = outline.entries.stream()
                    .anyMatch(entry -> entry.line() >= section.line() && entry.line() < end && Box.isOpen(entry));
            if (open) draft.openInside();
            add(draft);
        }
    }

    /** An entry within another item is text of that one. Where no entry has a box, and somebody said so, all are. */
    private void tasks() {
        boolean all = wished && outline.entries.stream().noneMatch(Box::isTask);
        Predicate<ListEntry> isItem = all ? entry -> true : Box::isTask;
        for (ListEntry entry : outline.entries) {
            if (!isItem.test(entry) || entry.above().stream().anyMatch(isItem)) continue;
            used.set(entry.line(), entry.end());
            Box box = Box.of(entry);
            Draft draft = new Draft(Label.of(box.text()), entry.line() + 1, remarks);
            draft.box(box.mark());
            draft.cross(draft.label.sign());
            List<String> above = new ArrayList<>();
            String path = pathOf(entry.line(), Integer.MAX_VALUE);
            if (!path.isEmpty()) above.add(path);
            for (ListEntry group : entry.above()) {
                above.add(group.text());
                used.set(group.line());
            }
            draft.under(String.join(" / ", above));
            draft.plain(entry.body());
            boolean open = outline.entries.stream()
                    .anyMatch(below ->
                            below.above().stream().anyMatch(up -> up.line() == entry.line()) && Box.isOpen(below));
            if (open) draft.openInside();
            add(draft);
        }
    }

    private void table(Grid grid) {
        Columns columns = Columns.of(grid.header());
        if (columns == null) return;
        used.set(grid.line(), grid.end());
        for (Cells row : grid.rows()) {
            if (columns.title(row).isBlank()) {
                remarks.note(row.line() + 1, "the row has no title and was left out");
                used.clear(row.line());
                continue;
            }
            Draft draft = new Draft(columns.label(row), row.line() + 1, remarks);
            draft.under(pathOf(row.line(), Integer.MAX_VALUE));
            draft.mark(columns.status(row));
            draft.estimate(columns.estimate(row));
            draft.plain(columns.others(row));
            add(draft);
        }
    }

    /** The headings above a line, but for the title of the file; they count as used then. */
    private String pathOf(int line, int level) {
        List<Section> above = outline.path(line).stream()
                .filter(section -> section.level() < level && !outline.isTitle(section))
                .toList();
        above.forEach(section -> used.set(section.line(), section.body()));
        return above.stream().map(Section::text).collect(Collectors.joining(" / "));
    }

    private void add(Draft draft) {
        String key = draft.label.key();
        if (key == null) {
            String title = draft.label.title();
            faults.note(draft.line, "nothing of \"" + title + "\" can be a key; begin with one: KEY: Title");
            return;
        }
        if (lineOfKey.containsKey(RoadmapItem.folded(key)) && draft.label.kind() == Kind.PLAIN) {
            key = longer(key, draft.line - 1);
        }
        Integer before = lineOfKey.putIfAbsent(RoadmapItem.folded(key), draft.line);
        if (before != null) {
            faults.note(draft.line, key + " stands in line " + before + " already");
            return;
        }
        try {
            entries.add(draft.entry(key));
        } catch (InvalidInput invalid) {
            faults.note(draft.line, key + ": " + invalid.detail());
        }
    }

    /** With the heading above it, for what two phases have in common. */
    private String longer(String key, int line) {
        List<Section> above = outline.path(line);
        if (above.isEmpty()) return key;
        String longer = Label.of(above.get(above.size() - 1).text()).key() + " - " + key;
        return RoadmapItem.isKey(longer) ? longer : key;
    }
}
