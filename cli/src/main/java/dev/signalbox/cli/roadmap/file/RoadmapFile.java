package dev.signalbox.cli.roadmap.file;

import dev.signalbox.wire.resource.RoadmapItem;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
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
 */
public record RoadmapFile(Style style, List<Entry> entries, List<String> remarks, int leftOut) {
    public RoadmapFile {
        entries = List.copyOf(entries);
        remarks = List.copyOf(remarks);
    }

    /**
     * Reads a file in the style that it most likely has. Fails with {@link dev.signalbox.wire.InvalidInput} for items
     * that the hub would not take or that have one key: all of them, a line each, with their lines in the file.
     */
    public static RoadmapFile parse(String text) {
        return new RoadmapReader(text, null).read();
    }

    /** The same in a given style. */
    public static RoadmapFile parse(String text, @Nullable Style style) {
        return new RoadmapReader(text, style).read();
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
        StringBuilder file = new StringBuilder(Markup.heading(entry.key() + ": " + entry.title())).append("\n\n");
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
