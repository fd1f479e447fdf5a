package dev.signalbox.cli.operator;

import dev.signalbox.cli.run.CommandRun;
import dev.signalbox.cli.run.Pause;
import dev.signalbox.client.http.HubApi;
import dev.signalbox.client.http.HubUnreachable;
import dev.signalbox.client.http.SseStream;
import dev.signalbox.wire.EventTypes;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.command.Command;
import dev.signalbox.wire.command.CommandBatch;
import dev.signalbox.wire.command.PostNotification;
import dev.signalbox.wire.resource.Notification;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/** Measurements of a hub through the client of this program; what they write stays in the hub's log. One thread. */
final class HubMeasurement {
    static final int POSTS_AT_ONCE = 64;
    static final int BATCHES_AT_ONCE = 4;
    static final int BATCH_COMMANDS = 100;

    private static final String TEXT = "waits slow again ".repeat(7).strip();

    private final CommandRun run;
    private final HubApi hub;
    private final Duration time;

    /** @param time of each measurement */
    HubMeasurement(CommandRun run, Duration time) {
        this.run = run;
        this.hub = run.hub();
        this.time = time;
    }

    /**
     * What one measurement came to.
     *
     * @param nanos the latency of each answer
     * @param elapsed nanoseconds in which all of them came
     */
    record Load(List<Long> nanos, long elapsed) {
        Load {
            nanos = nanos.stream().sorted().toList();
        }

        double perSecond() {
            return nanos.size() * 1e9 / elapsed;
        }

        /** The smallest latency that at least this share of all does not exceed. */
        double millis(double share) {
            return nanos.get(Math.max(0, (int) Math.ceil(share * nanos.size()) - 1)) / 1e6;
        }
    }

    /** Single posts: each answer means that one event is on disk. */
    Load posts() {
        return closedLoop(POSTS_AT_ONCE, () -> run.await(hub.postNotification(post(Ids.next()))));
    }

    /** Batches of posts: each answer means that all of its events are on disk. */
    Load batches() {
        return closedLoop(BATCHES_AT_ONCE, () -> run.await(hub.commands(batch())));
    }

    /** From a post until a subscriber has its event, one after the other. */
    Load live() {
        Map<String, String> query = Map.of("types", EventTypes.NOTIFICATION_POSTED);
        try (SseStream stream = run.await(hub.openEvents(query, null))) {
            return closedLoop(1, () -> {
                String id = Ids.next();
                CompletableFuture<Notification> answer = hub.postNotification(post(id));
                for (String event = ""; !event.contains(id); ) event = next(stream);
                run.await(answer);
            });
        }
    }

    private static String next(SseStream stream) {
        try {
            String data = stream.next()
                    .orElseThrow(() -> new HubUnreachable("the event stream ended", null))
                    .data();
            return data == null ? "" : data;
        } catch (InterruptedException e) {
            throw Pause.interrupted();
        }
    }

    /** So many clients, each of which sends its next request when the one before is answered. */
    private Load closedLoop(int clients, Runnable request) {
        long began = System.nanoTime();
        Callable<List<Long>> client = () -> {
            List<Long> nanos = new ArrayList<>();
            for (long sent = began; sent - began < time.toNanos(); ) {
                sent = System.nanoTime();
                request.run();
                nanos.add(System.nanoTime() - sent);
            }
            return nanos;
        };
        ExecutorService threads = Executors.newFixedThreadPool(clients);
        try {
            List<Long> nanos = new ArrayList<>();
            for (Future<List<Long>> each : threads.invokeAll(Collections.nCopies(clients, client))) {
                nanos.addAll(each.get());
            }
            return new Load(nanos, System.nanoTime() - began);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
        } catch (InterruptedException e) {
            throw Pause.interrupted();
        } finally {
            threads.shutdownNow();
        }
    }

    private static PostNotification post(String id) {
        return new PostNotification(
                id, "build deploy index nightly backup", TEXT, 3, List.of("bench"), null, null, null, null, null);
    }

    private static Command command(String id) {
        return new Command(id, "notification.post", null, null, null, Json.tree(post(id)));
    }

    private static CommandBatch batch() {
        return new CommandBatch(Stream.generate(Ids::next)
                .limit(BATCH_COMMANDS)
                .map(HubMeasurement::command)
                .toList());
    }
}
