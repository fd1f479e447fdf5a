package dev.signalbox.cli.roadmap.file;

import dev.signalbox.wire.resource.RoadmapItem;
import dev.signalbox.wire.resource.RoadmapItem.Status;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An item as a file tells it.
 *
 * @param status null when the file does not say
 * @param line of its heading, from 1
 */
public record Entry(
        String key,
        String title,
        @Nullable Status status,
        @Nullable String estimate,
        List<String> links,
        @Nullable String description,
        int line) {
    public Entry {
        links = List.copyOf(links);
    }

    /** What a file would say of the item. */
    public static Entry of(RoadmapItem item) {
        return new Entry(item.key(), item.title(), item.status(), item.estimate(), item.links(), item.description(), 0);
    }
}
