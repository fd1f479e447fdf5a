package dev.signalbox.bench;

import dev.signalbox.bench.figure.Figure;
import dev.signalbox.bench.figure.Target;
import dev.signalbox.bench.load.BenchFailure;
import dev.signalbox.bench.load.FreshIds;
import dev.signalbox.bench.load.Subject;
import dev.signalbox.bench.process.HubProcess;
import dev.signalbox.client.Notifications;
import dev.signalbox.client.Signalbox;
import dev.signalbox.client.outbox.SqliteOutbox;
import dev.signalbox.client.store.SqliteStore;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;

/** A program comes back online with a full outbox: from opening its store to the verdict on its last command. */
final class OutboxDrain {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final long LOOK_NANOS = 1_000_000;

    private OutboxDrain() {}

    static Outcome measure(Setting setting) {
        Path folder = setting.folder("outbox");
        List<Double> drained = new ArrayList<>();
        List<Double> batches = new ArrayList<>();
        FreshIds ids = new FreshIds(setting.plan().seed());
        try (HubProcess hub = HubProcess.start(setting.programs(), folder.resolve("hub"))) {
            Subject subject = hub.subject();
            for (int run = 0; run <= setting.plan().runs(); run++) {
                Path store = folder.resolve("client" + run + ".db");
                fill(store, setting.sizes().outbox());
                double batch = Measurements.batches(setting.plan(), List.of(subject), ids)
                        .perSecond();
                double drain = setting.sizes().outbox() / secondsToDrain(store, subject);
                if (run == 0) continue;
                batches.add(batch * Measurements.BATCH_COMMANDS);
                drained.add(drain);
            }
        }
        return Outcome.of(List.of(new Figure(
                String.format(
                        Locale.ROOT,
                        "drain of an outbox of %,d commands",
                        setting.sizes().outbox()),
                "commands/s",
                drained,
                new Figure.Limit(
                        "commands in batches of 100 on " + Measurements.BATCH_CONNECTIONS + " connections", batches),
                Target.NONE)));
    }

    /** As a program leaves it that never reached its hub. */
    private static void fill(Path store, int commands) {
        try (SqliteStore opened = SqliteStore.open(store)) {
            SqliteOutbox rows = new SqliteOutbox(Clock.systemUTC());
            opened.writeNow(tx -> {
                for (int i = 0; i < commands; i++) {
                    rows.add(tx, Notifications.command("queued " + i, post -> post.body("while the hub was away")));
                }
                return commands;
            });
        }
    }

    private static double secondsToDrain(Path store, Subject hub) {
        long began = System.nanoTime();
        try (Signalbox program = Signalbox.open(
                options -> options.url("http://127.0.0.1:" + hub.address().getPort())
                        .key(Objects.requireNonNull(hub.key()))
                        .store(store))) {
            while (program.outbox().pending() > 0) {
                if (System.nanoTime() - began > PATIENCE.toNanos()) {
                    throw new BenchFailure(program.outbox().pending() + " commands were not drained");
                }
                LockSupport.parkNanos(LOOK_NANOS);
            }
            if (!program.outbox().attention().isEmpty()) {
                throw new BenchFailure("the hub refused a command: "
                        + program.outbox().attention().get(0));
            }
            return (System.nanoTime() - began) / 1e9;
        }
    }
}
