package dev.signalbox.cli.roadmap.file;

import dev.signalbox.wire.InvalidInput;
import dev.signalbox.wire.resource.RoadmapItem;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A roadmap as people keep it in Markdown. What in it is an item says its {@link Style}; an export has a heading
 * {@code ## KEY: Title} for each; then fields like {@code **Status**: 📝 Planned} and {@code **Estimated Duration**: 2
 * weeks}; then free text with headings from the third level on.
 *
 * @param entries in the order of the file
 * @param remarks what was not taken over or not understood, for people, each with its line
 * @param leftOut how many parts of the file became no item; each is among the remarks
 * @param mentions finds words in whatever form they stand in the file
 */
public record RoadmapFile(Style style, List<Entry> entries, List<String> remarks, int leftOut, Mentions mentions) {
    public RoadmapFile {
        entries = List.copyOf(entries);
        remarks = List.copyOf(remarks);
    }

    /**
     * Reads a file in the style that it most likely has. Fails with {@link InvalidInput} for items that the hub would
     * not take or that have one key: all of them, a line each, with their lines in the file.
     */
    public static RoadmapFile parse(String text) {
        return new RoadmapReader(text, null).read();
    }

    /** The same in a given style. */
    public static RoadmapFile parse(String text, @Nullable Style style) {
        return new RoadmapReader(text, style).read();
    }

    /** What of Markdown is in a text, in words: {@code 3 headings, 12 list entries (2 with a box), no table}. */
    public static String inventory(String text) {
        Outline outline = new Outline(text);
        long boxes = outline.entries.stream().filter(Box::isTask).count();
        return many(outline.sections.size(), "heading", "headings") + ", "
                + many(outline.entries.size(), "list entry", "list entries")
                + (boxes == 0 ? "" : " (" + boxes + " with a box or a sign)") + ", "
                + many(outline.grids.size(), "table", "tables")
                + (text.isBlank() ? "; it is empty" : "");
    }

    /** How many items each style finds in a text; none of those that find none, or find faults. */
    public static Map<Style, Integer> itemsByStyle(String text) {
        Map<Style, Integer> items = new EnumMap<>(Style.class);
        for (Style style : Style.values()) {
            int found = itemsOf(text, style);
            if (found > 0) items.put(style, found);
        }
        return items;
    }

    private static int itemsOf(String text, Style style) {
        try {
            return parse(text, style).entries().size();
        } catch (InvalidInput faults) {
            return 0;
        }
    }

    private static String many(int count, String one, String more) {
        return (count == 0 ? "no" : count) + " " + (count == 1 ? one : more);
    }

    /** The first line, from 1, in which its key or else its title stands in any form; 0 when there is none. */
    int lineOf(RoadmapItem item) {
        int line = mentions.lineOf(item.key());
        return line > 0 ? line : mentions.lineOf(item.title());
    }

    /** The key of the item whose heading, entry or row begins in a line; null when none does. */
    @Nullable
    String keyIn(int line) {
        return entries.stream()
                .filter(entry -> entry.line() == line)
                .map(Entry::key)
                .findFirst()
                .orElse(null);
    }

    /** Writes items so that {@link #parse} reads the same ones. */
    public static String write(List<Entry> entries) {
        StringBuilder file = new StringBuilder("# Roadmap\n");
        for (Entry entry : entries) file.append('\n').append(write(entry, StatusWords::write));
        return file.toString();
    }

    /** Writes one item to be edited: its status in words alone, so that no sign beside it has to be changed too. */
    public static String write(Entry entry) {
        return write(entry, status -> status.word().replace('_', ' '));
    }

    private static String write(Entry entry, Function<RoadmapItem.Status, String> words) {
        StringBuilder file =
                new StringBuilder(Markup.heading(entry.key() + ": " + Markup.written(entry.title()))).append("\n\n");
        if (entry.status() != null) field(file, "Status", words.apply(entry.status()));
        if (entry.estimate() != null) field(file, "Estimated Duration", entry.estimate());
        if (!entry.links().isEmpty()) field(file, "Links", "<" + String.join("> <", entry.links()) + ">");
        if (entry.description() != null) {
            file.append('\n');
            for (String line : text(entry.description())) file.append(line).append('\n');
        }
        return file.toString();
    }

    private static void field(StringBuilder file, String name, @Nullable String value) {
        file.append("**").append(name).append("**: ").append(value).append('\n');
    }

    /** The lines of a free text, with a backslash before those that would be read as something else. */
    private static List<String> text(String description) {
        List<String> lines = new ArrayList<>(List.of(description.split("\n", -1)));
        BitSet escaped = new BitSet();
        for (BitSet more = mistakable(lines, escaped); !more.isEmpty(); more = mistakable(lines, escaped)) {
            more.stream().forEach(i -> lines.set(i, Markup.escaped(lines.get(i))));
            escaped.or(more);
        }
        return lines;
    }

    /** Lines that would be read as something else. When they have their backslashes, there may be others. */
    private static BitSet mistakable(List<String> lines, BitSet escaped) {
        Outline outline = new Outline(String.join("\n", lines));
        BitSet more = new BitSet();
        outline.sections.stream()
                .filter(section -> section.level() <= 2)
                .forEach(section -> more.set(section.body() - 1));
        // What it hides is looked at when it is open.
        outline.unclosed.stream().findFirst().ifPresent(more::set);
        boolean leading = true;
        for (int i = 0; i < lines.size(); i++) {
            boolean verbatim = outline.verbatim.get(i) && !more.get(i);
            Markup.Field field = verbatim ? null : Markup.field(lines.get(i));
            boolean known = leading && field != null && field.isKnown();
            if (!verbatim && (known || Markup.isEscaped(lines.get(i)))) more.set(i);
            boolean wasField = escaped.get(i) && Markup.field(Markup.unescaped(lines.get(i))) != null;
            leading = leading && !verbatim && (lines.get(i).isBlank() || field != null || wasField);
        }
        more.andNot(escaped);
        return more;
    }
}
