package dev.signalbox.hub.backup;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.hub.archive.Identities;
import dev.signalbox.hub.archive.Lease;
import dev.signalbox.hub.archive.LogImport;
import dev.signalbox.hub.archive.Manifest.Entry;
import dev.signalbox.hub.archive.SegmentReader;
import dev.signalbox.hub.backup.Points.Point;
import dev.signalbox.hub.database.Database;
import dev.signalbox.hub.log.EventLog;
import dev.signalbox.hub.log.Head;
import dev.signalbox.hub.log.History;
import dev.signalbox.hub.log.LogTail;
import dev.signalbox.hub.projection.FoldedComparison;
import dev.signalbox.hub.projection.Projection;
import dev.signalbox.hub.projection.ProjectionFollower;
import dev.signalbox.hub.space.LogSpace;
import dev.signalbox.hub.space.Space;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.OwnerOnly;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * Restores a backup into a store that is thrown away behind it, folds all tables there, and holds them against those of
 * the running hub: what a restore would do, without one. The scratch store lies in the data folder, and takes as much
 * room as the hub's own.
 */
final class Drill {
    /** Begins the names of folders in which one is restored. */
    static final String FOLDER = "drill-";

    private static final Duration FOLD_MAX = Duration.ofDays(1);

    private final Space space;
    private final BackupTarget target;
    private final Scratch scratch;

    Drill(Space space, BackupTarget target, Scratch scratch) {
        this.space = space;
        this.target = target;
        this.scratch = scratch;
    }

    /**
     * What was restored, folded and compared.
     *
     * @param difference the first thing that is not as it is in the hub, for people; empty text when there is none
     */
    record Found(ObjectNode json, String difference) {}

    /** Completes with what was found. Fails when the backup cannot be restored. */
    Future<Found> run(Point point, Identities identities, Progress progress) {
        Path folder = target.data().resolve(FOLDER + Ids.next());
        progress.of(point.events());
        return target.blocking(() -> begun(folder, point))
                .compose(lease -> logs(folder, point, identities, progress, lease)
                        .eventually(() -> target.blocking(() -> {
                            lease.close();
                            return null;
                        })))
                .eventually(() -> target.blocking(() -> gone(folder)));
    }

    private Lease begun(Path folder, Point point) throws IOException {
        OwnerOnly.makeFolder(folder);
        return Lease.take(target.chains().store(), point.chain().folder());
    }

    private Future<Found> logs(Path folder, Point point, Identities identities, Progress progress, Lease lease) {
        ObjectNode json = Json.object().put("backup", point.id());
        Found found = new Found(json, "");
        Future<Found> last = Future.succeededFuture(found);
        for (LogSpace log : space.logs()) {
            List<Entry> entries = point.entries().stream()
                    .filter(entry -> entry.head().log().equals(log.log().name()))
                    .toList();
            if (entries.isEmpty()) continue;
            last = last.compose(
                    before -> scratch.database(folder.resolve(log.log().name() + ".db"))
                            .compose(database -> restored(point, entries, database, identities, progress, lease)
                                    .compose(head -> folded(log, database, head, progress, before))
                                    .eventually(database::close)));
        }
        return last;
    }

    private Future<Head> restored(
            Point point,
            List<Entry> entries,
            Database database,
            Identities identities,
            Progress progress,
            Lease lease) {
        History history = new History(database);
        LogImport restore = new LogImport(history, space.vertx());
        Future<?> last = Future.succeededFuture();
        for (Entry entry : entries) {
            last = last.compose(before -> target.blocking(() -> {
                        progress.at("restoring " + entry.name());
                        lease.renew();
                        return point.chain().archive().open(entry, identities);
                    })
                    .compose(reader ->
                            restore.add(reader, Long.MAX_VALUE, position -> {}).eventually(() -> closed(reader)))
                    .onSuccess(added -> progress.past(entry.head().events())));
        }
        return last.compose(added -> history.head());
    }

    private Future<?> closed(SegmentReader reader) {
        return target.blocking(() -> {
            reader.close();
            return null;
        });
    }

    private Future<Found> folded(LogSpace log, Database database, Head head, Progress progress, Found before) {
        progress.at("folding the tables of " + log.log().name());
        ObjectNode json = before.json().withObject("/logs/" + log.log().name());
        json.put("events", head.position());
        return log.log().at(head.position()).compose(event -> {
            boolean same = head.position() == 0
                    || (event.isPresent() && Arrays.equals(event.get().hash(), head.hash()));
            String difference = same ? before.difference() : log.log().name() + ": the hub has another history";
            json.put("hash", HexFormat.of().formatHex(head.hash())).put("same", same);
            return scratch.log(log.log().name(), database)
                    .compose(opened -> tables(log, opened, database, head, json).eventually(opened::close))
                    .map(found -> new Found(before.json(), difference.isEmpty() ? found : difference));
        });
    }

    private Future<String> tables(LogSpace log, EventLog opened, Database database, Head head, ObjectNode json) {
        LogTail tail = new LogTail(opened, head, space.vertx());
        ArrayNode tables = json.putArray("tables");
        Future<String> last = Future.succeededFuture("");
        for (ProjectionFollower running : log.projections().all()) {
            Projection projection = running.projection();
            ProjectionFollower follower = new ProjectionFollower(projection, database, tail, space.vertx());
            last = last.compose(before -> follower.start()
                    .compose(started -> follower.reached(head.position(), FOLD_MAX))
                    .onComplete(reached -> follower.close())
                    .compose(reached -> running.reached(head.position(), FOLD_MAX))
                    .compose(reached -> compared(projection, database, log.database(), tables, before)));
        }
        return last;
    }

    private static Future<String> compared(
            Projection projection, Database copy, Database running, ArrayNode tables, String before) {
        Future<String> last = Future.succeededFuture(before);
        for (String table : projection.tables()) {
            if (!FoldedComparison.isFolded(table)) {
                last = last.compose(
                        said -> copy.read(transaction -> transaction.query("SELECT count(*) AS n FROM " + table))
                                .map(rows -> {
                                    tables.addObject()
                                            .put("table", table)
                                            .put("rows", rows.get(0).bigint("n"));
                                    return said;
                                }));
                continue;
            }
            last = last.compose(
                    said -> FoldedComparison.of(table, copy, running).map(found -> {
                        tables.addObject()
                                .put("table", found.table())
                                .put("rows", found.rows())
                                .put("compared", found.rows() - found.changed())
                                .put("changedSince", found.changed());
                        String difference = found.difference();
                        return said.isEmpty() && difference != null ? found.table() + ": " + difference : said;
                    }));
        }
        return last;
    }

    /** What a drill left whose hub was killed goes, too. Blocks. */
    static boolean gone(Path folder) throws IOException {
        if (!Files.exists(folder)) return false;
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) Files.deleteIfExists(file);
        }
        return true;
    }
}
