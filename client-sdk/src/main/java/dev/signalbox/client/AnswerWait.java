package dev.signalbox.client;

import dev.signalbox.client.http.Backoff;
import dev.signalbox.client.http.HubApi;
import dev.signalbox.client.http.HubContact;
import dev.signalbox.client.http.HubRefused;
import dev.signalbox.client.outbox.Outbox;
import dev.signalbox.client.thread.Waits;
import dev.signalbox.wire.InvalidInput;
import dev.signalbox.wire.ProblemCode;
import dev.signalbox.wire.resource.Answer;
import dev.signalbox.wire.resource.Question;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One wait for one answer: first until the hub has the question, then by long polls, one after the other. */
final class AnswerWait {
    private static final Duration LONG_POLL = Duration.ofSeconds(30);

    private final String id;
    private final Outbox outbox;
    private final HubApi hub;
    private final HubContact contact;
    private final Duration pollEvery;
    private final Backoff backoff;
    private final CompletableFuture<Answer> answer = new CompletableFuture<>();
    private volatile @Nullable CompletableFuture<Question> poll;
    private volatile boolean askedHere;
    private volatile long askedAt;

    AnswerWait(String id, Outbox outbox, HubApi hub, HubContact contact, SignalboxOptions options) {
        this.id = id;
        this.outbox = outbox;
        this.hub = hub;
        this.contact = contact;
        this.pollEvery = options.pace.page();
        this.backoff = new Backoff(options.random, options.pace.backoffFirst(), options.pace.backoffLongest());
    }

    CompletableFuture<Answer> start(Runnable atEnd) {
        var unused = answer.whenComplete((value, failure) -> {
            CompletableFuture<Question> running = poll;
            if (running != null) running.cancel(true);
            atEnd.run();
        });
        var unusedToo = outbox.receipt(id).accepted().whenComplete((accepted, failure) -> {
            askedHere = failure == null;
            Throwable cause = failure == null ? null : Waits.causeOf(failure);
            if (cause == null || cause instanceof InvalidInput) ask();
            else answer.completeExceptionally(cause);
        });
        return answer;
    }

    void cancel() {
        answer.completeExceptionally(new CancellationException("the client was closed before the answer came"));
    }

    private void ask() {
        if (answer.isDone()) return;
        askedAt = System.nanoTime();
        CompletableFuture<Question> running = hub.question(id, LONG_POLL);
        poll = running;
        if (answer.isDone()) running.cancel(true);
        var unused = running.whenComplete((question, failure) -> {
            if (failure != null) failed(Waits.causeOf(failure));
            else heard(question);
        });
    }

    private void heard(Question question) {
        contact.ok();
        backoff.reset();
        Answer given = question.answer();
        if (given != null) answer.complete(given);
        else if (question.state() == Question.State.PENDING) askAgain();
        else answer.completeExceptionally(new QuestionClosed(question));
    }

    /**
     * At once after a poll that lasted; where something between cuts the wait short, not faster than pages are read.
     */
    private void askAgain() {
        boolean waited = System.nanoTime() - askedAt >= pollEvery.toNanos();
        if (waited) ask();
        else askAfter(pollEvery);
    }

    private void askAfter(Duration pause) {
        CompletableFuture.delayedExecutor(pause.toMillis(), TimeUnit.MILLISECONDS)
                .execute(this::ask);
    }

    private void failed(Throwable failure) {
        if (contact.failed(failure) && mayPass(failure)) askAfter(backoff.next(failure));
        else answer.completeExceptionally(failure);
    }

    /**
     * A question that the hub once took and no longer knows comes back: the outbox sends it again to a restored hub.
     */
    private boolean mayPass(Throwable failure) {
        if (!(failure instanceof HubRefused refused)) return true;
        if (refused.is(ProblemCode.NOT_FOUND)) return askedHere;
        return refused.problem().status() >= 500
                || refused.is(ProblemCode.RATE_LIMITED)
                || refused.is(ProblemCode.UNAUTHORIZED);
    }
}
