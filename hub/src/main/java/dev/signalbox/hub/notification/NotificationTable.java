package dev.signalbox.hub.notification;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.command.Fold;
import dev.signalbox.hub.projection.BuiltInTable;
import dev.signalbox.hub.projection.Columns;
import dev.signalbox.wire.Json;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/** {@code notifications} as rows. */
public final class NotificationTable implements BuiltInTable<Notification> {
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
    public Fold<Notification, ?> fold() {
        return NotificationCommands.NOTIFICATIONS;
    }

    @Override
    public Optional<JsonNode> resource(Notification state) {
        return Optional.ofNullable(state.resource()).map(Json::tree);
    }

    @Override
    public List<String> fields() {
        return Columns.fieldsOf(dev.signalbox.wire.Notification.class);
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

    private static Thing thing(dev.signalbox.wire.Notification found) {
        return new Thing(found.id(), found.version(), Json.tree(found));
    }
}
