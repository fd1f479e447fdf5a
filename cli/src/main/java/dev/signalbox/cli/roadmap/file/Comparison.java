package dev.signalbox.cli.roadmap.file;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.resource.RowChange.FieldChange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What two states of an item, or two sequences, have and have not in common. */
final class Comparison {
    /** Bounds what comparing two long texts costs. */
    private static final int CELLS_MAX = 1_000_000;

    private Comparison() {}

    /** The fields of an entry that differ; a status that the file does not say does not. */
    static List<FieldChange> fields(@Nullable Entry before, Entry after) {
        List<FieldChange> fields = new ArrayList<>();
        add(fields, "title", before == null ? null : before.title(), after.title());
        if (after.status() != null) {
            add(fields, "status", before == null ? null : before.status(), after.status());
        }
        add(fields, "estimate", before == null ? null : before.estimate(), after.estimate());
        add(
                fields,
                "links",
                before == null || before.links().isEmpty() ? null : before.links(),
                after.links().isEmpty() ? null : after.links());
        add(fields, "description", before == null ? null : before.description(), after.description());
        return fields;
    }

    static void add(List<FieldChange> fields, String name, @Nullable Object before, @Nullable Object after) {
        if (Objects.equals(before, after)) return;
        fields.add(new FieldChange(name, tree(before), tree(after)));
    }

    /**
     * The fewest numbers to take out so that the others ascend: what has to move when a sequence becomes another.
     *
     * @param places of the items in the old sequence, in their new one; each once
     */
    static Set<Integer> moved(List<Integer> places) {
        int[] lastOfRun = new int[places.size()];
        int[] before = new int[places.size()];
        int longest = 0;
        for (int i = 0; i < places.size(); i++) {
            int low = 0;
            int high = longest;
            while (low < high) {
                int middle = (low + high) / 2;
                if (places.get(lastOfRun[middle]) < places.get(i)) low = middle + 1;
                else high = middle;
            }
            lastOfRun[low] = i;
            before[i] = low == 0 ? -1 : lastOfRun[low - 1];
            if (low == longest) longest++;
        }
        Set<Integer> moved = new HashSet<>(places);
        for (int i = longest == 0 ? -1 : lastOfRun[longest - 1]; i >= 0; i = before[i]) moved.remove(places.get(i));
        return moved;
    }

    /**
     * The lines of two texts side by side: {@code " "} before those of both, {@code "- "} and {@code "+ "} before those
     * of one. Texts that have too little in common to compare are shown one behind the other.
     */
    static List<String> lines(String before, String after) {
        List<String> old = before.isEmpty() ? List.of() : Arrays.asList(before.split("\n", -1));
        List<String> now = after.isEmpty() ? List.of() : Arrays.asList(after.split("\n", -1));
        int head = 0;
        int shorter = Math.min(old.size(), now.size());
        while (head < shorter && old.get(head).equals(now.get(head))) head++;
        int tail = 0;
        while (tail < shorter - head && old.get(old.size() - 1 - tail).equals(now.get(now.size() - 1 - tail))) tail++;
        List<String> shown = new ArrayList<>();
        old.subList(0, head).forEach(line -> shown.add("  " + line));
        middle(old.subList(head, old.size() - tail), now.subList(head, now.size() - tail), shown);
        old.subList(old.size() - tail, old.size()).forEach(line -> shown.add("  " + line));
        return shown;
    }

    private static void middle(List<String> old, List<String> now, List<String> shown) {
        if ((long) old.size() * now.size() > CELLS_MAX) {
            old.forEach(line -> shown.add("- " + line));
            now.forEach(line -> shown.add("+ " + line));
            return;
        }
        int[][] common = new int[old.size() + 1][now.size() + 1];
        for (int i = old.size() - 1; i >= 0; i--) {
            for (int j = now.size() - 1; j >= 0; j--) {
                common[i][j] = old.get(i).equals(now.get(j))
                        ? common[i + 1][j + 1] + 1
                        : Math.max(common[i + 1][j], common[i][j + 1]);
            }
        }
        int i = 0;
        int j = 0;
        while (i < old.size() || j < now.size()) {
            if (i < old.size() && j < now.size() && old.get(i).equals(now.get(j))) {
                shown.add("  " + old.get(i++));
                j++;
            } else if (j == now.size() || (i < old.size() && common[i + 1][j] >= common[i][j + 1])) {
                shown.add("- " + old.get(i++));
            } else {
                shown.add("+ " + now.get(j++));
            }
        }
    }

    private static @Nullable JsonNode tree(@Nullable Object value) {
        return value == null ? null : Json.tree(value);
    }
}
