package dev.signalbox.client;

import dev.signalbox.wire.command.UpdateRoadmapItem;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What to change about an item of the roadmap; what is not set stays. An empty text or list takes the field away.
 * Setters answer the same object.
 */
public final class RoadmapEdit {
    private @Nullable String key;
    private @Nullable String title;
    private @Nullable String description;
    private @Nullable List<String> links;
    private @Nullable String estimate;

    RoadmapEdit() {}

    /** Another name; the item keeps its history. */
    public RoadmapEdit key(String name) {
        key = name;
        return this;
    }

    public RoadmapEdit title(String line) {
        title = line;
        return this;
    }

    public RoadmapEdit description(String markdown) {
        description = markdown;
        return this;
    }

    public RoadmapEdit links(String... urls) {
        links = List.of(urls);
        return this;
    }

    public RoadmapEdit estimate(String words) {
        estimate = words;
        return this;
    }

    UpdateRoadmapItem toCommand() {
        return new UpdateRoadmapItem(key, title, description, links, estimate);
    }
}
