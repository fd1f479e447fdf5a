package dev.signalbox.hub.roadmap;

import dev.signalbox.hub.database.Database;
import dev.signalbox.hub.projection.FoldedRow;
import dev.signalbox.hub.projection.FoldedRows;
import dev.signalbox.hub.projection.PageQuery;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.resource.Page;
import dev.signalbox.wire.resource.RoadmapItem;
import dev.signalbox.wire.resource.RoadmapItem.Status;
import io.vertx.core.Future;
import java.util.Comparator;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the table of the roadmap. */
final class Roadmap {
    static final Comparator<RoadmapItem> BY_ORDER =
            Comparator.comparing(RoadmapItem::order).thenComparing(RoadmapItem::id);

    private static final String ORDER = "order";

    private final FoldedRows<Item> rows;

    Roadmap(Database database) {
        this.rows = RoadmapTable.ROADMAP.rows(database);
    }

    /**
     * A page of items in their order.
     *
     * @param status only these; null for all
     * @param idPrefix how their ids begin; null for all
     * @param cursor where the page before ended; null for the first
     */
    Future<Page<FoldedRow>> page(
            @Nullable Status status, @Nullable String idPrefix, int limit, @Nullable String cursor) {
        return rows.page(PageQuery.by(ORDER, limit, cursor)
                .equal("status", status == null ? null : status.word())
                .keysBeginning(idPrefix));
    }

    /** One item by its key or id, or empty. */
    Future<Optional<FoldedRow>> byReference(String reference) {
        if (Ids.isUuid(reference)) return rows.row(reference);
        return rows.page(PageQuery.newestFirst(1, null).equal("key", RoadmapItem.folded(reference)))
                .map(found -> found.items().stream().findFirst());
    }

    /** The lowest order above a bound, of another item; null when there is none. */
    Future<@Nullable String> firstAbove(String order, String id) {
        return orderOf(PageQuery.by(ORDER, 1, null).above(ORDER, order), id);
    }

    /** The highest order below a bound, of another item; null when there is none. */
    Future<@Nullable String> lastBelow(String order, String id) {
        return orderOf(PageQuery.by("-" + ORDER, 1, null).below(ORDER, order), id);
    }

    private Future<@Nullable String> orderOf(PageQuery nearest, String id) {
        return rows.page(nearest.except(id)).map(found -> found.items().stream()
                .findFirst()
                .map(row -> row.as(RoadmapItem.class).order())
                .orElse(null));
    }
}
