package dev.signalbox.hub.notification;

import dev.signalbox.hub.database.Database;
import dev.signalbox.hub.log.EventFilter;
import dev.signalbox.hub.log.RecordedEvent;
import dev.signalbox.hub.notification.NotificationEvent.Content;
import dev.signalbox.hub.projection.Columns;
import dev.signalbox.hub.projection.FoldedRows.Due;
import dev.signalbox.hub.schedule.Deadlines;
import dev.signalbox.wire.EventTypes;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** When notifications end that nobody has settled. */
public final class NotificationDeadlines implements Deadlines.Source {
    private final Database database;

    public NotificationDeadlines(Database database) {
        this.database = database;
    }

    @Override
    public String projection() {
        return NotificationsProjection.NAME;
    }

    @Override
    public String category() {
        return NotificationCommands.NOTIFICATIONS.category();
    }

    @Override
    public String command() {
        return "notification.expire";
    }

    @Override
    public EventFilter events() {
        return EventFilter.types(List.of(EventTypes.NOTIFICATION_POSTED, EventTypes.NOTIFICATION_REPEATED));
    }

    @Override
    public @Nullable Instant deadlineOf(RecordedEvent event) {
        return NotificationEvent.CODEC.decode(event) instanceof Content content
                ? content.deadline(event.recordedAt())
                : null;
    }

    @Override
    public Future<List<Due>> soonest(int limit) {
        return database.read(transaction -> transaction.query(
                        "SELECT id, expires_at FROM notifications WHERE state IN ('open', 'acknowledged')"
                                + " AND expires_at IS NOT NULL ORDER BY expires_at LIMIT $1",
                        limit))
                .map(rows -> rows.stream()
                        .map(row -> new Due(row.text("id"), Columns.time(row, "expires_at")))
                        .toList());
    }
}
