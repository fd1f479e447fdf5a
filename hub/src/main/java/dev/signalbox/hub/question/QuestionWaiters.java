package dev.signalbox.hub.question;

import dev.signalbox.hub.command.Refused;
import dev.signalbox.hub.log.EventFilter;
import dev.signalbox.hub.log.EventLog;
import dev.signalbox.hub.log.FollowSink;
import dev.signalbox.hub.log.LogPage;
import dev.signalbox.hub.log.RecordedEvent;
import dev.signalbox.wire.EventTypes;
import dev.signalbox.wire.Limits;
import dev.signalbox.wire.ProblemCode;
import dev.signalbox.wire.resource.Question;
import dev.signalbox.wire.resource.Question.State;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Callers that wait for an answer: {@code GET /v1/questions/{id}?wait=30s}. A caller is put down before the question is
 * read from the log, so an answer is either in what was read or comes to the follower that feeds this; none falls
 * between. Any thread.
 */
public final class QuestionWaiters implements FollowSink {
    /** The events that a follower must deliver here. */
    public static final EventFilter EVENTS = EventFilter.types(
            List.of(EventTypes.QUESTION_ANSWERED, EventTypes.QUESTION_EXPIRED, EventTypes.QUESTION_CANCELLED));

    private final EventLog log;
    private final Vertx vertx;
    private final int waitersMax;
    private final Map<String, Set<Promise<Void>>> waiters = new HashMap<>();
    private int count;

    public QuestionWaiters(EventLog log, Vertx vertx) {
        this(log, vertx, Limits.QUESTION_WAITERS_MAX);
    }

    QuestionWaiters(EventLog log, Vertx vertx, int waitersMax) {
        this.log = log;
        this.vertx = vertx;
        this.waitersMax = waitersMax;
    }

    /**
     * The question once it is not pending any more, or as it is when the wait is over; empty when there is none. Fails
     * with {@code overloaded} when {@link Limits#QUESTION_WAITERS_MAX} callers wait already.
     *
     * @param wait at most this long; at least one millisecond
     * @param gone completes when nobody may have the answer any more, as the caller or its right is gone, or the hub
     *     stops; the place is free then
     */
    public Future<Optional<Question>> resolved(String id, Duration wait, Future<?> gone) {
        Promise<Void> woken = Promise.promise();
        if (!add(id, woken)) {
            return Future.failedFuture(new Refused(
                    ProblemCode.OVERLOADED,
                    waitersMax + " callers wait for answers already; try again in a second, or follow /v1/events"));
        }
        return read(id).compose(question -> {
                    if (question.isEmpty() || question.get().state() != State.PENDING) {
                        return Future.succeededFuture(question);
                    }
                    long timer = vertx.setTimer(wait.toMillis(), over -> woken.tryComplete());
                    gone.onComplete(closed -> woken.tryComplete());
                    return woken.future().compose(ready -> {
                        vertx.cancelTimer(timer);
                        return gone.isComplete() ? Future.succeededFuture(question) : read(id);
                    });
                })
                .andThen(done -> remove(id, woken));
    }

    /** Callers that wait now. */
    public int waiting() {
        synchronized (waiters) {
            return count;
        }
    }

    @Override
    public Future<Void> deliver(LogPage range) {
        for (RecordedEvent event : range.events()) {
            for (Promise<Void> waiter : waitingFor(event.subjectId())) waiter.tryComplete();
        }
        return Future.succeededFuture();
    }

    /** From the log, not the table: what the follower saw must be in it. */
    private Future<Optional<Question>> read(String id) {
        return log.foldStream(
                        QuestionCommands.QUESTIONS.stream(id),
                        0,
                        QuestionCommands.QUESTIONS.empty(),
                        (question, event) -> Objects.requireNonNullElse(
                                QuestionCommands.QUESTIONS.afterIfPossible(question, event), question))
                .map(question -> Optional.ofNullable(question.resource()));
    }

    private boolean add(String id, Promise<Void> waiter) {
        synchronized (waiters) {
            if (count >= waitersMax) return false;
            count++;
            waiters.computeIfAbsent(id, fresh -> new HashSet<>()).add(waiter);
            return true;
        }
    }

    private void remove(String id, Promise<Void> waiter) {
        synchronized (waiters) {
            count--;
            Set<Promise<Void>> others = waiters.get(id);
            if (others == null) return;
            others.remove(waiter);
            if (others.isEmpty()) waiters.remove(id);
        }
    }

    private List<Promise<Void>> waitingFor(String id) {
        synchronized (waiters) {
            return List.copyOf(waiters.getOrDefault(id, Set.of()));
        }
    }
}
