package dev.signalbox.hub.roadmap;

import dev.signalbox.hub.projection.FoldedTable;
import dev.signalbox.wire.resource.RoadmapItem;

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

    private RoadmapTable() {}
}
