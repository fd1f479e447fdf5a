package dev.signalbox.hub.roadmap;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.signalbox.hub.projection.PageEnd;
import dev.signalbox.hub.projection.PageQuery;
import dev.signalbox.wire.resource.Page;
import dev.signalbox.wire.resource.RoadmapItem;
import dev.signalbox.wire.resource.RoadmapItem.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A page of items that come one by one, in any order, from elsewhere than the table: keeps those of the page and one
 * more, however many come. Any thread, one at a time.
 */
final class ItemsBehind {
    private static final String ORDER = PageQuery.orderBy("order");

    private final @Nullable Status status;
    private final int limit;
    private final @Nullable PageEnd end;
    private final TreeSet<RoadmapItem> first = new TreeSet<>(Roadmap.BY_ORDER);

    /**
     * @param status only these; null for all
     * @param cursor where the page before ended; null for the first
     */
    ItemsBehind(@Nullable Status status, int limit, @Nullable String cursor) {
        this.status = status;
        this.limit = limit;
        this.end = PageEnd.of(cursor, ORDER);
    }

    synchronized void add(RoadmapItem item) {
        boolean wanted = (status == null || item.status() == status) && (end == null || isBehind(item, end));
        if (wanted && first.add(item) && first.size() > limit + 1) first.pollLast();
    }

    /** How many it holds. */
    synchronized int size() {
        return first.size();
    }

    synchronized Page<RoadmapItem> page() {
        List<RoadmapItem> items = new ArrayList<>(first);
        if (items.size() <= limit) return new Page<>(items, null);
        RoadmapItem last = items.get(limit - 1);
        return new Page<>(
                items.subList(0, limit), new PageEnd(TextNode.valueOf(last.order()), last.id()).cursor(ORDER));
    }

    private static boolean isBehind(RoadmapItem item, PageEnd end) {
        int orders = item.order().compareTo(end.value().asText());
        return orders > 0 || (orders == 0 && item.id().compareTo(end.key()) > 0);
    }
}
