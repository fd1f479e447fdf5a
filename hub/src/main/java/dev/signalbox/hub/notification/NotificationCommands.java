package dev.signalbox.hub.notification;

import dev.signalbox.hub.command.CommandHandler;
import dev.signalbox.hub.command.CommandType;
import dev.signalbox.hub.command.Fold;
import dev.signalbox.hub.command.Invocation;
import dev.signalbox.hub.command.NoFields;
import dev.signalbox.hub.command.Outcome;
import dev.signalbox.wire.command.CloseNotification;
import dev.signalbox.wire.command.PostNotification;
import io.vertx.core.Future;
import java.util.List;
import java.util.function.Function;

/** {@code notification.post}, {@code .acknowledge}, {@code .resolve}, and the timers' {@code notification.expire}. */
public final class NotificationCommands {
    static final Fold<NotificationState, NotificationEvent> NOTIFICATIONS =
            new Fold<>("notification", NotificationEvent.CODEC, NotificationState.NONE, NotificationState::after);

    private final DedupPosts dedupPosts = new DedupPosts();

    private NotificationCommands() {}

    public static void register(CommandHandler commands) {
        NotificationCommands notifications = new NotificationCommands();
        commands.register(new CommandType<>("notification.post", PostNotification.class, notifications::post));
        commands.register(
                new CommandType<>("notification.acknowledge", CloseNotification.class, notifications::acknowledge));
        commands.register(new CommandType<>("notification.resolve", CloseNotification.class, notifications::resolve));
        commands.register(new CommandType<>("notification.expire", NoFields.class, notifications::expire));
    }

    private Future<Outcome> post(PostNotification wish, Invocation invocation) {
        if (wish.dedupKey() != null) return dedupPosts.post(wish, invocation);
        String id = invocation.idToCreate(wish.id());
        return invocation.create(NOTIFICATIONS, id, none -> NotificationState.post(wish), NotificationState::present);
    }

    private Future<Outcome> acknowledge(CloseNotification wish, Invocation invocation) {
        return change(invocation, notification -> notification.acknowledge(wish, invocation.now()));
    }

    private Future<Outcome> resolve(CloseNotification wish, Invocation invocation) {
        return change(invocation, notification -> notification.resolve(wish, invocation.now()));
    }

    private Future<Outcome> expire(NoFields body, Invocation invocation) {
        return change(invocation, notification -> notification.expire(invocation.now()));
    }

    private static Future<Outcome> change(
            Invocation invocation, Function<NotificationState, List<NotificationEvent>> decision) {
        return invocation.change(
                NOTIFICATIONS, invocation.targetId(NOTIFICATIONS), decision, NotificationState::present);
    }
}
