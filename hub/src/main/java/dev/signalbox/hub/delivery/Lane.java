package dev.signalbox.hub.delivery;

import dev.signalbox.hub.delivery.DeliveryBook.Dead;
import dev.signalbox.hub.delivery.DeliveryBook.Tried;
import dev.signalbox.hub.delivery.channel.Letter;
import dev.signalbox.hub.delivery.channel.Outcome;
import dev.signalbox.hub.log.FollowSink;
import dev.signalbox.hub.log.LogFollower;
import dev.signalbox.hub.log.LogPage;
import dev.signalbox.hub.log.RecordedEvent;
import dev.signalbox.hub.vertx.Turns;
import dev.signalbox.wire.Limits;
import dev.signalbox.wire.delivery.Delivery.Try;
import dev.signalbox.wire.delivery.Endpoint;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of events to one endpoint, one behind the other: a follower of the log that sends each event the endpoint
 * asks for, and goes on when what became of it is noted. So one request is under way at a time, and the order is that
 * of the log. While an event rests before it is tried again nothing is held but its {@link Course}. Belongs to the
 * context of the {@link Desk}.
 */
final class Lane implements FollowSink {
    /** Positions without an event for the endpoint after which its place is noted. */
    private static final long PROGRESS_POSITIONS = 5_000;

    private static final Logger LOG = LoggerFactory.getLogger(Lane.class);

    private final Desk desk;
    private final EndpointState state;
    private final Endpoint endpoint;
    private final Wanted wanted;
    private final AtomicLong tries;
    private final Runnable wake;
    private Course course;
    private @Nullable LogFollower follower;
    private boolean sending;
    private boolean stopping;
    private boolean over;
    private boolean broken;
    private final Promise<Void> end = Promise.promise();

    /** Ends a follower, not the lane. */
    private static final class Rest extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private Rest() {
            super("the lane rests", null, false, false);
        }
    }

    /**
     * @param tries how many there were to this endpoint
     * @param wake has the lanes looked at, for this one ended
     */
    Lane(Desk desk, EndpointState state, Course course, AtomicLong tries, Runnable wake) {
        this.desk = desk;
        this.state = state;
        this.endpoint = state.present();
        this.course = course;
        this.tries = tries;
        this.wake = wake;
        this.wanted = ofOne(state, course) ? Wanted.ALL : Wanted.of(endpoint);
    }

    private static boolean ofOne(EndpointState state, Course course) {
        return state.beside().replays().stream()
                .anyMatch(each -> Long.toString(each.id()).equals(course.run()) && each.ofOne());
    }

    Endpoint endpoint() {
        return endpoint;
    }

    /** Whether it has ended, and nothing of it is under way. */
    boolean isOver() {
        return over && !sending;
    }

    /** Whether it ended because the store or another node said so: what is known of it is to be read again. */
    boolean isBroken() {
        return broken;
    }

    /** Whether something is on its way, or could be. */
    boolean isBusy() {
        boolean runs =
                follower != null && course.position() < desk.tail().head().position();
        return sending || runs;
    }

    /** Ends it behind what is under way. Completes then. */
    Future<Void> stop() {
        stopping = true;
        if (follower == null) over = true;
        else follower.close();
        tell();
        return end.future();
    }

    private void tell() {
        if (!isOver() || !end.tryComplete()) return;
        wake.run();
    }

    /** Begins, or goes on, when its time has come. */
    void look(Instant now) {
        if (follower != null || over || stopping) return;
        Instant due = course.dueAt();
        if (due != null && now.isBefore(due)) return;
        LogFollower fresh = new LogFollower(desk.tail(), course.position(), wanted.filter(), this, desk.context());
        follower = fresh;
        fresh.start().closed().onComplete(ended -> ended(ended.cause()));
    }

    private void ended(@Nullable Throwable why) {
        follower = null;
        if (why != null && !(why instanceof Rest)) {
            if (!stopping) LOG.warn("deliveries to {} stopped and will go on: {}", endpoint, why.getMessage());
            broken = true;
        }
        if (broken || stopping) over = true;
        tell();
    }

    @Override
    public Future<Void> deliver(LogPage range) {
        Iterator<RecordedEvent> events = range.events().iterator();
        return Turns.whileMore(desk.context(), () -> next(events))
                .compose(all -> passed(Math.min(range.to().position(), course.until())));
    }

    /** Whether there may be another one. */
    private Future<Boolean> next(Iterator<RecordedEvent> events) {
        while (events.hasNext()) {
            RecordedEvent event = events.next();
            if (event.position() > course.until()) return Future.succeededFuture(false);
            if (stopping || !desk.rights().isCurrent(endpoint)) return rests();
            Optional<String> role = desk.rights().roleOf(endpoint.key());
            if (role.isEmpty()) return rests();
            if (!desk.rights().mayRead(role.get(), event) || !wanted.takes(event)) continue;
            return send(event).map(true);
        }
        return Future.succeededFuture(false);
    }

    private <T> Future<T> rests() {
        return Future.failedFuture(new Rest());
    }

    /** The range is done; it is noted when the way was long, and when it was all. */
    private Future<Void> passed(long to) {
        boolean end = to >= course.until();
        if (!end && to - course.position() < PROGRESS_POSITIONS) return Future.succeededFuture();
        Course before = course;
        return moved(desk.book().move(before, before.at(to)), before.at(to))
                .compose(noted -> end ? replayed() : Future.succeededFuture());
    }

    private Future<Void> replayed() {
        long replay = Long.parseLong(course.run());
        return desk.notes()
                .replayed(endpoint, replay)
                .compose(told -> desk.book().end(course))
                .compose(ended -> desk.here(() -> {
                    over = true;
                    return rests();
                }));
    }

    private Future<Void> moved(Future<Boolean> moving, Course to) {
        return moving.compose(moved -> desk.here(() -> {
            if (!moved) {
                broken = true;
                return rests();
            }
            course = to;
            return Future.succeededFuture();
        }));
    }

    private Future<Void> send(RecordedEvent event) {
        Instant at = desk.clock().instant();
        long nanos = System.nanoTime();
        sending = true;
        Instant until = endpoint.oldSecretUntil();
        boolean oldToo = until != null && at.isBefore(until);
        return desk.channel()
                .send(
                        endpoint,
                        desk.master().keys(endpoint.id(), state.beside().generation(), oldToo),
                        Letter.of(event, desk.form()))
                .compose(outcome -> desk.here(() -> settle(
                        event, at, Duration.ofNanos(System.nanoTime() - nanos).toMillis(), outcome)))
                .eventually(() -> desk.here(() -> {
                    sending = false;
                    tell();
                    return Future.succeededFuture();
                }));
    }

    private Future<Void> settle(RecordedEvent event, Instant at, long millis, Outcome outcome) {
        Course before = course;
        // What was tried before this one counts only when it is of the same event.
        Course of = before.at(event.position() - 1);
        Tried one = new Tried(tries.incrementAndGet(), before, event.position(), at, millis, outcome);
        if (outcome.kind() == Outcome.Kind.TAKEN) {
            Course after = of.taken(event.position());
            return moved(desk.book().tried(before, after, one), after);
        }
        Instant now = desk.clock().instant();
        boolean gone = outcome.kind() == Outcome.Kind.GONE;
        if (!gone && of.isOver(at)) return giveUp(event, before, of.tried(at, now), one);
        Course after = of.tried(at, gone ? now : of.next(now, outcome.after(), desk.chance()));
        return moved(desk.book().tried(before, after, one), after)
                .compose(noted ->
                        gone ? desk.notes().switchedOff(endpoint, "it answered 410 Gone") : Future.succeededFuture())
                .compose(told -> rests());
    }

    /** First it is told, then noted: whoever dies in between tells the same again. */
    private Future<Void> giveUp(RecordedEvent event, Course before, Course last, Tried one) {
        Outcome outcome = one.outcome();
        Instant first = last.firstAt() == null ? one.at() : last.firstAt();
        Try end = new Try(one.at(), one.millis(), outcome.status(), outcome.answer());
        Dead letter = new Dead(endpoint.id(), event.position(), last.tries(), first, one.at(), end);
        Course after = last.givenUp(event.position());
        LOG.warn(
                "{} did not get the event at {} in {} tries: it is a dead letter",
                endpoint,
                event.position(),
                last.tries());
        return desk.notes()
                .failed(endpoint, event, letter)
                .compose(told -> moved(desk.book().givenUp(before, after, one, letter), after))
                .compose(noted -> after.failed() < Limits.DELIVERIES_FAILED_MAX
                        ? Future.succeededFuture()
                        : desk.notes()
                                .switchedOff(
                                        endpoint,
                                        Limits.DELIVERIES_FAILED_MAX
                                                + " events in a row did not get there, each tried for "
                                                + Limits.DELIVERY_TRIED_MAX.toHours() + " hours")
                                .compose(off -> rests()));
    }
}
