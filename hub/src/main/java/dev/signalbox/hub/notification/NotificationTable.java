package dev.signalbox.hub.notification;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.command.Fold;
import dev.signalbox.hub.projection.BuiltInTable;
import dev.signalbox.hub.projection.Columns;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.resource.Notification;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/** {@code notifications} as rows. */
public final class NotificationTable implements BuiltInTable<NotificationState> {
    private final Notifications notifications;

    public NotificationTable(Notifications notifications) {
        this.notifications = notifications;
    }

    @Override
    public String name() {
        return "notifications";
    }

    @Override
    public String projection() {
        return NotificationsProjection.NAME;
    }

    @Override
    public Fold<NotificationState, ?> fold() {
        return NotificationCommands.NOTIFICATIONS;
    }

    @Override
    public Optional<JsonNode> resource(NotificationState state) {
        return Optional.ofNullable(state.resource()).map(Json::tree);
    }

    @Override
    public List<String> fields() {
        return Columns.fieldsOf(Notification.class);
    }

    @Override
    public Future<List<Thing>> behind(String id, int limit) {
        return notifications
                .behind(id, limit)
                .map(found -> found.stream().map(NotificationTable::thing).toList());
    }

    @Override
    public Future<Optional<Thing>> thing(String id) {
        return notifications.byId(id).map(found -> found.map(NotificationTable::thing));
    }

    @Override
    public Future<Long> count() {
        return notifications.count();
    }

    private static Thing thing(Notification found) {
        return new Thing(found.id(), found.version(), Json.tree(found));
    }
}
