package dev.signalbox.client;

import dev.signalbox.wire.command.AddRoadmapItem;
import dev.signalbox.wire.command.MoveRoadmapItem.End;
import dev.signalbox.wire.resource.RoadmapItem;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a new item of the roadmap says besides key and title. Setters answer the same object; limits are those of
 * {@link AddRoadmapItem}.
 */
public final class NewRoadmapItem {
    private final List<String> links = new ArrayList<>();
    private RoadmapItem.Status status = RoadmapItem.Status.PLANNED;
    private @Nullable String description;
    private @Nullable String estimate;
    private @Nullable String before;
    private @Nullable String after;
    private @Nullable End end;

    NewRoadmapItem() {}

    /** Where it stands; PLANNED unless set. */
    public NewRoadmapItem status(RoadmapItem.Status present) {
        status = present;
        return this;
    }

    /** Markdown. */
    public NewRoadmapItem description(String markdown) {
        description = markdown;
        return this;
    }

    /** How long it takes, in one line of your own words. */
    public NewRoadmapItem estimate(String words) {
        estimate = words;
        return this;
    }

    /** Adds a link: an absolute http, https, mailto or slack URL. */
    public NewRoadmapItem link(String url) {
        links.add(url);
        return this;
    }

    /** Puts it before the item with this key or id. Without a place it goes to the bottom; give one only. */
    public NewRoadmapItem before(String item) {
        before = item;
        return this;
    }

    /** Puts it behind the item with this key or id. */
    public NewRoadmapItem after(String item) {
        after = item;
        return this;
    }

    /** Puts it to an end. */
    public NewRoadmapItem to(End topOrBottom) {
        end = topOrBottom;
        return this;
    }

    AddRoadmapItem toCommand(String id, String key, String title) {
        return new AddRoadmapItem(id, key, title, status, description, links, estimate, before, after, end, null);
    }
}
