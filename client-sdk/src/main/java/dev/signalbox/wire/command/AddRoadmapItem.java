package dev.signalbox.wire.command;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.signalbox.wire.Check;
import dev.signalbox.wire.RoadmapOrder;
import dev.signalbox.wire.command.MoveRoadmapItem.End;
import dev.signalbox.wire.resource.RoadmapItem;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code roadmap.add}: a new item. It goes to the bottom unless {@code before}, {@code after}, {@code to} or
 * {@code order} says where; at most one of them.
 *
 * @param id becomes the item's id; a UUID; null lets the hub choose
 * @param key a name that no other item has now, see {@link RoadmapItem#isKey}
 * @param title one line
 * @param status PLANNED when absent
 * @param description Markdown; blank lines at its ends are cut
 * @param links absolute http, https, mailto or slack URLs
 * @param estimate one line
 * @param before key or id of the item that it goes before
 * @param after key or id of the item that it goes behind
 * @param order its place, made by {@link RoadmapOrder#between}
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record AddRoadmapItem(
        @Nullable String id,
        String key,
        String title,
        RoadmapItem.Status status,
        @Nullable String description,
        @Nullable List<String> links,
        @Nullable String estimate,
        @Nullable String before,
        @Nullable String after,
        @Nullable End to,
        @Nullable String order) {
    public AddRoadmapItem {
        Check.uuid("id", id);
        key = RoadmapFields.key(key);
        title = RoadmapFields.title(title);
        if (status == null) status = RoadmapItem.Status.PLANNED;
        description = RoadmapFields.orNull(RoadmapFields.description(description));
        links = RoadmapFields.links(links);
        estimate = RoadmapFields.orNull(RoadmapFields.estimate(estimate));
        RoadmapFields.place(before, after, to, order);
    }
}
