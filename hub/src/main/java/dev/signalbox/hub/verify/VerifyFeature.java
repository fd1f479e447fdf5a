package dev.signalbox.hub.verify;

import dev.signalbox.hub.feature.Feature;
import dev.signalbox.hub.http.route.Routes;
import dev.signalbox.hub.matrix.OwnershipMatrix;
import dev.signalbox.hub.metrics.Metrics;
import dev.signalbox.hub.projection.ProjectionFollower;
import dev.signalbox.hub.schedule.Job;
import dev.signalbox.hub.schedule.NodeTurn;
import dev.signalbox.hub.schedule.PeriodicJob;
import dev.signalbox.hub.schedule.Recent;
import dev.signalbox.hub.schedule.Runs;
import dev.signalbox.hub.space.LogSpace;
import dev.signalbox.hub.space.Space;
import dev.signalbox.wire.resource.Verification;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A verify of the store that the hub serves, beside what it does, when somebody asks for one or the plan says so; and
 * what two hubs are compared by. What the last one found is noted in the data folder, and makes the hub degraded until
 * one finds nothing.
 */
public final class VerifyFeature implements Feature, Job {
    /** Between two looks whether one is due. */
    private static final Duration LOOK = Duration.ofSeconds(5);
    /** After one that could not be ended. */
    private static final Duration AGAIN = Duration.ofHours(1);

    private static final Logger LOG = LoggerFactory.getLogger(VerifyFeature.class);

    private final Space space;
    private final Supplier<OwnershipMatrix> plans;
    private final Path data;
    private final VerifyNote note;
    private final PeriodicJob planned;
    private final NodeTurn turn;
    private final Instant startedAt;
    /** When another node was last seen to do it, or to have done it not long ago. */
    private volatile @Nullable Instant elsewhereAt;
    /** How the last one ended that was ended: of one that was not nothing follows. */
    private volatile @Nullable Verification noted;

    /** Each until the note of how it ended is written. */
    private final Runs<Verify> runs = new Runs<>(1);

    /**
     * @param plans the matrix that says when
     * @param data the folder for the note, and for tables that are folded anew to be compared
     */
    public VerifyFeature(Space space, Supplier<OwnershipMatrix> plans, Path data, Metrics metrics) {
        this.space = space;
        this.plans = plans;
        this.data = data;
        this.note = new VerifyNote(data);
        this.planned = new PeriodicJob("the planned verify", LOOK, this::look, space.clock(), space.vertx());
        this.turn = new NodeTurn("verify", space.main().database(), space.clock(), space.vertx());
        this.startedAt = space.clock().instant();
        metrics.gauge(
                "signalbox.verify.ended",
                "When the last verify of the store ended, in seconds since 1970; 0 when none did",
                () -> Optional.ofNullable(noted)
                        .map(Verification::endedAt)
                        .map(Instant::getEpochSecond)
                        .orElse(0L));
        metrics.gauge(
                "signalbox.verify.damages",
                "Things that the last verify of the store found that are not as they were written",
                () -> Optional.ofNullable(noted).map(Verification::damages).orElse(0L));
    }

    @Override
    public List<Routes> routes() {
        Map<String, LogStates> logs = new LinkedHashMap<>();
        for (LogSpace each : space.logs()) logs.put(each.log().name(), new LogStates(verified(each), space.vertx()));
        return List.of(new VerifyRoutes(this, logs));
    }

    private static VerifiedLog verified(LogSpace log) {
        return new VerifiedLog(
                log.log(),
                log.database(),
                log.tail().head().cursor(),
                log.projections().all().stream()
                        .map(ProjectionFollower::projection)
                        .toList());
    }

    /** Begins one, unless one runs; says how far it is. */
    Verification begin() {
        runs.alone(() -> {
            Verify begun = Verify.besideAHub(
                    space.logs().stream().map(VerifyFeature::verified).toList(), data, space.clock(), space.vertx());
            runs.remember(begun);
            LOG.info("a verify of the store has begun");
            return begun.run().compose(this::ended);
        });
        return runs.newest().orElseThrow().shown();
    }

    private Future<?> ended(Verification end) {
        if (end.state().equals(Verification.CLEAN)) LOG.info("a verify found the store as it was written");
        else if (end.state().equals(Verification.FAILED)) LOG.warn("a verify could not be ended: {}", end.trouble());
        else LOG.error("a verify found {} things that are not as they were written:", end.damages());
        for (Verification.Damage each : end.damage()) LOG.error("{}", each.sentence());
        boolean said = !end.state().equals(Verification.FAILED);
        return space.vertx()
                .executeBlocking(
                        () -> {
                            if (said) note.write(end);
                            return null;
                        },
                        false)
                .andThen(written -> {
                    if (said) noted = end;
                });
    }

    /** The one that runs, or else how the last one ended; empty when there was none. */
    Optional<Verification> last() {
        return runs.newest().map(Verify::shown).or(() -> Optional.ofNullable(noted));
    }

    /** Begins one when the plan says so. Completes with how many it began. */
    private Future<Integer> look() {
        Duration every = plans.get().verify().every();
        Instant now = space.clock().instant();
        Instant elsewhere = elsewhereAt;
        boolean rests = elsewhere != null && Recent.isWithin(elsewhere, now, NodeTurn.HOLDS);
        if (every == null || rests || !isDue(every, now)) return Future.succeededFuture(0);
        return turn.take(every).map(mine -> {
            if (mine) beginPlanned(every);
            else elsewhereAt = now;
            return mine ? 1 : 0;
        });
    }

    /** Of several nodes on one database one does it; it looks at all that there is. */
    private void beginPlanned(Duration every) {
        begin();
        var unused = turn.during(
                runs.over()
                        .compose(ended -> last().filter(end -> end.state().equals(Verification.FAILED))
                                        .isPresent()
                                ? Future.failedFuture("it could not be ended")
                                : Future.succeededFuture()),
                every);
    }

    /** A time of a clock that was set back since is not believed: one is due then. */
    private boolean isDue(Duration every, Instant now) {
        Verification tried = runs.newest().map(Verify::shown).orElse(null);
        if (tried != null && tried.isRunning()) return false;
        Instant failed = tried != null && tried.state().equals(Verification.FAILED) ? tried.endedAt() : null;
        if (failed != null && Recent.isWithin(failed, now, AGAIN)) return false;
        Verification end = noted;
        return end == null || end.endedAt() == null || !Recent.isWithin(end.endedAt(), now, every);
    }

    /** That none has come to its end for too long, for people; null when one has, or none is planned. */
    private @Nullable String overdue() {
        Duration after = plans.get().verify().overdueAfter();
        Verification end = noted;
        Instant last = end == null || end.endedAt() == null ? startedAt : end.endedAt();
        Instant elsewhere = elsewhereAt;
        if (elsewhere != null && elsewhere.isAfter(last)) last = elsewhere;
        if (after == null || Recent.isWithin(last, space.clock().instant(), after)) return null;
        String trouble = last().map(Verification::trouble).orElse(null);
        return "no verify has come to its end since " + last + ", and signalbox.yaml wants one "
                + plans.get().verify().words() + (trouble == null ? "" : ": " + trouble)
                + "; see: signalbox verify";
    }

    @Override
    public @Nullable String degraded() {
        String damaged = damaged();
        return damaged == null ? overdue() : damaged;
    }

    private @Nullable String damaged() {
        Verification end = noted;
        if (end == null || !end.state().equals(Verification.DAMAGED)) return null;
        return "the verify of " + end.endedAt() + " found " + end.damages()
                + (end.damages() == 1 ? " thing that is" : " things that are")
                + " not as written, first: " + end.damage().get(0).sentence() + "; see: signalbox verify --last";
    }

    @Override
    public boolean isBusy() {
        return runs.isBusy();
    }

    @Override
    public Future<Optional<Instant>> due() {
        Duration every = plans.get().verify().every();
        if (every == null) return Future.succeededFuture(Optional.empty());
        Verification end = noted;
        Instant last = end == null ? null : end.endedAt();
        return Future.succeededFuture(Optional.of(last == null ? space.clock().instant() : last.plus(every)));
    }

    @Override
    public List<Job> jobs() {
        return List.of(this);
    }

    @Override
    public Future<?> start() {
        return space.vertx().executeBlocking(note::read, false).compose(read -> {
            noted = read.orElse(null);
            return planned.start();
        });
    }

    /** The one that runs ends at its next step. */
    @Override
    public Future<?> close() {
        runs.newest().ifPresent(Verify::end);
        return planned.close().compose(closed -> runs.over());
    }
}
