package dev.signalbox.cli.roadmap;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.cli.roadmap.file.Change;
import dev.signalbox.cli.roadmap.file.TextLines;
import dev.signalbox.cli.text.Ages;
import dev.signalbox.cli.text.Columns;
import dev.signalbox.cli.text.FieldText;
import dev.signalbox.cli.text.Incomplete;
import dev.signalbox.cli.text.Ink;
import dev.signalbox.wire.resource.RoadmapChange;
import dev.signalbox.wire.resource.RoadmapItem;
import dev.signalbox.wire.resource.RoadmapItem.Status;
import dev.signalbox.wire.resource.RowChange.FieldChange;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The roadmap for people at a terminal. */
final class RoadmapText {
    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm");
    private static final int NAME_WIDTH = 12;
    /** Unchanged lines shown around changed ones. */
    private static final int CONTEXT_LINES = 2;

    private RoadmapText() {}

    /** The status in its colour. */
    static String status(Status status, Ink ink) {
        String word = word(status);
        return switch (status) {
            case PLANNED -> ink.dim(word);
            case IN_PROGRESS -> ink.cyan(word);
            case BLOCKED -> ink.red(word);
            case DONE -> ink.green(word);
            case CANCELLED -> ink.dim(word);
        };
    }

    static String word(Status status) {
        return status.word().replace('_', ' ');
    }

    /** A table of items in their order. */
    static String list(List<RoadmapItem> items, Ink ink, int width, Instant now) {
        if (items.isEmpty()) return ink.dim("Nothing is planned.");
        return new Columns<RoadmapItem>()
                .with("KEY", RoadmapItem::key)
                .with("STATUS", item -> word(item.status()))
                .when(
                        items.stream().anyMatch(item -> item.incomplete() != null),
                        "NOTE",
                        item -> Incomplete.cell(item.incomplete()))
                .with("ESTIMATE", RoadmapItem::estimate)
                .with("CHANGED", item -> Ages.since(item.updatedAt(), now))
                .with("BY", RoadmapItem::updatedBy)
                .with("TITLE", RoadmapItem::title)
                .of(items, ink, width);
    }

    /** All that an item says. */
    static String item(RoadmapItem item, Ink ink, Instant now) {
        List<String> lines = new ArrayList<>();
        lines.add(ink.bold(item.key() + ": " + item.title()));
        String comment = item.comment() == null ? "" : "  " + Ink.plain(item.comment());
        lines.add(name("status") + status(item.status(), ink) + comment);
        String lacks = Incomplete.sentence(item.incomplete());
        if (lacks != null) lines.add(name("incomplete") + ink.yellow(lacks));
        if (item.estimate() != null) lines.add(name("estimate") + Ink.plain(item.estimate()));
        for (String link : item.links()) lines.add(name("link") + Ink.plain(link));
        lines.add(name("changed")
                + ink.dim(Ages.since(item.updatedAt(), now) + " ago by " + item.updatedBy() + ", version "
                        + item.version() + "  " + item.id()));
        if (item.description() != null) {
            lines.add("");
            item.description().lines().forEach(line -> lines.add(Ink.plain(line)));
        }
        return String.join(System.lineSeparator(), lines);
    }

    /** One step of the history. */
    static String step(RoadmapChange step, Ink ink, ZoneId zone) {
        String what = step.type().equals("roadmap.removed") ? "removed" : "";
        List<String> parts = new ArrayList<>();
        if (!what.isEmpty()) parts.add(ink.red(what));
        boolean added = step.version() == 1;
        if (added) parts.add(ink.green("added") + " " + Ink.plain(step.title()));
        else step.changes().forEach(field -> parts.add(brief(field)));
        if (step.comment() != null && !parts.contains(step.comment())) parts.add(ink.dim(step.comment()));
        return ink.dim(MINUTE.withZone(zone).format(step.at())) + "  " + ink.bold(step.key()) + "  "
                + Ink.plain(step.by()) + "  " + String.join(", ", parts) + "  " + ink.dim("#" + step.position());
    }

    /** What differs about one item: a line for it, one for each field, texts line by line. */
    static List<String> change(Change change, Ink ink) {
        List<String> lines = new ArrayList<>();
        String head = change.key() + ": " + change.title();
        switch (change.kind()) {
            case ADDED -> lines.add(ink.green("+ " + head));
            case REMOVED -> lines.add(ink.red("- " + head));
            case CHANGED -> lines.add(ink.yellow("~ " + head));
        }
        if (change.kind() == Change.Kind.ADDED) {
            for (FieldChange field : change.fields()) {
                if (field.field().equals("title")) continue;
                lines.add("    " + name(field.field()) + Ink.plain(FieldText.shown(field.field(), field.after())));
            }
        } else {
            change.fields().forEach(field -> lines.addAll(difference(field, ink)));
        }
        if (change.place() != null) lines.add("    " + name("place") + Ink.plain(change.place()));
        return lines;
    }

    private static List<String> difference(FieldChange field, Ink ink) {
        JsonNode before = field.before();
        JsonNode after = field.after();
        if (!field.field().equals("description")) {
            return List.of("    " + name(field.field()) + ink.red(FieldText.shown(field.field(), before)) + " → "
                    + ink.green(FieldText.shown(field.field(), after)));
        }
        List<String> lines = new ArrayList<>();
        lines.add("    " + name("description").stripTrailing());
        List<String> both = TextLines.difference(text(before), text(after), CONTEXT_LINES);
        for (String line : both) {
            String indented = "      " + line;
            if (line.startsWith("-")) lines.add(ink.red(indented));
            else lines.add(line.startsWith("+") ? ink.green(indented) : ink.dim(indented));
        }
        return lines;
    }

    private static String brief(FieldChange field) {
        if (field.field().equals("description")) return "description";
        if (field.field().equals("order")) return "moved";
        if (field.field().equals("comment")) return "comment";
        return field.field() + " " + Ink.plain(FieldText.shown(field.field(), field.before())) + " → "
                + Ink.plain(FieldText.shown(field.field(), field.after()));
    }

    private static String text(@Nullable JsonNode value) {
        return value == null ? "" : value.asText();
    }

    private static String name(String field) {
        return field + " ".repeat(Math.max(1, NAME_WIDTH - field.length()));
    }
}
