package dev.signalbox.hub.roadmap;

import dev.signalbox.hub.database.Database;
import dev.signalbox.hub.database.Row;
import dev.signalbox.hub.projection.Columns;
import dev.signalbox.wire.InvalidInput;
import dev.signalbox.wire.resource.Page;
import dev.signalbox.wire.resource.RoadmapItem;
import dev.signalbox.wire.resource.RoadmapItem.Status;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the table of the roadmap. */
public final class Roadmap {
    static final Comparator<RoadmapItem> BY_ORDER =
            Comparator.comparing(RoadmapItem::order).thenComparing(RoadmapItem::id);

    private final Database database;

    public Roadmap(Database database) {
        this.database = database;
    }

    /**
     * A page of items in their order.
     *
     * @param status only these; null for all
     * @param cursor where the page before ended; null for the first
     */
    public Future<Page<RoadmapItem>> page(@Nullable Status status, int limit, @Nullable String cursor) {
        Place from = Place.of(cursor);
        List<@Nullable Object> parameters = new ArrayList<>(List.of(from.order(), from.id()));
        String only = "";
        if (status != null) {
            parameters.add(status.word());
            only = " AND status = $3";
        }
        parameters.add(limit + 1L);
        String sql = "SELECT * FROM roadmap WHERE (rank, id) > ($1, $2)" + only + " ORDER BY rank, id LIMIT $"
                + parameters.size();
        return database.read(transaction -> transaction.query(sql, parameters.toArray()))
                .map(rows -> pageOf(rows.stream().map(Roadmap::itemOf).toList(), limit));
    }

    /** The same of items that were read elsewhere. */
    static Page<RoadmapItem> page(
            List<RoadmapItem> ordered, @Nullable Status status, int limit, @Nullable String cursor) {
        Place from = Place.of(cursor);
        return pageOf(
                ordered.stream()
                        .filter(item -> status == null || item.status() == status)
                        .filter(from::isBefore)
                        .limit(limit + 1L)
                        .toList(),
                limit);
    }

    /** One item by its key or id, or empty. */
    public Future<Optional<RoadmapItem>> byReference(String reference) {
        return database.read(transaction -> transaction.query(
                        "SELECT * FROM roadmap WHERE id = $1 OR folded_key = $2",
                        reference,
                        RoadmapItem.folded(reference)))
                .map(rows -> rows.stream().findFirst().map(Roadmap::itemOf));
    }

    /** One item by its id, or empty. */
    Future<Optional<RoadmapItem>> byId(String id) {
        return database.read(transaction -> transaction.query("SELECT * FROM roadmap WHERE id = $1", id))
                .map(rows -> rows.stream().findFirst().map(Roadmap::itemOf));
    }

    /** Items behind an id, in the order of ids. */
    Future<List<RoadmapItem>> behind(String id, int limit) {
        return database.read(transaction ->
                        transaction.query("SELECT * FROM roadmap WHERE id > $1 ORDER BY id LIMIT $2", id, limit))
                .map(rows -> rows.stream().map(Roadmap::itemOf).toList());
    }

    /** Ids of removed items behind an id, in the order of ids. */
    Future<List<String>> removedBehind(String id, int limit) {
        return database.read(transaction -> transaction.query(
                        "SELECT DISTINCT item FROM roadmap_steps WHERE item > $1"
                                + " AND NOT EXISTS (SELECT 1 FROM roadmap WHERE roadmap.id = item) ORDER BY item LIMIT $2",
                        id,
                        limit))
                .map(rows -> rows.stream().map(row -> row.text("item")).toList());
    }

    /** How many items there are. */
    Future<Long> count() {
        return database.read(transaction -> transaction.query("SELECT count(*) AS n FROM roadmap"))
                .map(rows -> rows.get(0).bigint("n"));
    }

    private static Page<RoadmapItem> pageOf(List<RoadmapItem> items, int limit) {
        if (items.size() <= limit) return new Page<>(items, null);
        RoadmapItem last = items.get(limit - 1);
        return new Page<>(items.subList(0, limit), new Place(last.order(), last.id()).toCursor());
    }

    static RoadmapItem itemOf(Row row) {
        return new RoadmapItem(
                row.text("id"),
                row.text("item_key"),
                row.text("title"),
                Columns.word(row, "status", Status.class),
                row.text("rank"),
                row.textOrNull("description"),
                Columns.tags(row, "links"),
                row.textOrNull("estimate"),
                row.textOrNull("comment"),
                Columns.time(row, "created_at"),
                row.text("created_by"),
                Columns.time(row, "updated_at"),
                row.text("updated_by"),
                row.bigint("version"));
    }

    /** The place behind which a page begins. */
    private record Place(String order, String id) {
        static Place of(@Nullable String cursor) {
            if (cursor == null) return new Place("", "");
            try {
                String text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.US_ASCII);
                int space = text.indexOf(' ');
                if (space > 0) return new Place(text.substring(0, space), text.substring(space + 1));
            } catch (IllegalArgumentException notBase64) {
                throw unknown();
            }
            throw unknown();
        }

        String toCursor() {
            byte[] text = (order + " " + id).getBytes(StandardCharsets.US_ASCII);
            return Base64.getUrlEncoder().withoutPadding().encodeToString(text);
        }

        boolean isBefore(RoadmapItem item) {
            int orders = order.compareTo(item.order());
            return orders < 0 || (orders == 0 && id.compareTo(item.id()) < 0);
        }

        private static InvalidInput unknown() {
            return new InvalidInput(
                    "", "the query parameter cursor is not one that a list answered; take nextCursor, or leave it out");
        }
    }
}
