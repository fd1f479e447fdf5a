package dev.signalbox.hub.move;

import dev.signalbox.hub.command.Refused;
import dev.signalbox.hub.move.MoveMark.Kind;
import dev.signalbox.hub.space.LogSpace;
import dev.signalbox.hub.space.Space;
import dev.signalbox.hub.vertx.Turns;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.resource.MoveStatus;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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

    /** So long a new store that says nothing is waited for, when it is closed again. */
    private static final Duration CLOSE_MAX = Duration.ofSeconds(10);

    private static final Duration FOLD_MAX = Duration.ofDays(1);
    private static final long LOOK_MILLIS = 1_000;
    private static final Logger LOG = LoggerFactory.getLogger(Move.class);

    /** What a move does, in this order. */
    enum Step {
        CHECK,
        BACKUP,
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
    private volatile @Nullable Handover handover;
    private volatile @Nullable Instant endedAt;
    private volatile @Nullable Long fencedMillis;
    private volatile @Nullable String failure;
    private volatile Map<String, MoveStatus.Progress> logs = Map.of();
    private final List<String> notes = new CopyOnWriteArrayList<>();
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
                .compose(free -> enter(Step.BACKUP, this::backup))
                .compose(saved -> enter(Step.COPY, this::copy))
                .compose(copied -> enter(Step.FOLD, () -> answering(shadow().folded(FOLD_MAX))))
                .compose(folded -> enter(Step.COMPARE, this::compare))
                .compose(same -> enter(Step.FENCE, this::fence))
                .compose(fenced -> enter(Step.LEAVE, () -> handover().leave()))
                .compose(left -> enter(Step.ARRIVE, () -> handover().settled(this::alone)))
                .recover(this::givenUp)
                .compose(settled -> handover().arrive(this::away))
                .compose(arrived -> enter(Step.SWITCH, this::goOn))
                .<Void>map(moved -> {
                    fencedMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - fencedAt);
                    step = Step.DONE;
                    LOG.info(
                            "move {}: done, from {} to {}; writes were refused for {} ms",
                            id,
                            from,
                            to.where(),
                            fencedMillis);
                    return null;
                });
    }

    /** It is over, however it ended. */
    void ended() {
        endedAt = source.clock().instant();
    }

    private Future<Void> enter(Step next, Supplier<Future<Void>> work) {
        step = next;
        LOG.info("move {} to {}: {}", id, to.where(), next.word());
        return work.get();
    }

    private MoveMark mark(Kind kind, String other) {
        return new MoveMark(kind, id, other, source.clock().instant());
    }

    private Shadow shadow() {
        return Objects.requireNonNull(shadow);
    }

    private void note(String words) {
        if (notes.contains(words)) return;
        notes.add(words);
        LOG.info("move {}: {}", id, words);
    }

    private Future<Void> alone() {
        return home.place().alone(source.main().database());
    }

    private Future<Void> check() {
        return alone().compose(alone -> new Target(source, to).prepare(mark(Kind.FILLING, from)))
                .map(room -> {
                    String words = room.map(found -> found.words(to.where()))
                            .orElse("the room at " + to.where() + " cannot be seen from here");
                    if (room.isPresent() && !room.get().isEnough()) {
                        throw new IllegalStateException("there is not enough room: " + words);
                    }
                    note(words);
                    return null;
                });
    }

    private Future<Void> backup() {
        return home.backedUp().map(words -> {
            note(words);
            return null;
        });
    }

    private Future<Void> copy() {
        return Shadow.open(home, to).compose(open -> {
            shadow = open;
            return copyOn(open);
        });
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

    /** Work on backups is over before writes are refused, however long it takes. */
    private Future<Void> compare() {
        return shadow().compare().compose(same -> {
            Future<Void> resting = home.backupsRest();
            if (!resting.isComplete()) note("the work on backups that is under way is waited for");
            return resting.compose(rested -> copyOn(shadow())).compose(near -> answering(shadow().folded(FOLD_MAX)));
        });
    }

    /** Fails when the new store does not answer, or the move is stopped, before the work is over. */
    private Future<Void> answering(Future<Void> work) {
        Promise<Void> ended = Promise.promise();
        work.onComplete(ended::tryComplete, ended::tryFail);
        Future<Void> looking = Turns.whileMore(vertx.getOrCreateContext(), () -> {
            if (stopped) return Future.failedFuture(new IllegalStateException(Shadow.STOPPED));
            return shadow().answers()
                    .compose(answers -> vertx.timer(LOOK_MILLIS))
                    .map(rested -> !work.isComplete());
        });
        looking.onFailure(ended::tryFail);
        return ended.future();
    }

    /** From the shut fence on nothing is appended here: what is copied and folded now is all. */
    private Future<Void> fence() {
        fencedAt = System.nanoTime();
        return home.fence()
                .shut()
                .compose(quiet -> alone())
                .compose(alone -> shadow().copy(() -> stopped))
                .compose(copied -> shadow().endsAlike())
                .compose(alike -> shadow().folded(FENCE_MAX))
                .compose(folded -> home.carry(shadow().marked()))
                .timeout(FENCE_MAX.toMillis(), TimeUnit.MILLISECONDS)
                .recover(failure -> Future.failedFuture(
                        failure instanceof TimeoutException
                                ? new IllegalStateException("the rest was not over there after " + FENCE_MAX.toSeconds()
                                        + " s, for which writes were refused")
                                : failure));
    }

    private Handover handover() {
        Handover present = handover;
        if (present != null) return present;
        Handover made = new Handover(
                source.main().database(),
                shadow().marked(),
                mark(Kind.LEFT, to.where()),
                mark(Kind.ARRIVED, from),
                () -> stopped,
                vertx);
        handover = made;
        return made;
    }

    private void away(Throwable why) {
        note("all data is at " + to.where() + ", which does not answer (" + words(why)
                + "): writes wait until it does; bring it back");
    }

    private Future<Void> goOn() {
        look();
        return shadow().close().eventually(() -> home.moveTo(to)).mapEmpty();
    }

    private Future<Void> givenUp(Throwable why) {
        failure = words(why) + ". Nothing is lost: the hub goes on at " + from
                + ". Mend this, then begin the move again; it goes on where it was";
        home.fence().open();
        home.backupsGoOn();
        LOG.warn("move {}: given up at {}, everything goes on at {}: {}", id, step.word(), from, failure);
        look();
        Shadow open = shadow;
        Future<Void> closed = open == null
                ? Future.succeededFuture()
                : open.close().timeout(CLOSE_MAX.toMillis(), TimeUnit.MILLISECONDS);
        return closed.eventually(to::close).transform(gone -> Future.failedFuture(why));
    }

    private static String words(Throwable why) {
        String said = why instanceof Refused refused ? refused.problem().detail() : why.getMessage();
        String words = said == null ? why.toString() : said;
        return words.endsWith(".") ? words.substring(0, words.length() - 1) : words;
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

    /** How far it is. */
    MoveStatus status() {
        if (endedAt == null && step.compareTo(Step.SWITCH) < 0) look();
        return new MoveStatus(
                id,
                from,
                to.where(),
                MoveMark.undo(from),
                step.word(),
                logs,
                notes,
                startedAt,
                endedAt,
                fencedMillis,
                failure);
    }
}
