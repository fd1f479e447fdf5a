package dev.signalbox.hub.notification;

import dev.signalbox.hub.log.RecordedEvent;
import dev.signalbox.hub.notification.NotificationEvent.Ending;
import dev.signalbox.hub.projection.FoldedTable;
import dev.signalbox.hub.search.Saying.Change;
import dev.signalbox.hub.search.Sayings;
import dev.signalbox.hub.search.TypedSayings;
import dev.signalbox.wire.EventTypes;
import dev.signalbox.wire.resource.Notification;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The table {@code notifications}: one row a notification. Who holds a dedup key is asked of its stream, where no
 * answer is late.
 */
public final class NotificationTable {
    public static final FoldedTable<NotificationState> NOTIFICATIONS = FoldedTable.of(
                    "notifications", NotificationCommands.NOTIFICATIONS)
            .resource(Notification.class, NotificationState::resource, NotificationState::new)
            .text("state", notification -> notification.present().state().word())
            .number("priority", notification -> notification.present().priority())
            .tags("tags", notification -> notification.present().tags())
            .index("by_state, created_position")
            .due(
                    NotificationState::due,
                    List.of(EventTypes.NOTIFICATION_POSTED, EventTypes.NOTIFICATION_REPEATED),
                    NotificationTable::deadline)
            .declared();

    /** What is found of notifications. */
    public static final Sayings SAYINGS = new TypedSayings(
            "notification",
            Map.of(
                    EventTypes.NOTIFICATION_POSTED, Change.WHOLE,
                    EventTypes.NOTIFICATION_REPEATED, Change.WHOLE,
                    EventTypes.NOTIFICATION_ACKNOWLEDGED, Change.PART,
                    EventTypes.NOTIFICATION_RESOLVED, Change.PART),
            List.of("priority", "expiresIn", "expiresAt"));

    private NotificationTable() {}

    private static @Nullable Instant deadline(RecordedEvent event) {
        return NotificationEvent.CODEC.decode(event) instanceof Ending ending
                ? ending.deadline(event.recordedAt())
                : null;
    }
}
