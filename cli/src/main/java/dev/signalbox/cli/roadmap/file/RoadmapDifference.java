package dev.signalbox.cli.roadmap.file;

import dev.signalbox.wire.resource.RoadmapItem;
import dev.signalbox.wire.resource.RowChange.FieldChange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What became of a roadmap between two moments; items are recognised by their ids, so a new key is a change. */
public final class RoadmapDifference {
    private RoadmapDifference() {}

    /** Both in their orders. */
    public static List<Change> between(List<RoadmapItem> before, List<RoadmapItem> after) {
        Map<String, RoadmapItem> gone = new LinkedHashMap<>();
        Map<String, Integer> places = new HashMap<>();
        for (RoadmapItem item : before) {
            places.put(item.id(), places.size());
            gone.put(item.id(), item);
        }
        Set<Integer> moved = Comparison.moved(after.stream()
                .map(item -> places.get(item.id()))
                .filter(place -> place != null)
                .toList());
        List<Change> changes = new ArrayList<>();
        String place = "at the top";
        for (RoadmapItem item : after) {
            RoadmapItem was = gone.remove(item.id());
            List<FieldChange> fields = new ArrayList<>();
            if (was != null) Comparison.add(fields, "key", was.key(), item.key());
            fields.addAll(Comparison.fields(was == null ? null : Entry.of(was), Entry.of(item)));
            Integer old = places.get(item.id());
            boolean stays = old != null && !moved.contains(old);
            if (!fields.isEmpty() || !stays) {
                Change.Kind kind = was == null ? Change.Kind.ADDED : Change.Kind.CHANGED;
                changes.add(new Change(kind, item.key(), item.title(), fields, stays ? null : place, List.of()));
            }
            place = "behind " + item.key();
        }
        for (RoadmapItem item : gone.values()) {
            changes.add(new Change(Change.Kind.REMOVED, item.key(), item.title(), List.of(), null, List.of()));
        }
        return changes;
    }
}
