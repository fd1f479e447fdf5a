package dev.signalbox.cli;

import dev.signalbox.client.http.Backoff;
import dev.signalbox.client.http.HubApi;
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
import java.time.ZoneId;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "tail",
        description = "Follow the log live. Survives a restart of the hub without gap or repeat.",
        footer = {
            "%nExamples:",
            "  signalbox tail                                     from now on",
            "  signalbox tail --after start --types 'question.*'  all ever, then live",
            "  signalbox tail -o jsonl | jq .data                 CloudEvents, one a line",
            "  signalbox tail --count 1 --types question.asked    until the next question",
            "%nStop it with Ctrl-C."
        })
final class TailCommand implements Callable<Integer> {
    @Mixin
    final EventQuery query = new EventQuery();

    @Option(
            names = "--after",
            paramLabel = "CURSOR",
            defaultValue = "end",
            description = "Begin behind this cursor or position; start; or end. Default: end.")
    String after = "end";

    @Option(names = "--count", paramLabel = "N", description = "Stop after so many events.")
    @Nullable
    Long count;

    @Spec
    @Nullable
    CommandSpec spec;

    private final Backoff backoff = new Backoff(new Random(), Duration.ofMillis(250), Duration.ofSeconds(8));
    private final ZoneId zone = ZoneId.systemDefault();
    private String cursor = "";
    private long shown;

    @Override
    public Integer call() {
        Invocation invocation = Invocation.of(spec);
        if (count != null && count < 1) throw Failure.usage("--count must be 1 or more.", "");
        cursor = first(invocation.hub());
        invocation
                .output()
                .note(invocation
                        .output()
                        .ink()
                        .dim("Following " + invocation.settings().url() + " …"));
        while (!isEnough()) {
            try {
                follow(invocation);
                pause("the hub ended the stream", Optional.empty(), invocation);
            } catch (HubUnreachable e) {
                pause(e.getMessage(), Optional.empty(), invocation);
            } catch (HubRefused e) {
                if (!recovers(e.problem(), invocation)) {
                    if (e.problem().status() < 500 && !e.is(ProblemCode.RATE_LIMITED)) throw e;
                    pause(e.problem().detail(), e.retryAfter(), invocation);
                }
            }
        }
        return ExitCode.DONE;
    }

    /** A cursor to come back to, also when the hub goes before the first event comes. */
    private String first(HubApi hub) {
        if (!after.equals("end")) return after;
        return Invocation.await(hub.events(query.parametersAfter("end"))).next();
    }

    private void follow(Invocation invocation) {
        try (SseStream stream = Invocation.await(invocation.hub().openEvents(query.parametersAfter(cursor), null))) {
            if (backoff.failures() > 0) invocation.output().note("The hub is back; going on where it stopped.");
            Optional<SseFrame> frame = stream.next();
            while (frame.isPresent()) {
                backoff.reset();
                take(frame.get(), invocation);
                if (isEnough()) return;
                frame = stream.next();
            }
        } catch (InterruptedException e) {
            throw Pause.interrupted();
        }
    }

    private void take(SseFrame frame, Invocation invocation) {
        if ("reset".equals(frame.event())) throw new HubRefused(problem(frame), null);
        if (frame.data() != null && !"progress".equals(frame.event())) show(frame.data(), invocation);
        if (frame.id() != null) cursor = frame.id();
    }

    private void show(String data, Invocation invocation) {
        Event event = Json.readLenient(data.getBytes(StandardCharsets.UTF_8), Event.class);
        invocation.output().next(event, Lines.event(event, invocation.output().ink(), zone));
        shown++;
    }

    private boolean isEnough() {
        return count != null && shown >= count;
    }

    private void pause(@Nullable String why, Optional<Duration> retryAfter, Invocation invocation) {
        if (isEnough()) return;
        if (backoff.failures() == 0) invocation.output().note("The hub is away (" + why + "); trying again …");
        Pause.of(backoff.next(retryAfter));
    }

    /** Nothing is skipped in silence: another history, or one that was cut, is said before going on. */
    private boolean recovers(Problem problem, Invocation invocation) {
        if (problem.is(ProblemCode.LOG_DIVERGED) && problem.head() != null) {
            invocation
                    .output()
                    .warn("The hub's log is another one now (" + problem.detail() + "); following from its head.");
            cursor = problem.head();
            return true;
        }
        if (problem.is(ProblemCode.CURSOR_EXPIRED) && problem.floor() != null) {
            invocation
                    .output()
                    .warn("Older events are gone (" + problem.detail() + "); going on from the oldest kept.");
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
