package dev.signalbox.hub.roadmap;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.signalbox.hub.command.EventCodec;
import dev.signalbox.wire.EventTypes;
import dev.signalbox.wire.resource.RoadmapItem.Status;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What happened to an item of the roadmap, and to the keys that items have. Who and when stand in the event's own
 * columns.
 */
sealed interface RoadmapEvent {
    EventCodec<RoadmapEvent> CODEC = EventCodec.of(RoadmapEvent.class)
            .with(EventTypes.ROADMAP_ADDED, ItemAdded.class)
            .with(EventTypes.ROADMAP_UPDATED, ItemUpdated.class)
            .with(EventTypes.ROADMAP_MOVED, ItemMoved.class)
            .with(EventTypes.ROADMAP_STATUS_SET, StatusSet.class)
            .with(EventTypes.ROADMAP_REMOVED, ItemRemoved.class)
            .with(EventTypes.ROADMAP_KEY_TAKEN, KeyTaken.class)
            .with(EventTypes.ROADMAP_KEY_FREED, KeyFreed.class);

    /** Somebody put something on the roadmap. */
    record ItemAdded(
            String key,
            String title,
            Status status,
            String order,
            @Nullable String description,
            List<String> links,
            @Nullable String estimate)
            implements RoadmapEvent {}

    /** It says something else now. Null: that field stays. An empty text or list: the item has none any more. */
    record ItemUpdated(
            @Nullable String key,
            @Nullable String title,
            @Nullable String description,
            @Nullable List<String> links,
            @Nullable String estimate)
            implements RoadmapEvent {}

    /** It has another place. */
    @JsonInclude
    record ItemMoved(String order) implements RoadmapEvent {}

    /** It stands elsewhere, or for another reason. */
    record StatusSet(Status status, @Nullable String comment) implements RoadmapEvent {}

    /** It is no longer on the roadmap. */
    record ItemRemoved(@Nullable String reason) implements RoadmapEvent {}

    /** An item took a key; on the stream of the key. */
    @JsonInclude
    record KeyTaken(String key, String item) implements RoadmapEvent {}

    /** An item gave a key back; on the stream of the key. */
    @JsonInclude
    record KeyFreed(String key, String item) implements RoadmapEvent {}
}
