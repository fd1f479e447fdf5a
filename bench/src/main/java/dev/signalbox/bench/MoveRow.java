package dev.signalbox.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.signalbox.bench.figure.Figure;
import dev.signalbox.bench.figure.Target;
import dev.signalbox.bench.load.BenchFailure;
import dev.signalbox.bench.load.FreshIds;
import dev.signalbox.bench.load.Workload;
import dev.signalbox.bench.process.HubProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** For how long a move refuses writes, from SQLite to PostgreSQL and back, beside a steady load. */
final class MoveRow {
    private static final int COMMANDS_A_SECOND = 500;
    private static final int COMMANDS_AT_ONCE = 10;
    private static final double FENCE_SECONDS_MAX = 2;
    private static final Duration PATIENCE = Duration.ofMinutes(30);
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final HubView view;
    private final Setting setting;
    private final FreshIds ids;

    private MoveRow(HubView view, Setting setting) {
        this.view = view;
        this.setting = setting;
        this.ids = new FreshIds(setting.plan().seed());
    }

    static Outcome measure(Setting setting) {
        Path folder = setting.folder("move");
        List<Double> there = new ArrayList<>();
        List<Double> back = new ArrayList<>();
        try (BenchPostgres postgres = BenchPostgres.open(folder);
                HubProcess hub = HubProcess.start(setting.programs(), folder.resolve("hub"))) {
            String database = postgres.freshDatabase("move");
            MoveRow row = new MoveRow(new HubView(hub.subject()), setting);
            row.view.fill(setting.sizes().history(), setting.plan().seed(), row.ids);
            row.view.awaitTables();
            try (SteadyLoad load = new SteadyLoad(row.view)) {
                for (int run = 0; run < setting.plan().runs(); run++) {
                    there.add(row.fence("{\"to\":\"" + database + "\"}"));
                    back.add(row.fence("{\"back\":true}"));
                }
                load.check();
            }
        }
        String size = String.format(
                Locale.ROOT, "%,d events beside %d commands/s", setting.sizes().history(), COMMANDS_A_SECOND);
        return Outcome.of(List.of(
                Figure.alone(
                        "move to PostgreSQL of " + size + ": writes refused",
                        "s",
                        there,
                        Target.atMost(FENCE_SECONDS_MAX)),
                Figure.alone(
                        "move back to SQLite of " + size + ": writes refused",
                        "s",
                        back,
                        Target.atMost(FENCE_SECONDS_MAX))));
    }

    /** Seconds for which writes were refused. */
    private double fence(String wish) {
        view.post("/v1/move", wish, ids);
        long giveUp = System.nanoTime() + PATIENCE.toNanos();
        String step = "";
        while (true) {
            LockSupport.parkNanos(LOOK_NANOS);
            JsonNode status = status();
            if (!status.path("step").asText().equals(step)) {
                step = status.path("step").asText();
                setting.progress().accept("move: " + step);
            }
            if (status.hasNonNull("failure")) {
                throw new BenchFailure("the move was given up at " + step + ": " + status.path("failure"));
            }
            if (status.hasNonNull("endedAt")) return status.path("fencedMillis").asDouble() / 1_000;
            if (System.nanoTime() > giveUp) throw new BenchFailure("the move did not end");
        }
    }

    /** Empty while the hub goes on in the other store. */
    private JsonNode status() {
        try {
            return view.get("/v1/move");
        } catch (BenchFailure passing) {
            if (isPassing(passing)) return MissingNode.getInstance();
            throw passing;
        }
    }

    private static boolean isPassing(BenchFailure failure) {
        return String.valueOf(failure.getMessage()).startsWith("503");
    }

    /** Posts notifications at a steady rate; those that are refused for a moment are left. */
    private static final class SteadyLoad implements AutoCloseable {
        private static final long BETWEEN_NANOS = TimeUnit.SECONDS.toNanos(1) * COMMANDS_AT_ONCE / COMMANDS_A_SECOND;

        private final HubView view;
        private final FreshIds ids = new FreshIds(2);
        private final String body = Workload.batch(new SplittableRandom(2), COMMANDS_AT_ONCE);
        private final Thread thread = new Thread(this::run, "steady load");
        private volatile boolean ended;
        private volatile String failure = "";

        SteadyLoad(HubView view) {
            this.view = view;
            thread.start();
        }

        private void run() {
            long next = System.nanoTime();
            while (!ended) {
                try {
                    view.post("/v1/commands", body, ids);
                } catch (BenchFailure refused) {
                    if (isPassing(refused)) continue;
                    failure = String.valueOf(refused.getMessage());
                    return;
                }
                next += BETWEEN_NANOS;
                LockSupport.parkNanos(next - System.nanoTime());
            }
        }

        void check() {
            if (!failure.isEmpty()) throw new BenchFailure("the load beside the move: " + failure);
        }

        @Override
        public void close() {
            ended = true;
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
