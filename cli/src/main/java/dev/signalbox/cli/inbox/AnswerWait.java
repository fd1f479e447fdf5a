package dev.signalbox.cli.inbox;

import dev.signalbox.cli.run.CommandRun;
import dev.signalbox.cli.run.ExitCode;
import dev.signalbox.cli.run.Failure;
import dev.signalbox.cli.run.Pause;
import dev.signalbox.cli.run.Refusals;
import dev.signalbox.client.http.Backoff;
import dev.signalbox.client.http.HubRefused;
import dev.signalbox.client.http.HubUnreachable;
import dev.signalbox.wire.resource.Answer;
import dev.signalbox.wire.resource.Question;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Waits for the end of a question by long polls. A hub that goes away is waited for; since the question is on its disk,
 * nothing is asked again.
 */
final class AnswerWait {
    /** Proxies cut what is silent for 50 or 60 seconds. */
    private static final Duration ONE_WAIT = Duration.ofSeconds(30);

    private final CommandRun run;
    private final Backoff backoff = new Backoff(new Random(), Duration.ofMillis(200), Duration.ofSeconds(5));

    AnswerWait(CommandRun run) {
        this.run = run;
    }

    /**
     * Waits, and prints the answer and nothing else. Fails with {@link Failure} when there is none in time, or the
     * question ended without one.
     *
     * @param patience null waits without end
     */
    void print(Question asked, @Nullable Duration patience) {
        Question ended = until(asked, patience);
        Answer answer = ended.answer();
        if (answer != null) {
            run.output().one(ended, answer.value(), answer.value());
        } else if (ended.state() == Question.State.PENDING) {
            throw new Failure(
                    ExitCode.TIMED_OUT,
                    "There is no answer yet; the question stays open.",
                    "Go on waiting: signalbox wait " + ended.id());
        } else {
            throw new Failure(
                    ExitCode.TIMED_OUT,
                    "The question " + ended.id() + " was " + ended.state().word() + " without an answer.",
                    "What became of it: signalbox show " + ended.id());
        }
    }

    /**
     * The question as it ended, or as it is when the patience is over.
     *
     * @param patience null waits without end
     */
    private Question until(Question asked, @Nullable Duration patience) {
        long start = System.nanoTime();
        Question latest = asked;
        while (latest.state() == Question.State.PENDING) {
            Duration left = left(patience, start);
            if (left.isZero()) break;
            latest = poll(latest, left);
        }
        return latest;
    }

    private Question poll(Question latest, Duration left) {
        try {
            Question polled = run.await(run.hub().question(latest.id(), left));
            if (backoff.failures() > 0) run.output().note("The hub is back; waiting on …");
            backoff.reset();
            return polled;
        } catch (HubUnreachable e) {
            pause(e.getMessage(), Optional.empty(), left);
        } catch (HubRefused e) {
            if (!Refusals.isPassing(e)) throw e;
            pause(Refusals.within(e.problem()), e.retryAfter(), left);
        }
        return latest;
    }

    private void pause(@Nullable String why, Optional<Duration> retryAfter, Duration left) {
        if (backoff.failures() == 0) run.output().note("The hub is away (" + why + "); waiting for it …");
        Duration wait = backoff.next(retryAfter);
        Pause.of(wait.compareTo(left) < 0 ? wait : left);
    }

    private static Duration left(@Nullable Duration patience, long start) {
        if (patience == null) return ONE_WAIT;
        Duration left = patience.minusNanos(System.nanoTime() - start);
        if (left.isNegative()) return Duration.ZERO;
        return left.compareTo(ONE_WAIT) > 0 ? ONE_WAIT : left;
    }
}
