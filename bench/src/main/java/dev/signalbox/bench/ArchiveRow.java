package dev.signalbox.bench;

import dev.signalbox.bench.figure.Figure;
import dev.signalbox.bench.figure.Target;
import dev.signalbox.bench.load.BenchFailure;
import dev.signalbox.bench.load.FreshIds;
import dev.signalbox.bench.process.HubProcess;
import dev.signalbox.hub.archive.Identities;
import dev.signalbox.hub.archive.LogExport;
import dev.signalbox.hub.archive.LogExport.End;
import dev.signalbox.hub.archive.LogImport;
import dev.signalbox.hub.archive.Recipients;
import dev.signalbox.hub.archive.SegmentHead;
import dev.signalbox.hub.archive.SegmentReader;
import dev.signalbox.hub.database.Database;
import dev.signalbox.hub.database.DatabaseUrl;
import dev.signalbox.hub.database.PostgresDatabase;
import dev.signalbox.hub.database.SqliteDatabase;
import dev.signalbox.hub.log.AppendMeter;
import dev.signalbox.hub.log.EventLog;
import dev.signalbox.hub.log.History;
import dev.signalbox.hub.log.PostgresEventLog;
import dev.signalbox.hub.log.SqliteEventLog;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionException;

/** A log of notifications out of a store, as segments, and into another one; and how large they are. */
final class ArchiveRow implements AutoCloseable {
    private static final int PORTION = 500;
    private static final int BATCH = 1_000;
    private static final double OF_THE_DRIVER_MIN = 0.5;
    private static final double OF_THE_FILE_MAX = 0.15;
    private static final String EPOCH = "0badcafe";

    private final Setting setting;
    private final Path folder;
    private final Path source;
    private final Vertx vertx = Vertx.vertx();
    private final Clock clock = Clock.systemUTC();
    private final FreshIds ids;
    private final List<Figure> figures = new ArrayList<>();
    private List<Path> archive = List.of();
    private int copies;

    private ArchiveRow(Setting setting) {
        this.setting = setting;
        this.folder = setting.folder("archive");
        this.source = folder.resolve("hub").resolve("main.db");
        this.ids = new FreshIds(setting.plan().seed());
    }

    static Outcome measure(Setting setting) {
        try (ArchiveRow row = new ArchiveRow(setting);
                BenchPostgres postgres = BenchPostgres.open(row.folder)) {
            row.fill();
            row.sqlite();
            row.postgres(postgres);
            return Outcome.of(
                    row.figures,
                    String.format(
                            "%,d notifications, each with its own text. An export holds every event against the chain,"
                                    + " an import computes each hash anew.",
                            setting.sizes().rebuilt()),
                    "PostgreSQL " + postgres.description() + ".");
        }
    }

    private void fill() {
        setting.progress().accept("filling a store");
        try (HubProcess hub = HubProcess.start(setting.programs(), Objects.requireNonNull(source.getParent()))) {
            HubView view = new HubView(hub.subject());
            int portions = setting.sizes().rebuilt() / PORTION;
            for (int i = 0; i < portions; i++) view.fill(PORTION, setting.plan().seed() + i, ids);
            view.awaitTables();
        }
    }

    private void sqlite() {
        List<Double> read = new ArrayList<>();
        List<Double> exported = new ArrayList<>();
        List<Double> inserted = new ArrayList<>();
        List<Double> imported = new ArrayList<>();
        for (int run = 0; run <= setting.plan().runs(); run++) {
            setting.progress().accept("out of SQLite and into it");
            read.add(PlainSqlite.readAll(source));
            SqliteDatabase from = SqliteDatabase.open(source, failure -> {});
            exported.add(export(await(SqliteEventLog.open("main", from, clock, AppendMeter.NONE)), from));
            try (PlainSqlite plain = PlainSqlite.create(copy())) {
                inserted.add(plain.insert(
                                BATCH,
                                ids,
                                setting.plan().warmUp(),
                                setting.plan().measured())
                        .perSecond());
            }
            SqliteDatabase into = SqliteDatabase.open(copy(), failure -> {});
            imported.add(add(into));
            await(into.close());
        }
        figure("SQLite: export of a log", exported, "reading the same rows with the plain driver", read);
        figure("SQLite: import of a log", imported, "inserting as many bytes with the plain driver", inserted);
        double share = (double) bytes(archive) / bytes(List.of(source, source.resolveSibling("main.db-wal")));
        figures.add(Figure.alone(
                "size of the archive", "of the SQLite file", List.of(share), Target.atMost(OF_THE_FILE_MAX)));
    }

    private void postgres(BenchPostgres server) {
        List<Double> read = new ArrayList<>();
        List<Double> exported = new ArrayList<>();
        List<Double> inserted = new ArrayList<>();
        List<Double> imported = new ArrayList<>();
        try (PlainPostgres plain = PlainPostgres.create(server.freshDatabase("limit"))) {
            for (int run = 0; run <= setting.plan().runs(); run++) {
                setting.progress().accept("into PostgreSQL and out of it");
                inserted.add(plain.insert(
                        BATCH, ids, setting.plan().warmUp(), setting.plan().measured()));
                String url = server.freshDatabase("archive" + run);
                PostgresDatabase into = await(PostgresDatabase.open(vertx, DatabaseUrl.parse(url), "signalbox_main"));
                imported.add(add(into));
                read.add(PlainPostgres.readAll(vertx, url, "signalbox_main"));
                await(into.write(transaction -> History.identify(transaction, EPOCH, clock.instant())));
                exported.add(export(await(PostgresEventLog.open("main", into, vertx, clock, AppendMeter.NONE)), into));
            }
        }
        figure("PostgreSQL: export of a log", exported, "reading the same rows with the plain driver", read);
        figure("PostgreSQL: import of a log", imported, "inserting as many bytes with the plain driver", inserted);
    }

    /** Without the first round, as in other rows: what is measured is the code, not how it is compiled. */
    private void figure(String name, List<Double> values, String limit, List<Double> limits) {
        figures.add(new Figure(
                name,
                "events/s",
                values.subList(1, values.size()),
                new Figure.Limit(limit, limits.subList(1, limits.size())),
                Target.ratioAtLeast(OF_THE_DRIVER_MIN)));
    }

    /** Events a second; closes the store. */
    private double export(EventLog log, Database database) {
        LogExport export = new LogExport("default", log, new History(database), "bench", clock, vertx);
        List<Path> files = new ArrayList<>();
        End end = End.NONE;
        long began = System.nanoTime();
        while (true) {
            Optional<SegmentHead> next = await(export.next(end));
            if (next.isEmpty()) break;
            Path file = copy();
            await(export.write(next.get(), file, Recipients.NONE));
            files.add(file);
            end = End.of(next.get());
        }
        double perSecond = end.position() * 1e9 / (System.nanoTime() - began);
        archive = files;
        await(log.close());
        await(database.close());
        return perSecond;
    }

    private double add(Database into) {
        LogImport importing = new LogImport(new History(into), vertx);
        long[] reached = new long[1];
        long began = System.nanoTime();
        for (Path file : archive) {
            try (SegmentReader reader =
                    new SegmentReader(file.toString(), Files.newInputStream(file), Identities.NONE)) {
                await(importing.add(reader, Long.MAX_VALUE, position -> reached[0] = position));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return reached[0] * 1e9 / (System.nanoTime() - began);
    }

    private Path copy() {
        return folder.resolve("copy" + copies++);
    }

    private static long bytes(List<Path> files) {
        long bytes = 0;
        for (Path file : files) bytes += file.toFile().length();
        return bytes;
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().join();
        } catch (CompletionException e) {
            throw new BenchFailure("the archive", e);
        }
    }

    @Override
    public void close() {
        await(vertx.close());
    }
}
