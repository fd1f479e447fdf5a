package dev.signalbox.hub.backup;

import dev.signalbox.hub.command.CommandHandler;
import dev.signalbox.hub.command.Refused;
import dev.signalbox.hub.database.DataFolder;
import dev.signalbox.hub.feature.Feature;
import dev.signalbox.hub.http.route.Routes;
import dev.signalbox.hub.matrix.OwnershipMatrix;
import dev.signalbox.hub.matrix.Principal;
import dev.signalbox.hub.metrics.Metrics;
import dev.signalbox.hub.schedule.Job;
import dev.signalbox.hub.schedule.NodeTurn;
import dev.signalbox.hub.space.Space;
import dev.signalbox.wire.ProblemCode;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Backups of both logs: by themselves as {@code backups} of signalbox.yaml says, and when somebody asks for one. */
public final class BackupFeature implements Feature {
    private final Space space;
    private final Predicate<Principal> operators;
    private final BackupTarget target;
    private final BackupState state = new BackupState();
    private final BackupSchedule schedule;
    private final Backups backups;
    private final Drills drills;
    private final BackupRuns runs;

    /**
     * @param plans the matrix that says when and where to
     * @param data the folder of the space, in which backups are made before they go there
     * @param base below which relative targets lie
     * @param scratch where drills restore to
     * @param operators who is told where the backups lie
     * @param version of the hub, for the archives
     */
    public BackupFeature(
            Space space,
            Supplier<OwnershipMatrix> plans,
            Path data,
            Path base,
            Scratch scratch,
            Metrics metrics,
            Predicate<Principal> operators,
            String version) {
        this.space = space;
        this.operators = operators;
        this.target = new BackupTarget(plans, data, base, space.name(), space.vertx());
        BackupWriter writer = new BackupWriter(space, target, version);
        this.runs = new BackupRuns(space.clock(), (point, newest) -> Points.view(point, target.where(), newest));
        NodeTurn turn = new NodeTurn("backup", space.main().database(), space.clock(), space.vertx());
        Thinning thinning = new Thinning(writer, target, version, space.clock());
        Scrub scrub = new Scrub(writer, target, version, space.clock());
        this.schedule = new BackupSchedule(space, target, writer, runs, turn, state, thinning);
        this.drills = new Drills(new Drill(space, target, scratch), state, space.commands(), space.clock());
        this.backups = new Backups(target, writer, schedule, runs, state, thinning, scrub, drills);
        metrics.gauge(
                "signalbox.backup.age.seconds",
                "Seconds since the newest backup held all that there was; NaN as long as there is none",
                () -> age(state.goodAt()));
        metrics.gauge(
                "signalbox.backup.drill.age.seconds",
                "Seconds since a backup was last restored for trial; NaN when none ever was",
                () -> age(state.drilledAt()));
        metrics.gauge(
                "signalbox.backup.failing",
                "1 while backups fail, 0 while they do not",
                () -> schedule.degraded() == null ? 0 : 1);
    }

    /**
     * Makes a backup before something that is hard to undo, when the plan says where to. Fails with {@link Refused}
     * that names the place and the reason: then that something must not be done.
     *
     * @return where it is, or that none is planned; for people
     */
    public Future<String> before() {
        if (!target.plan().isPlanned()) {
            return Future.succeededFuture("no backup was made before: signalbox.yaml plans none (backups: {to: …})");
        }
        return runs.next(new Progress(), schedule::make)
                .map(made -> "the backup before it is " + made.point().id() + " in " + target.where())
                .recover(failure -> Future.failedFuture(withoutBackup(failure)));
    }

    private Refused withoutBackup(Throwable failure) {
        String words = "the backup before it, to " + target.where() + ", failed: " + BackupRuns.words(failure);
        return failure instanceof Refused refused
                ? refused.saying(words)
                : new Refused(ProblemCode.WOULD_ORPHAN, words);
    }

    /** Lets no work on backups begin until {@link #goOn}. Completes when what was begun is over. */
    public Future<Void> rest() {
        return runs.rest();
    }

    public void goOn() {
        runs.goOn();
    }

    private double age(@Nullable Instant at) {
        return at == null
                ? Double.NaN
                : Math.max(0, Duration.between(at, space.clock().instant()).toSeconds());
    }

    @Override
    public void commands(CommandHandler commands) {
        Drills.register(commands, space.main().log());
    }

    @Override
    public Future<?> load() {
        return target.blocking(this::clearUp)
                .compose(cleared -> drills.load(space.main().log()));
    }

    /**
     * What a hub left that was ended in the middle; several nodes may share the folder, so only what is old. Blocks.
     */
    private boolean clearUp() throws IOException {
        Instant old = Instant.now().minus(Duration.ofHours(1));
        try (Stream<Path> files = Files.list(target.data())) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                boolean left =
                        (name.startsWith(BackupWriter.PART) && name.endsWith(".part")) || name.startsWith(Drill.FOLDER);
                if (left && Files.getLastModifiedTime(file).toInstant().isBefore(old)) DataFolder.remove(file);
            }
        }
        return true;
    }

    @Override
    public List<Routes> routes() {
        return List.of(new BackupRoutes(backups, operators));
    }

    @Override
    public List<Job> jobs() {
        return List.of(schedule, new Job() {
            @Override
            public Future<?> start() {
                return Future.succeededFuture();
            }

            @Override
            public Future<?> close() {
                return target.blocking(() -> {
                    target.close();
                    return null;
                });
            }
        });
    }

    @Override
    public boolean isBusy() {
        return runs.isBusy();
    }

    @Override
    public Future<Optional<Instant>> due() {
        return schedule.due();
    }

    @Override
    public @Nullable String degraded() {
        String failing = schedule.degraded();
        if (failing == null) return state.differed();
        // Health is told to every key of the space.
        return space.name().equals(Space.DEFAULT) ? failing : "backups of this space fail; " + WithoutPlace.WHY;
    }
}
