package dev.signalbox.hub.archive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.hub.Await;
import dev.signalbox.hub.archive.Manifest.Entry;
import dev.signalbox.hub.database.Database;
import dev.signalbox.hub.database.DatabaseUrl;
import dev.signalbox.hub.database.PostgresDatabase;
import dev.signalbox.hub.database.SqliteDatabase;
import dev.signalbox.hub.log.AppendMeter;
import dev.signalbox.hub.log.EventLog;
import dev.signalbox.hub.log.History;
import dev.signalbox.hub.log.PostgresEventLog;
import dev.signalbox.hub.log.SqliteEventLog;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** What a hub that is stopped has, as an archive in a folder: what came since the last time, each log one segment. */
public final class Exported {
    private static final List<String> LOGS = List.of("main", "traces");
    private static final String HUB = "test";

    private final Vertx vertx;
    private final Archive archive;
    private final Recipients recipients;

    private Exported(Vertx vertx, Path archive, Recipients recipients) {
        this.vertx = vertx;
        this.archive = new Archive(new FolderStore(archive), "");
        this.recipients = recipients;
    }

    /**
     * Writes both logs of a stopped hub.
     *
     * @param url of its database; null when it has the SQLite files of the folder
     */
    public static void into(Path archive, Path data, String url, Recipients recipients) {
        Vertx vertx = Vertx.vertx();
        try {
            for (String log : LOGS) new Exported(vertx, archive, recipients).export(log, data, url);
        } finally {
            Await.result(vertx.close());
        }
    }

    private void export(String log, Path data, String url) {
        Database database = url == null
                ? SqliteDatabase.open(data.resolve(log + ".db"), failure -> {})
                : Await.result(PostgresDatabase.open(vertx, DatabaseUrl.parse(url), "signalbox_" + log));
        EventLog opened = database instanceof SqliteDatabase sqlite
                ? Await.result(SqliteEventLog.open(log, sqlite, Clock.systemUTC(), AppendMeter.NONE))
                : Await.result(PostgresEventLog.open(
                        log, (PostgresDatabase) database, vertx, Clock.systemUTC(), AppendMeter.NONE));
        try {
            LogExport export = new LogExport("default", opened, new History(database), HUB, Clock.systemUTC(), vertx);
            Manifest manifest = archive.manifest()
                    .orElseGet(() -> Manifest.begin("default", Clock.systemUTC().instant(), HUB));
            Optional<SegmentHead> next =
                    Await.result(export.next(manifest.last(log).map(Entry::head).orElse(null)));
            if (next.isEmpty()) return;
            Path file = Files.createTempFile("segment", ".sbx");
            Entry entry = Await.result(export.write(next.get(), file, recipients));
            assertThat(archive.add(manifest, file, entry, Clock.systemUTC(), HUB, Identities.NONE))
                    .isPresent();
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            Await.result(opened.close());
            Await.result(database.close());
        }
    }
}
