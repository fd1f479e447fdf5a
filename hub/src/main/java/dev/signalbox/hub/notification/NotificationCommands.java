package dev.signalbox.hub.notification;

import dev.signalbox.hub.command.CommandExecution;
import dev.signalbox.hub.command.CommandHandler;
import dev.signalbox.hub.command.Fold;
import dev.signalbox.hub.command.NoFields;
import dev.signalbox.hub.command.Outcome;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.command.CloseNotification;
import dev.signalbox.wire.command.PostNotification;
import dev.signalbox.wire.command.ResolveNotification;
import io.vertx.core.Future;

/** {@code notification.post}, {@code .acknowledge}, {@code .resolve}, and the timers' {@code notification.expire}. */
public final class NotificationCommands {
    static final Fold<NotificationState, NotificationEvent> NOTIFICATIONS =
            new Fold<>("notification", NotificationEvent.CODEC, NotificationState.NONE, NotificationState::after);

    private NotificationCommands() {}

    public static void register(CommandHandler commands) {
        DedupPosts dedupPosts = new DedupPosts();
        commands.takes("notification.post", PostNotification.class, (wish, by) -> {
            wish.expiry().checkReach(by.now());
            return wish.dedupKey() == null ? post(wish, by) : dedupPosts.post(wish, by);
        });
        commands.takes(
                "notification.resolve",
                ResolveNotification.class,
                (wish, by) -> wish.dedupKey() == null ? resolve(wish, by) : dedupPosts.resolve(wish, by));
        commands.on(NOTIFICATIONS, NotificationState::present)
                .changes(
                        "notification.acknowledge",
                        CloseNotification.class,
                        (notification, wish, by) -> notification.acknowledge(wish, by.now()))
                .changes(
                        "notification.expire",
                        NoFields.class,
                        (notification, nothing, by) -> notification.expire(by.now()));
    }

    private static Future<Outcome> resolve(ResolveNotification wish, CommandExecution by) {
        return by.decide(NOTIFICATIONS, NotificationState::present)
                .change(by.targetId(NOTIFICATIONS, Ids::isUuid), notification -> notification.resolve(wish, by.now()));
    }

    private static Future<Outcome> post(PostNotification wish, CommandExecution by) {
        return by.decide(NOTIFICATIONS, NotificationState::present)
                .create(by.idToCreate(wish.id()), () -> NotificationState.post(wish));
    }
}
