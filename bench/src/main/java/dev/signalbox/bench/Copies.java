package dev.signalbox.bench;

import dev.signalbox.bench.figure.Figure;
import dev.signalbox.bench.figure.Plan;
import dev.signalbox.bench.figure.Target;
import dev.signalbox.bench.load.BenchFailure;
import dev.signalbox.bench.load.FreshIds;
import dev.signalbox.bench.load.Samples;
import dev.signalbox.bench.load.Subject;
import dev.signalbox.bench.process.HubProcess;
import dev.signalbox.client.Signalbox;
import dev.signalbox.client.TableCommands;
import dev.signalbox.client.http.HubApi;
import dev.signalbox.client.replica.Replica;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.command.CommandBatch;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/** A client's copy of a table: made from nothing, kept up, read without the hub. */
final class Copies {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int EVENTS_A_SECOND = 500;
    /**
     * Puts on their way at most: the generator shares the machine, and each of its requests has a connection of its
     * own.
     */
    private static final int IN_FLIGHT = 16;

    private static final int READS = 20_000;

    private Copies() {}

    static Outcome measure(Setting setting) {
        Path data = SharedTables.folder(setting, "copies");
        Plan plan = setting.plan();
        FreshIds ids = new FreshIds(plan.seed());
        int rows = setting.sizes().copied();
        List<Double> made = new ArrayList<>();
        List<Double> behind = new ArrayList<>();
        List<Double> reads = new ArrayList<>();
        List<Double> slowReads = new ArrayList<>();
        try (HubProcess hub = HubProcess.start(setting.programs(), data)) {
            SharedTables.fill(hub.subject(), rows, ids);
            new HubView(hub.subject()).awaitTables();
            for (int run = 0; run <= plan.runs(); run++) {
                Path store = data.resolveSibling("copy" + run + ".db");
                try (Signalbox program = open(hub.subject(), store)) {
                    long began = System.nanoTime();
                    Replica copy = program.replica(SharedTables.TABLE);
                    await(copy.ready());
                    double seconds = (System.nanoTime() - began) / 1e9;
                    check(copy, rows);
                    // The first round is long, as of every row: hub and program are still being compiled in it.
                    Plan round = run == 0 ? plan.measuring(plan.first()) : plan;
                    Samples lags = follow(hub.subject(), copy, round, rows);
                    Samples each = read(copy, rows, plan.seed());
                    if (run == 0) continue;
                    made.add(seconds);
                    behind.add(lags.millis(0.99));
                    reads.add(each.millis(0.5));
                    slowReads.add(each.millis(0.99));
                }
            }
        }
        return Outcome.of(List.of(
                Figure.alone(
                        String.format(Locale.ROOT, "copy of %,d rows, from nothing", rows),
                        "s",
                        made,
                        Target.atMost(10)),
                Figure.alone(
                        "copy behind the acknowledgement at " + EVENTS_A_SECOND + " events/s, p99",
                        "ms",
                        behind,
                        Target.atMost(50)),
                Figure.alone("one row by its key from the copy, p50", "ms", reads, Target.atMost(0.1)),
                Figure.alone("one row by its key from the copy, p99", "ms", slowReads, Target.NONE)));
    }

    private static Signalbox open(Subject hub, Path store) {
        return Signalbox.open(
                options -> options.url("http://127.0.0.1:" + hub.address().getPort())
                        .key(Objects.requireNonNull(hub.key()))
                        .store(store));
    }

    private static void check(Replica copy, int rows) {
        if (copy.get(SharedTables.key(rows - 1)).isEmpty()) throw new BenchFailure("the copy lacks its last row");
    }

    /** Puts at a fixed rate; each sample is the time from the hub's yes until the copy holds the row. */
    private static Samples follow(Subject hub, Replica copy, Plan plan, int rows) {
        HubApi api = new HubApi(URI.create("http://127.0.0.1:" + hub.address().getPort()), hub::key, "signalbox-bench");
        long interval = TimeUnit.SECONDS.toNanos(1) / EVENTS_A_SECOND;
        long puts = Math.max(10, plan.measured().toNanos() / interval);
        List<CompletableFuture<Long>> lags = new ArrayList<>();
        Semaphore room = new Semaphore(IN_FLIGHT);
        long start = System.nanoTime();
        for (long i = 0; i < puts; i++) {
            room.acquireUninterruptibly();
            long due = start + i * interval;
            for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            String key = SharedTables.key((int) (i % rows));
            var row = Json.read(
                    SharedTables.row(key, System.nanoTime()).getBytes(StandardCharsets.UTF_8),
                    com.fasterxml.jackson.databind.JsonNode.class);
            var command = TableCommands.put(SharedTables.TABLE, key, row, null);
            var sent = api.commands(new CommandBatch(List.of(command)));
            lags.add(sent.whenComplete((done, failed) -> room.release()).thenCompose(results -> {
                long acknowledged = System.nanoTime();
                Long position = results.results().get(0).position();
                if (position == null)
                    throw new BenchFailure(
                            "a put was refused: " + results.results().get(0));
                return copy.awaitPosition(position).thenApply(held -> System.nanoTime() - acknowledged);
            }));
        }
        Samples samples = new Samples();
        for (CompletableFuture<Long> lag : lags) samples.add(await(lag));
        return samples;
    }

    private static Samples read(Replica copy, int rows, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Samples samples = new Samples();
        for (int i = 0; i < READS; i++) {
            String key = SharedTables.key(random.nextInt(rows));
            long began = System.nanoTime();
            boolean found = copy.get(key).isPresent();
            samples.add(System.nanoTime() - began);
            if (!found) throw new BenchFailure("the copy lacks " + key);
        }
        return samples;
    }

    private static <T> T await(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new BenchFailure("the copy was not made", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchFailure("interrupted", e);
        }
    }
}
