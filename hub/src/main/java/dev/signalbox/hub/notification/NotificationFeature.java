package dev.signalbox.hub.notification;

import dev.signalbox.hub.command.CommandHandler;
import dev.signalbox.hub.feature.Feature;
import dev.signalbox.hub.http.route.Routes;
import dev.signalbox.hub.projection.FoldedTable;
import dev.signalbox.hub.schedule.ClockWatch;
import dev.signalbox.hub.schedule.Deadlines;
import dev.signalbox.hub.schedule.Job;
import dev.signalbox.hub.search.Sayings;
import dev.signalbox.hub.space.LogSpace;
import dev.signalbox.hub.space.Space;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Notifications: posted, acknowledged, resolved, and over at their deadline. */
public final class NotificationFeature implements Feature {
    private final LogSpace main;
    private final Deadlines deadlines;

    public NotificationFeature(Space space, ClockWatch watch) {
        this.main = space.main();
        this.deadlines = new Deadlines(
                NotificationTable.NOTIFICATIONS.rows(main.database()),
                "notification.expire",
                main.projections(),
                space.commands(),
                space.clock(),
                watch,
                space.vertx());
    }

    @Override
    public void commands(CommandHandler commands) {
        NotificationCommands.register(commands);
    }

    @Override
    public List<FoldedTable<?>> tables() {
        return List.of(NotificationTable.NOTIFICATIONS);
    }

    @Override
    public List<Sayings> sayings() {
        return List.of(NotificationTable.SAYINGS);
    }

    @Override
    public List<Routes> routes() {
        return List.of(new NotificationRoutes(
                main.database(), main.projections().fresh(NotificationTable.NOTIFICATIONS.name())));
    }

    @Override
    public List<Follower> followers() {
        return List.of(new Follower("notification deadlines", deadlines.events(), deadlines));
    }

    @Override
    public List<Job> jobs() {
        return List.of(deadlines);
    }

    @Override
    public Future<Optional<Instant>> due() {
        return deadlines.due();
    }
}
