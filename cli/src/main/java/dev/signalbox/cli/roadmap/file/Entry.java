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
 * @param titled whether the file gives a title, and not the key alone, which stands for it then
 */
public record Entry(
        String key,
        String title,
        @Nullable Status status,
        @Nullable String estimate,
        List<String> links,
        @Nullable String description,
        int line,
        boolean titled) {
    public Entry {
        links = List.copyOf(links);
    }

    /** With a title. */
    public Entry(
            String key,
            String title,
            @Nullable Status status,
            @Nullable String estimate,
            List<String> links,
            @Nullable String description,
            int line) {
        this(key, title, status, estimate, links, description, line, true);
    }

    /** The same for an item that is there: one that has a title keeps it where the file gives none. */
    Entry over(String itsTitle) {
        boolean keeps = !titled && !RoadmapItem.folded(itsTitle).equals(RoadmapItem.folded(key));
        return keeps ? new Entry(key, itsTitle, status, estimate, links, description, line) : this;
    }

    /** What a file would say of the item. */
    public static Entry of(RoadmapItem item) {
        return new Entry(item.key(), item.title(), item.status(), item.estimate(), item.links(), item.description(), 0);
    }
}
