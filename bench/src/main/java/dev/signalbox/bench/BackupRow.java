package dev.signalbox.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.bench.figure.Figure;
import dev.signalbox.bench.figure.Plan;
import dev.signalbox.bench.figure.Target;
import dev.signalbox.bench.load.BenchFailure;
import dev.signalbox.bench.load.FreshIds;
import dev.signalbox.bench.load.Samples;
import dev.signalbox.bench.load.Workload;
import dev.signalbox.bench.process.HubProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** What a steady load feels of backups: of all that there is first, then one after the other of what came. */
final class BackupRow {
    private static final int COMMANDS_A_SECOND = 500;
    private static final int COMMANDS_AT_ONCE = 10;
    private static final long BETWEEN_NANOS = TimeUnit.SECONDS.toNanos(1) * COMMANDS_AT_ONCE / COMMANDS_A_SECOND;
    private static final double SLOWER_MAX = 1.5;
    private static final double SHARE = 0.99;
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final HubView view;
    private final Path backups;
    private final FreshIds ids;
    private final String body = Workload.batch(new SplittableRandom(2), COMMANDS_AT_ONCE);
    private volatile boolean enough;

    private BackupRow(HubView view, Path backups, FreshIds ids) {
        this.view = view;
        this.backups = backups;
        this.ids = ids;
    }

    static Outcome measure(Setting setting) {
        Plan plan = setting.plan();
        Path data = setting.folder("backup").resolve("hub");
        FreshIds ids = new FreshIds(plan.seed());
        List<Double> alone = new ArrayList<>();
        List<Double> beside = new ArrayList<>();
        try (HubProcess hub = HubProcess.start(setting.programs(), data)) {
            BackupRow row = new BackupRow(new HubView(hub.subject()), data.resolve("backups"), ids);
            row.view.fill(setting.sizes().rebuilt(), plan.seed(), ids);
            row.view.awaitTables();
            var unused = row.p99(plan.first());
            for (int run = 0; run < plan.runs(); run++) {
                alone.add(row.p99(plan.measured()));
                beside.add(row.besideBackups(plan.measured()));
            }
        }
        return Outcome.of(List.of(new Figure(
                String.format(
                        Locale.ROOT,
                        "backup of %,d events: p99 of %d commands/s beside it",
                        setting.sizes().rebuilt(),
                        COMMANDS_A_SECOND),
                "ms",
                beside,
                new Figure.Limit("the same without a backup", alone),
                Target.ratioAtMost(SLOWER_MAX))));
    }

    /** Milliseconds from when a request was due to its answer. */
    private double p99(Duration measured) {
        Samples samples = new Samples();
        long due = System.nanoTime();
        long end = due + measured.toNanos();
        while (due < end) {
            LockSupport.parkNanos(due - System.nanoTime());
            view.post("/v1/commands", body, ids);
            samples.add(System.nanoTime() - due);
            due += BETWEEN_NANOS;
        }
        return samples.millis(SHARE);
    }

    private double besideBackups(Duration measured) {
        emptied();
        enough = false;
        CompletableFuture<Void> backing = CompletableFuture.runAsync(this::backUp);
        try {
            return p99(measured);
        } finally {
            enough = true;
            backing.join();
        }
    }

    private void backUp() {
        FreshIds own = new FreshIds(3);
        do {
            String id = view.post("/v1/backups", "{}", own).path("id").asText();
            JsonNode run = view.get("/v1/backup-runs/" + id);
            while (!run.has("endedAt")) {
                LockSupport.parkNanos(LOOK_NANOS);
                run = view.get("/v1/backup-runs/" + id);
            }
            if (run.has("error")) throw new BenchFailure("the backup failed: " + run.path("error"));
        } while (!enough);
    }

    /** So that the next one holds everything. */
    private void emptied() {
        if (!Files.isDirectory(backups)) return;
        try (Stream<Path> files = Files.walk(backups)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
        } catch (IOException e) {
            throw new BenchFailure("cannot take the backups away: " + e);
        }
    }
}
