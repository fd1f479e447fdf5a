package dev.signalbox.hub.move;

import dev.signalbox.hub.command.Refused;
import dev.signalbox.hub.database.Database;
import dev.signalbox.hub.move.MoveMark.Kind;
import dev.signalbox.hub.space.LogSpace;
import dev.signalbox.hub.space.Space;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.resource.MoveStatus;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One move of a hub's data, step by step. Until the old store is marked as left, which is one write, everything there
 * goes on as if nobody had asked; from then on the new store is the only one that a hub opens. A move that was ended,
 * or whose process was, is begun again and finds what is there. Any thread.
 */
final class Move {
    /** Writes are refused for no longer than this, or the move is given up and they go on where they were. */
    static final Duration FENCE_MAX = Duration.ofSeconds(10);
    /** With so few events to copy, the fence is put up. */
    static final long NEAR = 2_000;

    private static final Duration FOLD_MAX = Duration.ofDays(1);
    private static final long AGAIN_MILLIS = 500;
    private static final Logger LOG = LoggerFactory.getLogger(Move.class);

    /** What a move does, in this order. */
    enum Step {
        CHECK,
        COPY,
        FOLD,
        COMPARE,
        FENCE,
        LEAVE,
        ARRIVE,
        SWITCH,
        DONE;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final String id = Ids.next();
    private final Home home;
    private final Place to;
    private final String from;
    private final Vertx vertx;
    private final Space source;
    private final Instant startedAt;
    private volatile Step step = Step.CHECK;
    private volatile @Nullable Shadow shadow;
    private volatile @Nullable Instant endedAt;
    private volatile @Nullable Long fencedMillis;
    private volatile @Nullable String failure;
    private volatile Map<String, MoveStatus.Progress> logs = Map.of();
    private volatile long fencedAt;
    private volatile boolean stopped;

    Move(Home home, Place to) {
        this.home = home;
        this.to = to;
        this.source = home.space();
        this.vertx = source.vertx();
        this.from = home.place().where();
        this.startedAt = source.clock().instant();
    }

    /** Takes all steps. A failure before the old store was left has left everything as it was. */
    Future<Void> run() {
        return enter(Step.CHECK, this::check)
                .compose(free -> enter(Step.COPY, this::copy))
                .compose(copied -> enter(Step.FOLD, () -> shadow().folded(FOLD_MAX)))
                .compose(folded -> enter(Step.COMPARE, () -> shadow().compare()))
                .compose(same -> enter(Step.FENCE, this::fence))
                .compose(fenced -> enter(Step.LEAVE, this::leave))
                .recover(this::givenUp)
                .compose(left -> enter(Step.ARRIVE, this::arrive))
                .compose(arrived -> enter(Step.SWITCH, this::goOn))
                .onSuccess(moved -> {
                    fencedMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - fencedAt);
                    endedAt = Instant.now(source.clock());
                    step = Step.DONE;
                    LOG.info(
                            "move {}: done, from {} to {}; writes were refused for {} ms",
                            id,
                            from,
                            to.where(),
                            fencedMillis);
                });
    }

    private Future<Void> enter(Step next, Supplier<Future<Void>> work) {
        step = next;
        LOG.info("move {}: {}", id, next.word());
        return work.get();
    }

    private MoveMark mark(Kind kind, String other) {
        return new MoveMark(kind, id, other, source.clock().instant());
    }

    private Shadow shadow() {
        return Objects.requireNonNull(shadow);
    }

    private Future<Void> check() {
        return home.place().alone(source.main().database()).compose(alone -> new Target(source, to)
                .prepare(mark(Kind.FILLING, from)));
    }

    private Future<Void> copy() {
        return Shadow.open(home, to).onSuccess(open -> shadow = open).compose(this::copyOn);
    }

    private Future<Void> copyOn(Shadow into) {
        return into.copy(() -> stopped).compose(copied -> {
            for (LogSpace log : source.logs()) {
                long behind =
                        log.tail().head().position() - into.copied(log.log().name());
                if (behind > NEAR) return copyOn(into);
            }
            return Future.succeededFuture();
        });
    }

    /** From the shut fence on nothing is appended here: what is copied and folded now is all. */
    private Future<Void> fence() {
        fencedAt = System.nanoTime();
        return home.fence()
                .shut()
                .compose(quiet -> home.place().alone(source.main().database()))
                .compose(alone -> shadow().copy(() -> stopped))
                .compose(copied -> shadow().endsAlike())
                .compose(alike -> shadow().folded(FENCE_MAX))
                .timeout(FENCE_MAX.toMillis(), TimeUnit.MILLISECONDS);
    }

    /**
     * The one write that decides. Whether it is there when its answer was lost is found out, however long that takes.
     */
    private Future<Void> leave() {
        Database here = source.main().database();
        MoveMark left = mark(Kind.LEFT, to.where());
        return left.put(here).recover(unknown -> MoveMark.of(here).transform(found -> {
            if (found.failed() && stopped) return Future.failedFuture(unknown);
            if (found.failed()) return vertx.timer(AGAIN_MILLIS).compose(rested -> leave());
            boolean there =
                    found.result().filter(mark -> mark.move().equals(id)).isPresent();
            return there ? Future.succeededFuture() : Future.failedFuture(unknown);
        }));
    }

    private Future<Void> arrive() {
        MoveMark arrived = mark(Kind.ARRIVED, from);
        return arrived.put(shadow().marked()).recover(failure -> {
            LOG.warn("move {}: the new store does not answer, tries on: {}", id, failure.getMessage());
            return vertx.timer(AGAIN_MILLIS).compose(rested -> arrive());
        });
    }

    private Future<Void> goOn() {
        look();
        return shadow().close().eventually(() -> home.moveTo(to)).mapEmpty();
    }

    private Future<Void> givenUp(Throwable why) {
        failure = why instanceof Refused refused ? refused.problem().detail() : String.valueOf(why.getMessage());
        endedAt = source.clock().instant();
        home.fence().open();
        LOG.warn("move {}: given up at {}, everything goes on at {}: {}", id, step.word(), from, failure);
        look();
        Shadow open = shadow;
        Future<Void> closed = open == null ? Future.succeededFuture() : open.close();
        return closed.eventually(to::close).transform(gone -> Future.failedFuture(why));
    }

    private void look() {
        Shadow present = shadow;
        if (present == null || step.compareTo(Step.SWITCH) > 0) return;
        Map<String, MoveStatus.Progress> now = new TreeMap<>();
        for (LogSpace log : source.logs()) {
            String name = log.log().name();
            now.put(
                    name,
                    new MoveStatus.Progress(
                            present.copied(name), log.tail().head().position()));
        }
        logs = now;
    }

    /** Gives it up when that is still possible. */
    void stop() {
        stopped = true;
    }

    boolean isOver() {
        return endedAt != null;
    }

    /** How far it is. */
    MoveStatus status() {
        if (!isOver() && step.compareTo(Step.SWITCH) < 0) look();
        return new MoveStatus(id, from, to.where(), step.word(), logs, startedAt, endedAt, fencedMillis, failure);
    }
}
