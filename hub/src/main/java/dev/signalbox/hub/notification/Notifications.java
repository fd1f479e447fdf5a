package dev.signalbox.hub.notification;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.database.Database;
import dev.signalbox.hub.database.Row;
import dev.signalbox.hub.projection.Columns;
import dev.signalbox.hub.projection.Listing;
import dev.signalbox.wire.resource.Notification;
import dev.signalbox.wire.resource.Notification.State;
import dev.signalbox.wire.resource.Page;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the table of notifications. */
public final class Notifications {
    private final Database database;

    public Notifications(Database database) {
        this.database = database;
    }

    /** Which notifications a page shows; null stands for all. */
    public record Filter(
            @Nullable State state,
            @Nullable Integer priority,
            @Nullable Integer minPriority,
            @Nullable String tag,
            @Nullable String source) {}

    /** A page of notifications, newest first; a repeat does not move one up. */
    public Future<Page<Notification>> page(Filter filter, int limit, @Nullable String cursor) {
        return new Listing(NotificationsProjection.NAME, limit, cursor)
                .where(
                        "state = ",
                        filter.state() == null ? null : filter.state().word())
                .where("priority = ", filter.priority())
                .where("priority >= ", filter.minPriority())
                .where("source = ", filter.source())
                .tagged(filter.tag())
                .read(database, Notifications::notificationOf);
    }

    /** One notification, or empty. */
    public Future<Optional<Notification>> byId(String id) {
        return database.read(transaction -> transaction.query("SELECT * FROM notifications WHERE id = $1", id))
                .map(rows -> rows.stream().findFirst().map(Notifications::notificationOf));
    }

    /** Notifications behind an id, in the order of ids. */
    Future<List<Notification>> behind(String id, int limit) {
        return database.read(transaction ->
                        transaction.query("SELECT * FROM notifications WHERE id > $1 ORDER BY id LIMIT $2", id, limit))
                .map(rows -> rows.stream().map(Notifications::notificationOf).toList());
    }

    /** How many there are, in whatever state. */
    Future<Long> count() {
        return database.read(transaction -> transaction.query("SELECT count(*) AS n FROM notifications"))
                .map(rows -> rows.get(0).bigint("n"));
    }

    private static Notification notificationOf(Row row) {
        return new Notification(
                row.text("id"),
                Columns.word(row, "state", State.class),
                row.text("title"),
                row.textOrNull("body"),
                (int) row.bigint("priority"),
                Columns.tags(row, "tags"),
                row.textOrNull("link"),
                row.textOrNull("dedup_key"),
                row.bigint("count"),
                row.text("source"),
                Columns.time(row, "created_at"),
                Columns.time(row, "updated_at"),
                Columns.timeOrNull(row, "expires_at"),
                row.textOrNull("acknowledged_by"),
                Columns.timeOrNull(row, "acknowledged_at"),
                row.textOrNull("resolved_by"),
                Columns.timeOrNull(row, "resolved_at"),
                row.textOrNull("comment"),
                Columns.json(row, "data", JsonNode.class),
                row.bigint("version"));
    }
}
