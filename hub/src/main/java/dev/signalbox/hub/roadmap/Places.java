package dev.signalbox.hub.roadmap;

import dev.signalbox.hub.command.Refused;
import dev.signalbox.hub.database.Database;
import dev.signalbox.hub.projection.Projections;
import dev.signalbox.wire.InvalidInput;
import dev.signalbox.wire.Limits;
import dev.signalbox.wire.ProblemCode;
import dev.signalbox.wire.RoadmapOrder;
import dev.signalbox.wire.command.MoveRoadmapItem.End;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/**
 * Turns "before PRIORITY 3" into an order. The neighbours are looked up in the table, which may be a moment late: then
 * the item comes to stand a place off, and never on another's.
 */
final class Places {
    /** Greater than every order: a colon comes behind the digits. */
    private static final String BEHIND_ALL = ":";

    private final RoadmapStreams streams;
    private final Roadmap roadmap;
    private final Projections projections;

    Places(RoadmapStreams streams, Database database, Projections projections) {
        this.streams = streams;
        this.roadmap = new Roadmap(database);
        this.projections = projections;
    }

    /** Where somebody wants an item; at most one is not null, and none means the bottom. */
    record Wish(
            @Nullable String before,
            @Nullable String after,
            @Nullable End to,
            @Nullable String order) {}

    /**
     * The order for the item with this id. Fails with {@link InvalidInput} when there is no such neighbour.
     *
     * @param present the item's order now, which it keeps when it stands there already; null of a new item
     */
    Future<String> orderFor(String id, @Nullable String present, Wish wish) {
        if (wish.order() != null) return Future.succeededFuture(wish.order());
        return caughtUp().compose(ready -> gap(id, wish)).map(gap -> gap.holds(present) ? present : gap.order(id));
    }

    private Future<Gap> gap(String id, Wish wish) {
        if (wish.before() != null) {
            return anchor("before", wish.before(), id)
                    .compose(high -> roadmap.lastBelow(high, id).map(low -> new Gap(low, high)));
        }
        if (wish.after() != null) {
            return anchor("after", wish.after(), id)
                    .compose(low -> roadmap.firstAbove(low, id).map(high -> new Gap(low, high)));
        }
        return wish.to() == End.TOP
                ? roadmap.firstAbove("", id).map(high -> new Gap(null, high))
                : roadmap.lastBelow(BEHIND_ALL, id).map(low -> new Gap(low, null));
    }

    /** The order of the neighbour that was named. */
    private Future<String> anchor(String field, String reference, String id) {
        return streams.idOf(reference)
                .compose(found -> {
                    if (found.equals(id)) throw new InvalidInput("/" + field, "an item has no place beside itself");
                    return streams.item(found);
                })
                .map(item -> item.present().order())
                .recover(failure ->
                        failure instanceof Refused refused && refused.problem().is(ProblemCode.NOT_FOUND)
                                ? Future.failedFuture(new InvalidInput(
                                        "/" + field, "there is no item " + reference + " on the roadmap"))
                                : Future.failedFuture(failure));
    }

    /** A table that is late is better than no move at all. */
    private Future<Void> caughtUp() {
        return projections
                .caughtUp(RoadmapTable.ROADMAP.name(), 0)
                .recover(failure ->
                        failure instanceof Refused ? Future.succeededFuture() : Future.failedFuture(failure));
    }

    /** Between two neighbours; null for an end of the roadmap. */
    private record Gap(@Nullable String low, @Nullable String high) {
        boolean holds(@Nullable String order) {
            return order != null
                    && (low == null || low.compareTo(order) < 0)
                    && (high == null || order.compareTo(high) < 0);
        }

        String order(String id) {
            String order = RoadmapOrder.between(low, high, id);
            if (RoadmapOrder.isOrder(order)) return order;
            throw new Refused(
                    ProblemCode.TOO_LARGE,
                    "the place there would need more than " + Limits.ROADMAP_ORDER_CHARS_MAX
                            + " digits: too many items were put into one gap. Move a neighbour to the top and back");
        }
    }
}
