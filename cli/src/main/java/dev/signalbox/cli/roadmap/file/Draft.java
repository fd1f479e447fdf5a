package dev.signalbox.cli.roadmap.file;

import dev.signalbox.cli.roadmap.file.Markup.Field;
import dev.signalbox.wire.InvalidInput;
import dev.signalbox.wire.command.AddRoadmapItem;
import dev.signalbox.wire.command.UpdateRoadmapItem;
import dev.signalbox.wire.resource.RoadmapItem.Status;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One item while it is read: its name, what is said of its status, its fields and its text. */
final class Draft {
    /** A longer line tells a story. */
    private static final int BESIDE_WORDS_MAX = 8;

    final Label label;
    /** From 1. */
    final int line;

    private final Remarks remarks;
    /** A sign before the key that may be a status, and nobody knows which; empty when there is none. */
    private final String light;

    private final List<String> text = new ArrayList<>();
    /** What a box, a sign before the key and the end of the title say; null for what cannot be told. */
    private final List<@Nullable Status> marks = new ArrayList<>();

    /** What stands beside the title, and may take back what is said of the status. */
    private final List<String> beside = new ArrayList<>();

    private @Nullable String unclear;
    private boolean openBox;
    private boolean openInside;
    private boolean fieldSaysStatus;
    private @Nullable Status stated;
    private @Nullable String estimate;
    private List<String> links = List.of();
    private boolean leading = true;

    Draft(Label label, int line, Remarks remarks) {
        this.label = label;
        this.line = line;
        this.remarks = remarks;
        this.light = label.isKeyed() ? StatusWords.light(label.sign()) : "";
        if (StatusWords.isIn(label.sign()))
            marks.add(StatusWords.read(label.sign()).status());
        if (label.sign().contains("~~")) marks.add(null);
    }

    /** The heading, or the entry, under which it stands. */
    void under(String section) {
        if (section.isEmpty()) return;
        text.add("**Section**: " + section);
        text.add("");
    }

    /** What stands in the box before it: an open one says only that it is not done. */
    void box(char mark) {
        if (mark == ' ') openBox = true;
        else if (mark != '\0') marks.add(mark == 'x' || mark == 'X' ? Status.DONE : null);
    }

    /** A status that stands beside it, in words or signs. */
    void mark(String words) {
        if (words.isBlank()) return;
        cross(words);
        marks.add(StatusWords.read(words).status());
        if (!StatusWords.isIn(words)) unclear = ": \"" + words.strip() + "\" is no status that is known";
    }

    /** A sign in a list or a table, where a cross may mean either. */
    void cross(String sign) {
        if (!StatusWords.isCross(sign)) return;
        marks.add(null);
        unclear = ": \"" + sign.strip() + "\" may mean cancelled or not done";
    }

    void estimate(String words) {
        if (!words.isBlank() && isValid(words, List.of())) estimate = words;
    }

    /** There are open boxes in what belongs to it. */
    void openInside() {
        openInside = true;
    }

    /**
     * The next line of its text.
     *
     * @param number from 1
     * @param verbatim whether it is of a code block or the like
     */
    void line(String given, int number, boolean verbatim) {
        Field field = verbatim ? null : Markup.field(given);
        boolean taken = leading && field != null && takes(field, number);
        boolean escapedField = !verbatim && leading && Markup.field(Markup.unescaped(given)) != null;
        boolean asked = leading && field != null && field.isStatus();
        if (!taken && !verbatim && !asked && Markup.looksLikeStatus(given)) {
            remarks.note(
                    number, "\"" + given.strip() + "\" is not read as a status: only **Status**: at the beginning is");
        }
        leading = leading && !verbatim && (given.isBlank() || field != null || escapedField);
        if (!taken) text.add(verbatim ? given : Markup.unescaped(given));
    }

    /** The same of text in which no field is looked for; but a status in it must not say otherwise. */
    void plain(List<String> lines) {
        text.addAll(lines);
        for (String line : lines) {
            Field field = Markup.field(line);
            if (field != null && field.isStatus()) mark(field.value());
            else if (Markup.looksLikeStatus(line)) marks.add(null);
            else if (line.strip().split("\\s+", BESIDE_WORDS_MAX + 1).length <= BESIDE_WORDS_MAX) beside.add(line);
        }
    }

    /** Fails with {@link InvalidInput} for what the hub would not take. */
    Entry entry(String key) {
        Status status = status();
        boolean endsInStatus = !label.ending().isEmpty() && !fieldSaysStatus && status != null;
        String title = endsInStatus && StatusWords.read(label.ending()).whole() ? label.bare() : label.title();
        if (status == null && StatusWords.isIn(label.sign())) title = label.signed();
        else if (status == null && !light.isEmpty()) title = light + " " + title;
        Status whole = status == null ? Status.PLANNED : status;
        String description = String.join("\n", text);
        AddRoadmapItem item =
                new AddRoadmapItem(null, key, title, whole, description, links, estimate, null, null, null, null);
        return new Entry(
                item.key(), item.title(), status, item.estimate(), links, item.description(), line, label.saysTitle());
    }

    /** The one that all signs agree on; null, and a remark, when they do not. */
    private @Nullable Status status() {
        if (!fieldSaysStatus && !label.ending().isEmpty()) {
            marks.add(StatusWords.read(label.ending()).status());
        }
        Set<Status> said = EnumSet.noneOf(Status.class);
        marks.forEach(mark -> {
            if (mark != null) said.add(mark);
        });
        if (stated != null) said.add(stated);
        boolean done = said.contains(Status.DONE);
        boolean doubted = (done || said.contains(Status.CANCELLED)) && !fieldSaysStatus && isDoubted();
        boolean open = openBox || (openInside && stated == null);
        if (marks.contains(null) || said.size() > 1 || doubted || (done && open)) {
            String reason = unclear == null || said.size() > 1 ? " says more than one thing about its status" : unclear;
            remarks.note(line, "\"" + label.title() + "\"" + reason + "; none is taken");
            return null;
        }
        if (!said.isEmpty()) return said.iterator().next();
        if (!light.isEmpty() && !openBox) {
            remarks.note(
                    line, "\"" + label.title() + "\": \"" + light + "\" is no status that is known; none is taken");
        }
        return openBox && !fieldSaysStatus ? Status.PLANNED : null;
    }

    private boolean isDoubted() {
        boolean named = label.kind() == Label.Kind.NAMED && StatusWords.doubts("(" + label.key() + ")");
        return named || StatusWords.doubts(label.title()) || beside.stream().anyMatch(StatusWords::doubts);
    }

    /** Whether the field says nothing that would be lost when its line is left out of the text. */
    private boolean takes(Field field, int number) {
        if (field.isStatus() && stated == null && !fieldSaysStatus) return takesStatus(field.value(), number);
        if (Markup.ESTIMATE.contains(field.name()) && estimate == null) {
            if (field.value().isEmpty() || !isValid(field.value(), List.of())) return false;
            estimate = field.value();
            return true;
        }
        return Markup.LINKS.contains(field.name()) && links.isEmpty() && takesLinks(field.value());
    }

    private boolean takesStatus(String value, int number) {
        StatusWords.Read read = StatusWords.read(value);
        if (read.status() == null) {
            remarks.note(
                    number,
                    "\"" + value + "\" "
                            + (StatusWords.isIn(value)
                                    ? "says more than one thing about the status"
                                    : "is no status that is known")
                            + "; it stays in the text");
            return false;
        }
        fieldSaysStatus = true;
        stated = read.status();
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

    private static boolean isValid(String estimate, List<String> links) {
        try {
            return new UpdateRoadmapItem(null, null, null, links, estimate).links() != null;
        } catch (InvalidInput notOurs) {
            return false;
        }
    }
}
