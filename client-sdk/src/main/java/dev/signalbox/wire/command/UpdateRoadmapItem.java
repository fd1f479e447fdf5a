package dev.signalbox.wire.command;

import dev.signalbox.wire.InvalidInput;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code roadmap.update}: changes the fields that are given, at least one, and leaves the others. An empty text or list
 * takes a description, an estimate, the links away. Needs the version that the writer has read.
 *
 * @param key another name; the item keeps its id and its history
 */
public record UpdateRoadmapItem(
        @Nullable String key,
        @Nullable String title,
        @Nullable String description,
        @Nullable List<String> links,
        @Nullable String estimate) {
    public UpdateRoadmapItem {
        if (key == null && title == null && description == null && links == null && estimate == null) {
            throw new InvalidInput(
                    "", "say what to change: key, title, description, links or estimate; an empty text takes it away");
        }
        if (key != null) key = RoadmapFields.key(key);
        if (title != null) title = RoadmapFields.title(title);
        description = RoadmapFields.description(description);
        if (links != null) links = RoadmapFields.links(links);
        estimate = RoadmapFields.estimate(estimate);
    }
}
