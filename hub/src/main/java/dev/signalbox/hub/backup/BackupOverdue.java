package dev.signalbox.hub.backup;

import dev.signalbox.hub.backup.BackupState.Failure;
import dev.signalbox.hub.command.Caller;
import dev.signalbox.hub.command.CommandHandler;
import dev.signalbox.hub.matrix.BackupPlan;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.command.Command;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells people in the hub itself, by one notification, that there was no good backup for too long, and that it is over.
 * Its id is derived from the last good one, so several nodes, and a node that was restarted, tell it once.
 */
final class BackupOverdue {
    private static final String NAME = "backup_overdue";
    private static final int PRIORITY = 4;
    private static final Logger LOG = LoggerFactory.getLogger(BackupOverdue.class);

    private final CommandHandler commands;
    private final BackupState state;
    private @Nullable String told;

    BackupOverdue(CommandHandler commands, BackupState state) {
        this.commands = commands;
        this.state = state;
    }

    /** Tells it when it is so. Does not fail. */
    Future<?> tell(BackupPlan plan, Instant now) {
        Failure failure = state.failure();
        Instant good = state.goodAt();
        if (failure == null || !isOver(plan, good == null ? failure.since() : good, now)) {
            return Future.succeededFuture();
        }
        String id = id(good);
        if (id.equals(told)) return Future.succeededFuture();
        String since = good == null ? "There is no good backup yet." : "The last good backup is of " + good + ".";
        Command post = new Command(
                Ids.derived(id, "post"),
                "notification.post",
                null,
                null,
                null,
                Json.object()
                        .put("id", id)
                        .put("title", "Backups are overdue")
                        .put("body", since + " signalbox status says why the next ones fail.")
                        .put("priority", PRIORITY));
        return commands.handle(post, Caller.TIMER)
                .andThen((posted, refused) -> {
                    if (refused == null) told = id;
                    else LOG.warn("backups are overdue, and nobody was told: {}", refused.getMessage());
                })
                .otherwiseEmpty();
    }

    /**
     * Says that it is over, when it was told.
     *
     * @param before when the last good one was made before this one; null when there was none
     */
    void over(BackupPlan plan, @Nullable Instant before, Instant now) {
        String id = id(before);
        if (!id.equals(told) && (before == null || !isOver(plan, before, now))) return;
        told = null;
        Command resolve =
                new Command(Ids.derived(id, "resolve"), "notification.resolve", id, null, null, Json.object());
        // It is not there when it was never told.
        commands.handle(resolve, Caller.TIMER)
                .onFailure(refused -> LOG.debug("nothing to resolve: {}", refused.getMessage()));
    }

    private static boolean isOver(BackupPlan plan, Instant since, Instant now) {
        Duration after = plan.overdueAfter();
        return after != null && Duration.between(since, now).compareTo(after) > 0;
    }

    private static String id(@Nullable Instant good) {
        return Ids.derived(NAME, good == null ? "never" : good.toString());
    }
}
