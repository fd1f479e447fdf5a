package dev.signalbox.client;

import dev.signalbox.client.http.HubApi;
import dev.signalbox.client.outbox.Outbox;
import dev.signalbox.client.outbox.OutboxReceipt;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.command.CloseNotification;
import dev.signalbox.wire.command.Command;
import dev.signalbox.wire.resource.Notification;
import dev.signalbox.wire.resource.Page;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tell people something. Writes go through the outbox: they return when they are on this machine's disk, offline too,
 * and fail with {@link dev.signalbox.wire.InvalidInput} when they break a limit. Reads ask the hub and fail when it is
 * away.
 */
public final class Notifications {
    private final Outbox outbox;
    private final HubApi hub;
    private final Blocking blocking;

    Notifications(Outbox outbox, HubApi hub, Blocking blocking) {
        this.outbox = outbox;
        this.hub = hub;
        this.blocking = blocking;
    }

    /** Posts a notification; the receipt's id is the notification's. */
    public OutboxReceipt post(String title) {
        return post(title, notification -> {});
    }

    /** Posts a notification with more than a title. */
    public OutboxReceipt post(String title, Consumer<NewNotification> say) {
        return outbox.send(command(title, say));
    }

    /** A post to be sent by {@link dev.signalbox.client.local.Tx#send}. */
    public static Command command(String title, Consumer<NewNotification> say) {
        NewNotification notification = new NewNotification();
        say.accept(notification);
        String id = Ids.next();
        return new Command(id, "notification.post", null, null, null, Json.tree(notification.toCommand(id, title)));
    }

    /** Says that somebody has seen it. */
    public OutboxReceipt acknowledge(String id, @Nullable String comment) {
        return outbox.send(closing("notification.acknowledge", id, comment));
    }

    /** Says that it is dealt with. */
    public OutboxReceipt resolve(String id, @Nullable String comment) {
        return outbox.send(closing("notification.resolve", id, comment));
    }

    /** The notification as the hub has it. */
    public Notification get(String id) {
        return blocking.get(hub.notification(id));
    }

    /** A page of notifications, newest first; query: state, priority, minPriority, tag, source, limit, cursor. */
    public Page<Notification> list(Map<String, String> query) {
        return blocking.get(hub.notifications(query));
    }

    private static Command closing(String command, String id, @Nullable String comment) {
        return new Command(Ids.next(), command, id, null, null, Json.tree(new CloseNotification(comment)));
    }
}
