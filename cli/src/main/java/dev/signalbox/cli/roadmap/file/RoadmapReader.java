package dev.signalbox.cli.roadmap.file;

import dev.signalbox.cli.roadmap.file.Markup.Field;
import dev.signalbox.cli.roadmap.file.Markup.Heading;
import dev.signalbox.wire.InvalidInput;
import dev.signalbox.wire.command.AddRoadmapItem;
import dev.signalbox.wire.command.UpdateRoadmapItem;
import dev.signalbox.wire.resource.RoadmapItem;
import dev.signalbox.wire.resource.RoadmapItem.Status;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads one file, line by line. One file, one instance. */
final class RoadmapReader {
    private final List<String> lines;
    private final List<Entry> entries = new ArrayList<>();
    private final List<String> remarks = new ArrayList<>();
    private final Map<String, Integer> lineOfKey = new HashMap<>();

    RoadmapReader(String text) {
        String bare = text.startsWith("\uFEFF") ? text.substring(1) : text;
        this.lines = List.of(bare.replace("\r\n", "\n").replace('\r', '\n').split("\n", -1));
    }

    RoadmapFile read() {
        Fences fences = new Fences();
        List<Integer> sections = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            if (!fences.takes(lines.get(i)) && Markup.isSection(lines.get(i))) sections.add(i);
        }
        if (fences.inside()) remarks.add("a code block is not closed; all lines behind it belong to it");
        for (int i = 0; i < sections.size(); i++) {
            int end = i + 1 < sections.size() ? sections.get(i + 1) : lines.size();
            section(sections.get(i), end);
        }
        return new RoadmapFile(entries, remarks);
    }

    private void section(int start, int end) {
        Heading heading = Markup.heading(lines.get(start));
        if (heading == null || !isItem(heading, start, end)) {
            if (hasText(start + 1, end)) {
                remarks.add(
                        "line " + (start + 1) + ": \"" + lines.get(start).strip() + "\" is no item and was left out");
            }
            return;
        }
        Integer before = lineOfKey.put(RoadmapItem.folded(heading.key()), start + 1);
        if (before != null) {
            throw new InvalidInput(
                    "", "line " + (start + 1) + ": " + heading.key() + " stands in line " + before + " already");
        }
        entries.add(new Item(heading, start).read(end));
    }

    /** {@code ## Update: …} is no item unless it says a status; {@code ## PRIORITY 3: …} is one. */
    private boolean isItem(Heading heading, int start, int end) {
        if (heading.key().codePoints().anyMatch(Character::isDigit)) return true;
        for (int i = start + 1; i < end; i++) {
            if (lines.get(i).isBlank()) continue;
            Field field = Markup.field(lines.get(i));
            return field != null && Markup.STATUS.contains(field.name());
        }
        return false;
    }

    private boolean hasText(int from, int to) {
        return lines.subList(from, to).stream().anyMatch(line -> !line.isBlank());
    }

    /** One item while it is read. */
    private final class Item {
        private final Heading heading;
        private final int start;
        private final List<String> text = new ArrayList<>();
        private @Nullable Status status;
        private @Nullable String estimate;
        private List<String> links = List.of();

        Item(Heading heading, int start) {
            this.heading = heading;
            this.start = start;
        }

        Entry read(int end) {
            Fences fences = new Fences();
            boolean leading = true;
            for (int i = start + 1; i < end; i++) {
                String line = lines.get(i);
                boolean code = fences.takes(line);
                Field field = code ? null : Markup.field(line);
                boolean taken = leading && field != null && takes(field, i + 1);
                boolean escapedField = !code && leading && Markup.field(Markup.unescaped(line)) != null;
                leading = leading && !code && (line.isBlank() || field != null || escapedField);
                if (!taken) text.add(code ? line : Markup.unescaped(line));
            }
            return checked();
        }

        /** Whether the field says nothing that would be lost when its line is left out of the text. */
        private boolean takes(Field field, int line) {
            if (Markup.STATUS.contains(field.name()) && status == null) return takesStatus(field.value(), line);
            if (Markup.ESTIMATE.contains(field.name()) && estimate == null) {
                if (field.value().isEmpty() || !isValid(field.value(), List.of())) return false;
                estimate = field.value();
                return true;
            }
            return Markup.LINKS.contains(field.name()) && links.isEmpty() && takesLinks(field.value());
        }

        private boolean takesStatus(String value, int line) {
            StatusWords.Read read = StatusWords.read(value);
            if (read == null) {
                remarks.add("line " + line + ": \"" + value + "\" is no status that is known; it stays in the text");
                return false;
            }
            status = read.status();
            return read.whole();
        }

        private boolean takesLinks(String value) {
            List<String> found = new ArrayList<>();
            for (String token : value.split("\\s+", -1)) {
                String bare = token.endsWith(",") ? token.substring(0, token.length() - 1) : token;
                found.add(bare.startsWith("<") && bare.endsWith(">") ? bare.substring(1, bare.length() - 1) : bare);
            }
            if (!isValid("", found)) return false;
            links = found;
            return true;
        }

        private Entry checked() {
            try {
                AddRoadmapItem item = new AddRoadmapItem(
                        null,
                        heading.key(),
                        heading.title(),
                        status == null ? Status.PLANNED : status,
                        String.join("\n", text),
                        links,
                        estimate,
                        null,
                        null,
                        null,
                        null);
                return new Entry(
                        item.key(), item.title(), status, item.estimate(), links, item.description(), start + 1);
            } catch (InvalidInput invalid) {
                throw new InvalidInput(
                        invalid.pointer(), "line " + (start + 1) + ", " + heading.key() + ": " + invalid.detail());
            }
        }

        private static boolean isValid(String estimate, List<String> links) {
            try {
                return new UpdateRoadmapItem(null, null, null, links, estimate).links() != null;
            } catch (InvalidInput notOurs) {
                return false;
            }
        }
    }
}
