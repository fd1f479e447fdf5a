package dev.signalbox.hub.backup;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.backup.Points.Point;
import dev.signalbox.hub.command.Refused;
import dev.signalbox.hub.schedule.Runs;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.ProblemCode;
import dev.signalbox.wire.resource.Backup;
import dev.signalbox.wire.resource.BackupRun;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The work on backups of this node: one piece at a time, the others wait. What was asked for is remembered for a while,
 * so that whoever asked hears how it ended. Any thread.
 */
final class BackupRuns {
    /** Pieces that wait at most. */
    static final int WAITING_MAX = 10;
    /** Pieces that are remembered, over or not. */
    private static final int REMEMBERED_MAX = 50;

    private static final Logger LOG = LoggerFactory.getLogger(BackupRuns.class);

    private final Clock clock;
    private final BiFunction<Point, Boolean, Backup> view;
    private final Runs<Run> runs = new Runs<>(REMEMBERED_MAX);
    private int waiting;
    private boolean resting;

    /** @param view of a point, and whether it is the newest */
    BackupRuns(Clock clock, BiFunction<Point, Boolean, Backup> view) {
        this.clock = clock;
        this.view = view;
    }

    /** Does a piece of work when those before it are over. Fails when too many wait. */
    synchronized <T> Future<T> next(Progress progress, Function<Progress, Future<T>> work) {
        if (resting) return Future.failedFuture(goesElsewhere());
        if (waiting >= WAITING_MAX) {
            return Future.failedFuture(new Refused(
                    ProblemCode.OVERLOADED, WAITING_MAX + " pieces of work on backups wait; repeat it later"));
        }
        waiting++;
        return runs.behind(() -> {
            begun();
            return work.apply(progress);
        });
    }

    /** Lets none begin until {@link #goOn}. Completes when those that were begun, or wait, are over. */
    synchronized Future<Void> rest() {
        resting = true;
        return runs.over();
    }

    synchronized void goOn() {
        resting = false;
    }

    /** Whether one is under way, or waits. */
    boolean isBusy() {
        return runs.isBusy();
    }

    synchronized boolean isResting() {
        return resting;
    }

    private static Refused goesElsewhere() {
        return new Refused(
                ProblemCode.OVERLOADED,
                "the hub goes to another store just now, and no work on backups begins; repeat it in a moment");
    }

    private synchronized void begun() {
        waiting--;
    }

    /**
     * Begins a piece that somebody asked for, and does not wait for it. Throws {@link Refused} while none may begin.
     *
     * @param work completes with what it found; null when there is nothing to say
     */
    BackupRun begin(String kind, String by, Function<Progress, Future<@Nullable JsonNode>> work) {
        Run run = new Run(Ids.next(), kind, by, clock.instant(), new Progress());
        synchronized (this) {
            if (resting) throw goesElsewhere();
            runs.remember(run);
        }
        next(run.progress, progress -> {
                    run.state = "running";
                    return work.apply(progress);
                })
                .onComplete(done -> {
                    if (done.succeeded()) run.found = done.result();
                    else {
                        run.error = words(done.cause());
                        LOG.warn("backup {} failed: {}", kind, run.error);
                    }
                    run.endedAt = clock.instant();
                    run.state = done.succeeded() ? "done" : "failed";
                });
        return shown(run);
    }

    /** How far one is; empty when it is not known, or not any more. */
    Optional<BackupRun> byId(String id) {
        return runs.all().stream().filter(run -> run.id.equals(id)).findFirst().map(this::shown);
    }

    /** Those that are remembered, the newest first. */
    List<BackupRun> all() {
        return runs.all().stream().map(this::shown).toList();
    }

    /** Why something failed, for people. */
    static String words(Throwable failure) {
        if (failure instanceof Refused refused) return refused.problem().detail();
        String message = failure.getMessage();
        if (failure instanceof java.nio.file.AccessDeniedException) return "no right to " + message;
        if (failure instanceof java.nio.file.NoSuchFileException) return "there is no " + message;
        return message == null ? failure.getClass().getSimpleName() : message;
    }

    private BackupRun shown(Run run) {
        Progress progress = run.progress;
        Point point = progress.point();
        return new BackupRun(
                run.id,
                run.kind,
                run.state,
                run.by,
                run.startedAt,
                run.endedAt,
                run.endedAt == null ? progress.step() : "over",
                progress.done(),
                progress.of(),
                point == null ? null : view.apply(point, run.kind.equals("create")),
                run.found,
                progress.note(),
                run.error);
    }

    private static final class Run {
        private final String id;
        private final String kind;
        private final String by;
        private final Instant startedAt;
        private final Progress progress;
        private volatile String state = "waiting";
        private volatile @Nullable Instant endedAt;
        private volatile @Nullable JsonNode found;
        private volatile @Nullable String error;

        Run(String id, String kind, String by, Instant startedAt, Progress progress) {
            this.id = id;
            this.kind = kind;
            this.by = by;
            this.startedAt = startedAt;
            this.progress = progress;
        }
    }
}
