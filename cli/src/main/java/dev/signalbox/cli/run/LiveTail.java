package dev.signalbox.cli.run;

import dev.signalbox.client.http.Backoff;
import dev.signalbox.client.http.HubRefused;
import dev.signalbox.client.http.HubUnreachable;
import dev.signalbox.client.http.SseFrame;
import dev.signalbox.client.http.SseStream;
import dev.signalbox.wire.Event;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.Problem;
import dev.signalbox.wire.ProblemCode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Follows a log live, through restarts of the hub, without gap or repeat. One use, one thread. */
public final class LiveTail {
    private final Backoff backoff = new Backoff(new Random(), Duration.ofMillis(250), Duration.ofSeconds(8));
    private final CommandRun run;
    private final EventQuery query;
    private final Listener listener;
    private final @Nullable Long count;
    private String cursor = "";
    private long shown;

    /** Hears what comes, on the thread that follows. */
    public interface Listener {
        void event(Event event);

        /** Something about the following itself: the hub is away, or back, or another one. */
        void note(String text);
    }

    /**
     * Writes the events to standard output and notes to standard error.
     *
     * @param text an event for people
     * @param count stop after so many events; null never stops
     */
    public static LiveTail printing(
            CommandRun run, EventQuery query, Function<Event, String> text, @Nullable Long count) {
        Listener printer = new Listener() {
            @Override
            public void event(Event event) {
                run.output().next(event, text.apply(event));
            }

            @Override
            public void note(String text) {
                run.output().note(text);
            }
        };
        return new LiveTail(run, query, printer, count);
    }

    /** @param count stop after so many events; null never stops */
    public LiveTail(CommandRun run, EventQuery query, Listener listener, @Nullable Long count) {
        if (count != null && count < 1) throw Failure.usage("--count must be 1 or more.", "");
        this.run = run;
        this.query = query;
        this.listener = listener;
        this.count = count;
    }

    /**
     * Follows until it is enough. Fails with {@link HubRefused} when the hub will not serve it.
     *
     * @param after a cursor, a position, {@code start} or {@code end}
     */
    public void run(String after) {
        cursor = first(after);
        listener.note("Following " + run.settings().url() + " …");
        while (!isEnough()) {
            try {
                follow();
                pause("the hub ended the stream", Optional.empty());
            } catch (HubUnreachable e) {
                pause(e.getMessage(), Optional.empty());
            } catch (HubRefused e) {
                if (!recovers(e.problem())) {
                    if (e.problem().status() < 500 && !e.is(ProblemCode.RATE_LIMITED)) throw e;
                    pause(Refusals.within(e.problem()), e.retryAfter());
                }
            }
        }
    }

    /** A cursor to come back to, also when the hub goes before the first event comes. */
    private String first(String after) {
        if (!after.equals("end")) return after;
        return run.await(run.hub().events(query.parametersAfter("end"))).next();
    }

    private void follow() {
        try (SseStream stream = run.await(run.hub().openEvents(query.parametersAfter(cursor), null))) {
            if (backoff.failures() > 0) listener.note("The hub is back; going on where it stopped.");
            Optional<SseFrame> frame = stream.next();
            while (frame.isPresent()) {
                backoff.reset();
                take(frame.get());
                if (isEnough()) return;
                frame = stream.next();
            }
        } catch (InterruptedException e) {
            throw Pause.interrupted();
        }
    }

    private void take(SseFrame frame) {
        if ("reset".equals(frame.event())) throw new HubRefused(problem(frame), null);
        if (frame.data() != null && !"progress".equals(frame.event())) show(frame.data());
        if (frame.id() != null) cursor = frame.id();
    }

    private void show(String data) {
        Event event = Json.readLenient(data.getBytes(StandardCharsets.UTF_8), Event.class);
        listener.event(event);
        shown++;
    }

    private boolean isEnough() {
        return count != null && shown >= count;
    }

    private void pause(@Nullable String why, Optional<Duration> retryAfter) {
        if (isEnough()) return;
        if (backoff.failures() == 0) listener.note("The hub is away (" + why + "); trying again …");
        Pause.of(backoff.next(retryAfter));
    }

    /** Nothing is skipped in silence: another history, or one that was cut, is said before going on. */
    private boolean recovers(Problem problem) {
        if (problem.is(ProblemCode.LOG_DIVERGED) && problem.head() != null) {
            listener.note(
                    "The hub's log is another one now (" + Refusals.within(problem) + "); following from its head.");
            cursor = problem.head();
            return true;
        }
        if (problem.is(ProblemCode.CURSOR_EXPIRED) && problem.floor() != null) {
            listener.note("Older events are gone (" + Refusals.within(problem) + "); going on from the oldest kept.");
            cursor = Long.toString(Math.max(0, problem.floor() - 1));
            return true;
        }
        return false;
    }

    private static Problem problem(SseFrame reset) {
        String data = reset.data() == null ? "{}" : reset.data();
        try {
            return Json.readLenient(data.getBytes(StandardCharsets.UTF_8), Problem.class);
        } catch (IllegalArgumentException e) {
            return Problem.of(ProblemCode.LOG_DIVERGED, "the hub reset the stream and did not say why");
        }
    }
}
