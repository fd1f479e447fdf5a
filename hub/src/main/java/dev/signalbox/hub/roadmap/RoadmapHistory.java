package dev.signalbox.hub.roadmap;

import static dev.signalbox.hub.roadmap.RoadmapStreams.ITEMS;

import dev.signalbox.hub.database.Database;
import dev.signalbox.hub.database.Row;
import dev.signalbox.hub.log.EventLog;
import dev.signalbox.hub.log.RecordedEvent;
import dev.signalbox.hub.projection.Listing;
import dev.signalbox.hub.roadmap.RoadmapEvent.ItemRemoved;
import dev.signalbox.hub.roadmap.RoadmapEvent.StatusSet;
import dev.signalbox.wire.Times;
import dev.signalbox.wire.resource.Page;
import dev.signalbox.wire.resource.RoadmapChange;
import dev.signalbox.wire.resource.RoadmapItem;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/** What the roadmap was: the streams of its items, read as steps or as the items of a moment. */
public final class RoadmapHistory {
    private final RoadmapStreams streams;
    private final Database database;

    public RoadmapHistory(EventLog log, Database database) {
        this.streams = new RoadmapStreams(log);
        this.database = database;
    }

    /**
     * A page of steps, newest first.
     *
     * @param reference key or id of one item, also of a removed one; null for all items. Fails with {@code not_found} when there
     *     never was such an item
     */
    public Future<Page<RoadmapChange>> page(@Nullable String reference, int limit, @Nullable String cursor) {
        Listing steps = new Listing(RoadmapProjection.STEPS, limit, cursor);
        if (reference == null) return read(steps);
        return streams.idOfLast(reference).compose(id -> read(steps.where("item = ", id))
                .compose(page -> page.items().isEmpty() && cursor == null
                        ? Future.failedFuture(Item.notFound())
                        : Future.succeededFuture(page)));
    }

    /** The items as they were at a position of the log, in their order then. */
    public Future<List<RoadmapItem>> at(long position) {
        return database.read(transaction -> transaction.query(
                        "SELECT item, max(version) AS version FROM " + RoadmapProjection.STEPS
                                + " WHERE position <= $1 GROUP BY item",
                        position))
                .compose(rows -> Future.all(rows.stream()
                        .map(row -> itemAt(row.text("item"), row.bigint("version")))
                        .toList()))
                .map(all -> all.<Item>list().stream()
                        .filter(item -> !item.removed())
                        .map(Item::present)
                        .sorted(Roadmap.BY_ORDER)
                        .toList());
    }

    /** The position of the newest step that was recorded at that time or before; 0 when there is none. */
    public Future<Long> positionAt(Instant time) {
        return database.read(transaction -> transaction.query(
                        "SELECT max(position) AS position FROM " + RoadmapProjection.STEPS + " WHERE recorded_at <= $1",
                        Times.toMicros(time)))
                .map(rows -> {
                    Long position = rows.get(0).bigintOrNull("position");
                    return position == null ? 0L : position;
                });
    }

    /** The steps of an item behind a version, oldest first. */
    Future<List<RoadmapChange>> since(String id, long version) {
        return steps(id, step -> step > version);
    }

    private Future<Page<RoadmapChange>> read(Listing steps) {
        return steps.read(database, Step::of).compose(page -> {
            Map<String, Set<Long>> versions = new HashMap<>();
            for (Step step : page.items()) {
                versions.computeIfAbsent(step.item(), item -> new TreeSet<>()).add(step.version());
            }
            List<Future<List<RoadmapChange>>> items = new ArrayList<>();
            versions.forEach((item, wanted) -> items.add(steps(item, wanted::contains)));
            return Future.all(items).map(all -> inOrder(page, all.list()));
        });
    }

    private static Page<RoadmapChange> inOrder(Page<Step> page, List<List<RoadmapChange>> ofItems) {
        Map<Long, RoadmapChange> byPosition = new HashMap<>();
        for (List<RoadmapChange> changes : ofItems) {
            for (RoadmapChange change : changes) byPosition.put(change.position(), change);
        }
        List<RoadmapChange> ordered = new ArrayList<>();
        for (Step step : page.items()) {
            RoadmapChange change = byPosition.get(step.position());
            if (change != null) ordered.add(change);
        }
        return new Page<>(ordered, page.nextCursor());
    }

    private Future<List<RoadmapChange>> steps(String id, LongPredicate wanted) {
        List<RoadmapChange> steps = new ArrayList<>();
        return streams.fold(id, Item.NONE, (before, event) -> {
                    Item after = ITEMS.after(before, event);
                    if (wanted.test(event.version())) steps.add(step(before, after, event));
                    return after;
                })
                .map(folded -> steps);
    }

    private Future<Item> itemAt(String id, long version) {
        return streams.fold(
                id, Item.NONE, (item, event) -> event.version() <= version ? ITEMS.after(item, event) : item);
    }

    private static RoadmapChange step(Item before, Item after, RecordedEvent event) {
        RoadmapItem item = after.last();
        return new RoadmapChange(
                item.id(),
                item.key(),
                item.title(),
                event.version(),
                event.position(),
                event.type(),
                event.recordedAt(),
                event.actor(),
                commentOf(ITEMS.codec().decode(event)),
                Differences.between(before.resource(), item));
    }

    private static @Nullable String commentOf(RoadmapEvent event) {
        if (event instanceof StatusSet set) return set.comment();
        return event instanceof ItemRemoved removed ? removed.reason() : null;
    }

    /** Where a step stands. */
    private record Step(long position, String item, long version) {
        static Step of(Row row) {
            return new Step(row.bigint("position"), row.text("item"), row.bigint("version"));
        }
    }
}
