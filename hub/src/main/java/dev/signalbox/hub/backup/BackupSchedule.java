package dev.signalbox.hub.backup;

import dev.signalbox.hub.backup.BackupState.Failure;
import dev.signalbox.hub.backup.BackupWriter.Made;
import dev.signalbox.hub.backup.Points.Point;
import dev.signalbox.hub.matrix.BackupPlan;
import dev.signalbox.hub.schedule.Job;
import dev.signalbox.hub.schedule.NodeTurn;
import dev.signalbox.hub.schedule.PeriodicJob;
import dev.signalbox.hub.schedule.Recent;
import dev.signalbox.hub.space.Space;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the backups of the plan by itself: looks every {@link #LOOK} whether one is due, and tries again after one that
 * failed. Of several nodes that have one database the one does it whose turn it is; the others look at what it made.
 */
final class BackupSchedule implements Job {
    /** Between two looks: what {@code continuous} promises less the time that writing takes. */
    static final Duration LOOK = Duration.ofSeconds(3);

    private static final Logger LOG = LoggerFactory.getLogger(BackupSchedule.class);
    /** After a failure, unless backups are continuous. */
    static final Duration AGAIN = Duration.ofMinutes(1);

    private final BackupTarget target;
    private final BackupWriter writer;
    private final BackupRuns runs;
    private final NodeTurn turn;
    private final BackupState state;
    private final Thinning thinning;
    private final BackupOverdue overdue;
    private final Clock clock;
    private final PeriodicJob job;
    private BackupPlan seen = BackupPlan.NONE;

    BackupSchedule(
            Space space,
            BackupTarget target,
            BackupWriter writer,
            BackupRuns runs,
            NodeTurn turn,
            BackupState state,
            Thinning thinning) {
        this.target = target;
        this.writer = writer;
        this.runs = runs;
        this.turn = turn;
        this.state = state;
        this.thinning = thinning;
        this.overdue = new BackupOverdue(space.commands(), state);
        this.clock = space.clock();
        this.job = new PeriodicJob("backups", LOOK, this::look, space.clock(), space.vertx());
    }

    @Override
    public Future<?> start() {
        return job.start();
    }

    @Override
    public Future<?> close() {
        return job.close();
    }

    /** Makes one when it is due. Completes with how many were made. */
    Future<Integer> look() {
        if (writer.isEmpty()) return Future.succeededFuture(0);
        BackupPlan plan = target.plan();
        Future<?> known = plan.equals(seen) && state.lookedAt() != null ? Future.succeededFuture() : refreshed(plan);
        return known.compose(refreshed -> isDue(plan, clock.instant()))
                .compose(isDue -> isDue && !runs.isResting() ? due(plan) : Future.succeededFuture(0))
                .recover(failure -> {
                    failed(BackupRuns.words(failure));
                    return Future.succeededFuture(0);
                })
                .eventually(() -> overdue.tell(plan, clock.instant()));
    }

    private void failed(String why) {
        Failure before = state.failure();
        if (before == null || !before.why().equals(why)) LOG.warn("a backup failed and will be tried again: {}", why);
        state.failed(why, clock.instant());
    }

    private Future<Integer> due(BackupPlan plan) {
        return turn.take().compose(mine -> {
            if (!mine) return refreshed(plan).map(looked -> 0);
            return turn.during(refreshed(plan)
                    .compose(looked -> isDue(plan, clock.instant()))
                    .compose(isDue -> isDue
                            ? runs.next(new Progress(), this::make).map(made -> made.fresh() ? 1 : 0)
                            : Future.succeededFuture(0)));
        });
    }

    /** Makes one now, whatever the plan says. */
    Future<Made> make(Progress progress) {
        Instant now = clock.instant();
        return writer.make(progress).compose(made -> {
            Instant before = state.goodAt();
            state.good(made.point(), now);
            overdue.over(target.plan(), before, now);
            return made.fresh() ? thinned().map(made) : Future.succeededFuture(made);
        });
    }

    /** A backup is good also when the older ones could not be thinned out; that is tried again behind the next. */
    private Future<?> thinned() {
        return thinning.byPlan().otherwise(failure -> {
            LOG.warn("old backups were not thinned out: {}", BackupRuns.words(failure));
            return 0;
        });
    }

    /** What lies there may be of another node, or of a hub before this one. */
    Future<?> refreshed(BackupPlan plan) {
        return writer.root()
                .compose(root -> target.blocking(() -> Points.all(target.chains(), root)))
                .map(points -> {
                    seen = plan;
                    state.looked(clock.instant());
                    adopt(points);
                    return points;
                });
    }

    private void adopt(List<Point> points) {
        if (points.isEmpty()) {
            state.none();
            return;
        }
        Point newest = points.get(0);
        if (!newest.chain().whole()) {
            state.damaged(newest.chain().folder() + " lacks a file or is damaged; a new row of backups is begun");
            return;
        }
        state.damaged(null);
        Point known = state.newest();
        if (known == null || !known.id().equals(newest.id())) state.good(newest, newest.at());
    }

    /** A time of a clock that was set back since is not believed: one is due then. */
    private Future<Boolean> isDue(BackupPlan plan, Instant now) {
        if (!plan.isScheduled()) return Future.succeededFuture(false);
        Failure failure = state.failure();
        if (failure != null && !plan.continuous() && Recent.isWithin(failure.at(), now, AGAIN)) {
            return Future.succeededFuture(false);
        }
        if (state.damage() != null) return Future.succeededFuture(true);
        Instant good = state.goodAt();
        Duration every = plan.every();
        if (every != null) return Future.succeededFuture(good == null || !Recent.isWithin(good, now, every));
        return failure == null ? writer.isBehind(state.newest()) : Future.succeededFuture(true);
    }

    /** When one is due that nobody asks for; empty when none is made by itself, or nothing came since the newest. */
    Future<Optional<Instant>> due() {
        BackupPlan plan = target.plan();
        if (!plan.isScheduled() || writer.isEmpty()) return Future.succeededFuture(Optional.empty());
        Instant good = state.goodAt();
        Duration every = plan.every();
        Instant now = clock.instant();
        if (every != null) return Future.succeededFuture(Optional.of(good == null ? now : good.plus(every)));
        return writer.isBehind(state.newest()).map(behind -> behind ? Optional.of(now) : Optional.empty());
    }

    /** What is wrong although the hub serves, for people; null when nothing. */
    @Nullable
    String degraded() {
        Failure failure = state.failure();
        if (failure == null || !target.plan().isScheduled()) return state.damage();
        Instant good = state.goodAt();
        return "the backup to " + target.plan().target() + " fails since " + failure.since() + ": " + failure.why()
                + ". " + (good == null ? "There is none yet" : "The last good one is of " + good)
                + "; the hub tries again";
    }
}
