package dev.signalbox.hub.roadmap;

import dev.signalbox.hub.projection.FoldedTable;
import dev.signalbox.hub.search.Saying.Change;
import dev.signalbox.hub.search.Sayings;
import dev.signalbox.hub.search.TypedSayings;
import dev.signalbox.wire.EventTypes;
import dev.signalbox.wire.resource.RoadmapItem;
import java.util.List;
import java.util.Map;

/**
 * The table {@code roadmap}: one row an item, by the ids of the items. Who has a key is asked of its stream, where no
 * answer is late.
 */
public final class RoadmapTable {
    public static final FoldedTable<Item> ROADMAP = FoldedTable.of("roadmap", RoadmapStreams.ITEMS)
            .resource(RoadmapItem.class, Item::resource, item -> new Item(item, false))
            .goes(Item::removed, item -> new Item(item.resource(), true))
            .text("key", item -> RoadmapItem.folded(item.last().key()))
            .text("status", item -> item.last().status().word())
            .text("order", item -> item.last().order())
            .index("by_order, row_key")
            .index("by_key")
            .steps()
            .declared();

    /** What is found of items. */
    public static final Sayings SAYINGS = new TypedSayings(
            "item",
            Map.of(
                    EventTypes.ROADMAP_ADDED, Change.WHOLE,
                    EventTypes.ROADMAP_UPDATED, Change.PART,
                    EventTypes.ROADMAP_STATUS_SET, Change.PART,
                    EventTypes.ROADMAP_REMOVED, Change.GONE),
            List.of("order"));

    private RoadmapTable() {}
}
