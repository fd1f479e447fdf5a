package dev.signalbox.hub.backup;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.hub.archive.Identities;
import dev.signalbox.hub.archive.Until;
import dev.signalbox.hub.backup.Points.Point;
import dev.signalbox.hub.database.DataFolder;
import dev.signalbox.hub.database.Database;
import dev.signalbox.hub.log.EventLog;
import dev.signalbox.hub.log.RecordedEvent;
import dev.signalbox.hub.projection.Pace;
import dev.signalbox.hub.projection.ProjectionFollower;
import dev.signalbox.hub.projection.Refold;
import dev.signalbox.hub.space.LogSpace;
import dev.signalbox.hub.space.Space;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.resource.Verification.Damage;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Restores a backup for trial, as a person would, into a folder that is thrown away behind it. Then all tables are
 * folded of what was restored, and of what the hub has had since, and held against those of the running hub, row by
 * row: what a restore would give is what the hub shows. The folder lies in the data folder, and takes as much room as
 * the hub's own stores. Beside what the hub serves, half of the time.
 */
final class Drill {
    /** Begins the names of folders in which one is restored. */
    static final String FOLDER = "drill-";

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
        progress.at("reading all of it");
        Trial trial = new Trial(folder, progress, Json.object().put("backup", point.id()));
        return scratch.restore(point.chain().archive(), identities, Until.backup(point.number()), folder, trial)
                .compose(trial::logs)
                .eventually(() -> target.blocking(() -> DataFolder.remove(folder)));
    }

    /** One drill on its way. */
    private final class Trial implements Scratch.Heard {
        private final Path folder;
        private final Progress progress;
        private final ObjectNode json;
        private final Map<String, Long> brought = new LinkedHashMap<>();
        private final Pace pace = Pace.besideAHub(space.vertx());
        private String difference = "";

        Trial(Path folder, Progress progress, ObjectNode json) {
            this.folder = folder;
            this.progress = progress;
            this.json = json;
        }

        @Override
        public void read(String log, long position) {}

        @Override
        public void brought(String log, long position) {
            Long before = brought.put(log, position);
            progress.at("restoring " + log);
            progress.past(position - (before == null ? 0 : before));
        }

        Future<Found> logs(Map<String, Long> kept) {
            Future<?> last = Future.succeededFuture();
            for (LogSpace log : space.logs()) {
                String name = log.log().name();
                last = last.compose(before -> scratch.database(folder, name).compose(store -> scratch.log(name, store)
                        .compose(restored -> log(log, store, restored, kept.getOrDefault(name, 0L))
                                .eventually(restored::close))
                        .eventually(store::close)));
            }
            return last.map(done -> new Found(json, difference));
        }

        private Future<?> log(LogSpace log, Database store, EventLog restored, long last) {
            ObjectNode found = json.withObject("/logs/" + log.log().name()).put("events", last);
            return restored.at(last).compose(mine -> log.log().at(last).compose(theirs -> {
                boolean same = last == 0 || (mine.isPresent() && isSame(mine, theirs));
                mine.ifPresent(event -> found.put("hash", HexFormat.of().formatHex(event.hash())));
                found.put("same", same);
                if (!same) {
                    differs(log.log().name() + ": the hub has another history");
                    return Future.succeededFuture();
                }
                return tables(log, store, new RestoredLog(restored, last, log.log()), found.putArray("tables"));
            }));
        }

        private Future<?> tables(LogSpace log, Database store, EventLog joined, ArrayNode tables) {
            Future<?> last = Future.succeededFuture();
            for (ProjectionFollower running : log.projections().all()) {
                Rows rows = new Rows(log.log().name(), tables);
                for (String table : running.projection().tables()) rows.compared(table, 0);
                last = last.compose(before -> {
                    progress.at("folding the tables of " + running.projection().name());
                    return Refold.run(running.projection(), log.database(), joined, store, rows, space.vertx())
                            .map(compared -> {
                                rows.tell();
                                return null;
                            });
                });
            }
            return last;
        }

        private void differs(String what) {
            if (difference.isEmpty()) difference = what;
        }

        /** Hears of the tables of one projection. */
        private final class Rows implements Refold.Witness {
            private final String log;
            private final ArrayNode tables;
            private final Map<String, Long> counts = new LinkedHashMap<>();

            Rows(String log, ArrayNode tables) {
                this.log = log;
                this.tables = tables;
            }

            @Override
            public void folded(long position) {}

            @Override
            public void compared(String table, int rows) {
                counts.merge(table, (long) rows, Long::sum);
            }

            @Override
            public void differs(Refold.Difference each) {
                Trial.this.differs(
                        new Damage(log, each.table(), each.key(), each.field(), each.position(), null, each.what())
                                .sentence());
            }

            @Override
            public boolean isServed() {
                return true;
            }

            @Override
            public Future<?> breath() {
                return pace.breath();
            }

            void tell() {
                counts.forEach(
                        (table, rows) -> tables.addObject().put("table", table).put("rows", rows));
            }
        }
    }

    private static boolean isSame(Optional<RecordedEvent> one, Optional<RecordedEvent> other) {
        return Arrays.equals(hash(one), hash(other));
    }

    private static byte @Nullable [] hash(Optional<RecordedEvent> event) {
        return event.map(RecordedEvent::hash).orElse(null);
    }
}
