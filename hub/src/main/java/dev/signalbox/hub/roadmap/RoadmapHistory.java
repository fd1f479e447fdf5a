package dev.signalbox.hub.roadmap;

import static dev.signalbox.hub.roadmap.RoadmapStreams.ITEMS;

import com.fasterxml.jackson.databind.node.LongNode;
import dev.signalbox.hub.database.Database;
import dev.signalbox.hub.database.Row;
import dev.signalbox.hub.log.EventLog;
import dev.signalbox.hub.log.RecordedEvent;
import dev.signalbox.hub.projection.PageEnd;
import dev.signalbox.hub.roadmap.RoadmapEvent.ItemRemoved;
import dev.signalbox.hub.roadmap.RoadmapEvent.StatusSet;
import dev.signalbox.hub.vertx.FewAtOnce;
import dev.signalbox.wire.Times;
import dev.signalbox.wire.resource.Page;
import dev.signalbox.wire.resource.RoadmapChange;
import dev.signalbox.wire.resource.RoadmapItem;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/** What the roadmap was: the streams of its items, read as steps or as the items of a moment. */
public final class RoadmapHistory {
    /** Items of a moment that are folded at the same time. */
    static final int ITEMS_AT_ONCE = 16;

    private static final String NEWEST_FIRST = "-position";

    private final RoadmapStreams streams;
    private final Database database;

    public RoadmapHistory(EventLog log, Database database) {
        this.streams = new RoadmapStreams(log);
        this.database = database;
    }

    /**
     * A page of steps, newest first.
     *
     * @param reference key or id of one item, also of a removed one; null for all items. Fails with {@code not_found}
     *     when there never was such an item
     */
    public Future<Page<RoadmapChange>> page(@Nullable String reference, int limit, @Nullable String cursor) {
        PageEnd end = PageEnd.of(cursor, NEWEST_FIRST);
        long before = end == null ? Long.MAX_VALUE : end.value().longValue();
        if (reference == null) {
            return read(
                    limit, "SELECT * FROM roadmap_steps WHERE position < $1 ORDER BY position DESC LIMIT $2", before);
        }
        return streams.idOfLast(reference)
                .compose(id -> read(
                        limit,
                        "SELECT * FROM roadmap_steps WHERE item = $1 AND position < $2"
                                + " ORDER BY position DESC LIMIT $3",
                        id,
                        before))
                .compose(page -> page.items().isEmpty() && cursor == null
                        ? Future.failedFuture(Item.notFound())
                        : Future.succeededFuture(page));
    }

    /** A page of the items as they were at a position of the log, in their order then. Folds some items at a time. */
    public Future<Page<RoadmapItem>> at(long position, ItemsBehind page) {
        return collect(position, "", page).map(all -> page.page());
    }

    private Future<?> collect(long position, String behind, ItemsBehind page) {
        return database.read(transaction -> transaction.query(
                        "SELECT item, max(version) AS version FROM roadmap_steps"
                                + " WHERE position <= $1 AND item > $2 GROUP BY item ORDER BY item LIMIT $3",
                        position,
                        behind,
                        ITEMS_AT_ONCE))
                .compose(rows -> FewAtOnce.inOrder(rows, row -> itemAt(row.text("item"), row.bigint("version")))
                        .compose(items -> {
                            for (Item item : items) if (!item.removed()) page.add(item.present());
                            return rows.size() < ITEMS_AT_ONCE
                                    ? Future.succeededFuture()
                                    : collect(
                                            position, rows.get(rows.size() - 1).text("item"), page);
                        }));
    }

    /** The position of the newest step that was recorded at that time or before; 0 when there is none. */
    public Future<Long> positionAt(Instant time) {
        return database.read(transaction -> transaction.query(
                        "SELECT max(position) AS position FROM roadmap_steps WHERE recorded_at <= $1",
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

    private Future<Page<RoadmapChange>> read(int limit, String sql, Object... parameters) {
        List<Object> all = new ArrayList<>(List.of(parameters));
        all.add(limit + 1L);
        return database.read(transaction -> transaction.query(sql, all.toArray()))
                .compose(rows -> {
                    List<Row> shown = rows.subList(0, Math.min(limit, rows.size()));
                    Map<String, Set<Long>> versions = new HashMap<>();
                    for (Row row : shown) {
                        versions.computeIfAbsent(row.text("item"), item -> new HashSet<>())
                                .add(row.bigint("version"));
                    }
                    List<Future<List<RoadmapChange>>> items = new ArrayList<>();
                    versions.forEach((item, wanted) -> items.add(steps(item, wanted::contains)));
                    String next = rows.size() > limit ? cursorOf(shown.get(limit - 1)) : null;
                    return Future.all(items).map(read -> new Page<>(newestFirst(items), next));
                });
    }

    private static String cursorOf(Row last) {
        return new PageEnd(LongNode.valueOf(last.bigint("position")), last.text("item")).cursor(NEWEST_FIRST);
    }

    private static List<RoadmapChange> newestFirst(List<Future<List<RoadmapChange>>> ofItems) {
        return ofItems.stream()
                .flatMap(changes -> changes.result().stream())
                .sorted(Comparator.comparingLong(RoadmapChange::position).reversed())
                .toList();
    }

    private Future<List<RoadmapChange>> steps(String id, LongPredicate wanted) {
        List<RoadmapChange> steps = new ArrayList<>();
        return streams.fold(id, Item.NONE, (before, event) -> {
                    Item after = ITEMS.afterIfPossible(before, event);
                    if (after == null) return before;
                    if (wanted.test(event.version())) steps.add(step(before, after, event));
                    return after;
                })
                .map(folded -> steps);
    }

    private Future<Item> itemAt(String id, long version) {
        return streams.fold(
                id,
                Item.NONE,
                (item, event) -> event.version() <= version
                        ? Objects.requireNonNullElse(ITEMS.afterIfPossible(item, event), item)
                        : item);
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
}
