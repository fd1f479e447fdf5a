package dev.signalbox.cli.roadmap.file;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A roadmap as people keep it in Markdown. An item begins with {@code ## KEY: Title}, where the key has a digit or a
 * {@code **Status**} follows; then fields like {@code **Status**: 📝 Planned} and {@code **Estimated Duration**: 2
 * weeks}; then free text with headings from the third level on, up to the next heading of the first or second. Fenced
 * code is never a heading.
 *
 * @param entries in the order of the file
 * @param remarks what was not taken over, for people, each with its line
 */
public record RoadmapFile(List<Entry> entries, List<String> remarks) {
    public RoadmapFile {
        entries = List.copyOf(entries);
        remarks = List.copyOf(remarks);
    }

    /**
     * Reads a file. Fails with {@link dev.signalbox.wire.InvalidInput} for an item that the hub would not take, naming
     * its line.
     */
    public static RoadmapFile parse(String text) {
        return new RoadmapReader(text).read();
    }

    /** Writes items so that {@link #parse} reads the same ones. */
    public static String write(List<Entry> entries) {
        StringBuilder file = new StringBuilder("# Roadmap\n");
        for (Entry entry : entries) file.append('\n').append(write(entry));
        return file.toString();
    }

    /** Writes one item. */
    public static String write(Entry entry) {
        StringBuilder file = new StringBuilder("## ")
                .append(entry.key())
                .append(": ")
                .append(entry.title())
                .append("\n\n");
        if (entry.status() != null) field(file, "Status", StatusWords.write(entry.status()));
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
        List<String> lines = List.of(description.split("\n", -1));
        List<String> written = new ArrayList<>();
        Fences fences = new Fences();
        boolean leading = true;
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (!fences.inside() && (isMistakable(line, leading) || opensForEver(lines, i))) {
                written.add(Markup.escaped(line));
                leading = leading && Markup.field(line) != null;
                continue;
            }
            boolean code = fences.takes(line);
            written.add(line);
            leading = leading && !code && (line.isBlank() || Markup.field(line) != null);
        }
        return written;
    }

    private static boolean isMistakable(String line, boolean leading) {
        Markup.Field field = Markup.field(line);
        return Markup.isSection(line) || Markup.isEscaped(line) || (leading && field != null && field.isKnown());
    }

    private static boolean opensForEver(List<String> lines, int at) {
        return Fences.OPENING.matcher(lines.get(at)).matches()
                && !Fences.isClosed(lines.get(at), lines.subList(at + 1, lines.size()));
    }
}
