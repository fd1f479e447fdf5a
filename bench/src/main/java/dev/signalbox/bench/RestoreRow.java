package dev.signalbox.bench;

import dev.signalbox.bench.figure.Figure;
import dev.signalbox.bench.figure.Target;
import dev.signalbox.bench.load.BenchFailure;
import dev.signalbox.bench.load.FreshIds;
import dev.signalbox.bench.process.HubProcess;
import dev.signalbox.hub.StoppedHub;
import dev.signalbox.hub.archive.Archive;
import dev.signalbox.hub.archive.FolderStore;
import dev.signalbox.hub.archive.Found;
import dev.signalbox.hub.archive.Identities;
import dev.signalbox.hub.archive.LogImport;
import dev.signalbox.hub.archive.Manifest.Entry;
import dev.signalbox.hub.archive.SegmentReader;
import dev.signalbox.hub.database.SqliteDatabase;
import dev.signalbox.hub.log.History;
import dev.signalbox.hub.verify.Comparison;
import dev.signalbox.hub.verify.Side;
import dev.signalbox.hub.verify.StoreSide;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** A large history: a hub made of its archive, until it answers, and two stores that hold it compared. Once. */
final class RestoreRow implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final double OF_IMPORT_AND_FOLD_MAX = 2.0;
    private static final double COMPARE_SECONDS_MAX = 1;

    private final Setting setting;
    private final Path data;
    private final Path archive;
    private final Path target;
    private final FreshIds ids;
    private final Vertx vertx = Vertx.vertx();

    private RestoreRow(Setting setting) {
        Path folder = setting.folder("restore");
        this.setting = setting;
        this.data = folder.resolve("hub");
        this.archive = folder.resolve("archive");
        this.target = folder.resolve("restored");
        this.ids = new FreshIds(setting.plan().seed());
    }

    static Outcome measure(Setting setting) {
        try (RestoreRow row = new RestoreRow(setting)) {
            row.fill();
            double imported = row.imported();
            setting.progress().accept("restoring it");
            long began = System.nanoTime();
            setting.programs().run(PATIENCE, "restore", row.archive.toString(), "--to", row.target.toString());
            double restored;
            double folded;
            try (HubProcess hub = HubProcess.start(setting.programs(), row.target)) {
                HubView view = new HubView(hub.subject());
                view.awaitTables();
                restored = seconds(began);
                folded = row.folded(view);
            }
            String size = String.format(Locale.ROOT, "%,d", setting.sizes().history());
            return Outcome.of(
                    List.of(
                            new Figure(
                                    "restore of " + size + " notifications, to ready",
                                    "s",
                                    List.of(restored),
                                    new Figure.Limit(
                                            "import of its log, and a rebuild of its table",
                                            List.of(imported + folded)),
                                    Target.ratioAtMost(OF_IMPORT_AND_FOLD_MAX)),
                            Figure.alone(
                                    "compare of two equal stores of " + size + " events",
                                    "s",
                                    List.of(row.compared()),
                                    Target.atMost(COMPARE_SECONDS_MAX))),
                    "Measured once.");
        } catch (IOException e) {
            throw new BenchFailure("the restore", e);
        }
    }

    private void fill() {
        setting.progress().accept("filling a store");
        try (HubProcess hub = HubProcess.start(setting.programs(), data)) {
            HubView view = new HubView(hub.subject());
            view.fill(setting.sizes().history(), setting.plan().seed(), ids);
            view.awaitTables();
        }
        setting.programs().run(PATIENCE, "archive", "export", archive.toString(), "--data", data.toString());
    }

    /** Seconds in which the log is brought into a store that has nothing beside it. */
    private double imported() throws IOException {
        setting.progress().accept("bringing its log into a store");
        SqliteDatabase into = SqliteDatabase.open(archive.resolveSibling("imported.db"), failure -> {});
        Archive from = Found.in(new FolderStore(archive));
        LogImport importing = new LogImport(new History(into), vertx);
        long began = System.nanoTime();
        for (Entry entry : from.manifest().orElseThrow().of("main")) {
            try (SegmentReader reader = from.open(entry, Identities.NONE)) {
                await(importing.add(reader, Long.MAX_VALUE, position -> {}));
            }
        }
        double seconds = seconds(began);
        await(into.close());
        return seconds;
    }

    /** Seconds in which a table is made of the log anew. */
    private double folded(HubView view) {
        setting.progress().accept("folding it");
        long began = System.nanoTime();
        view.post("/v1/projections/notifications/rebuild", "{}", ids);
        view.awaitTables();
        return seconds(began);
    }

    private double compared() throws IOException {
        setting.progress().accept("comparing two stores");
        Path copy = Files.createDirectory(data.resolveSibling("copy"));
        for (String file : List.of("main.db", "traces.db")) Files.copy(data.resolve(file), copy.resolve(file));
        StoppedHub one = await(StoppedHub.open(data, null, Clock.systemUTC(), vertx));
        StoppedHub other = await(StoppedHub.open(copy, null, Clock.systemUTC(), vertx));
        long began = System.nanoTime();
        try (Side a = new StoreSide("a", one.logs(), vertx, () -> {});
                Side b = new StoreSide("b", other.logs(), vertx, () -> {})) {
            if (!Comparison.of(a, b).same()) throw new BenchFailure("a store is not the same as its copy");
        }
        double seconds = seconds(began);
        await(one.close());
        await(other.close());
        return seconds;
    }

    private static double seconds(long began) {
        return (System.nanoTime() - began) / 1e9;
    }

    private static <T> T await(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }

    @Override
    public void close() {
        await(vertx.close());
    }
}
