package dev.signalbox.cli.roadmap.file;

import dev.signalbox.cli.roadmap.file.Outline.Cells;
import dev.signalbox.wire.resource.RoadmapItem;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the columns of a table say about an item, by their names; -1 for a column that there is not. */
record Columns(List<String> header, int key, int title, int status, int estimate) {
    private static final Set<String> KEYS =
            Set.of("id", "key", "#", "no", "no.", "nr", "nr.", "number", "ref", "ticket");
    private static final Set<String> TITLES = Set.of(
            "title",
            "item",
            "task",
            "feature",
            "milestone",
            "phase",
            "name",
            "goal",
            "what",
            "deliverable",
            "epic",
            "story",
            "work",
            "work item",
            "topic",
            "initiative",
            "version",
            "release",
            "step",
            "description",
            "summary");
    private static final Set<String> STATES = Set.of("status", "state", "done", "done?", "progress");
    private static final Set<String> ESTIMATES = Set.of("estimate", "effort", "duration", "estimated effort", "time");

    /** Null when there is no column that names an item. */
    static @Nullable Columns of(List<String> header) {
        List<String> names = header.stream()
                .map(name -> name.replaceAll("[*_`]", "").strip().toLowerCase(Locale.ROOT))
                .toList();
        int key = first(names, KEYS);
        int title = first(names, TITLES);
        int status = first(names, STATES);
        if (title < 0 && key >= 0 && key + 1 < names.size() && key + 1 != status) title = key + 1;
        return title < 0 || (key < 0 && status < 0)
                ? null
                : new Columns(header, key, title, status, first(names, ESTIMATES));
    }

    String title(Cells row) {
        return cell(row, title);
    }

    String status(Cells row) {
        return cell(row, status);
    }

    String estimate(Cells row) {
        return cell(row, estimate);
    }

    /** By the column of keys, else by what the title says. */
    Label label(Cells row) {
        Label named = Label.of(title(row));
        String given = Label.of(cell(row, key)).bare().replaceAll("[*`]", "").strip();
        String title = Markup.read(title(row));
        return RoadmapItem.isKey(given) ? new Label(given, title, title, Label.Kind.NUMBERED, "", "") : named;
    }

    /** The other cells of a row, a line each. */
    List<String> others(Cells row) {
        List<String> others = new ArrayList<>();
        for (int i = 0; i < header.size(); i++) {
            if (i == key
                    || i == title
                    || i == status
                    || i == estimate
                    || cell(row, i).isBlank()) continue;
            others.add("**" + header.get(i).replaceAll("[*:]", "").strip() + "**: " + cell(row, i));
        }
        return others;
    }

    private static String cell(Cells row, int column) {
        return column < 0 || column >= row.cells().size() ? "" : row.cells().get(column);
    }

    private static int first(List<String> names, Set<String> wanted) {
        for (int i = 0; i < names.size(); i++) if (wanted.contains(names.get(i))) return i;
        return -1;
    }
}
