package dev.signalbox.hub.backup;

import dev.signalbox.hub.archive.Archive;
import dev.signalbox.hub.archive.ArchiveFault;
import dev.signalbox.hub.archive.Chains;
import dev.signalbox.hub.archive.Chains.Chain;
import dev.signalbox.hub.archive.Identities;
import dev.signalbox.hub.archive.LogExport;
import dev.signalbox.hub.archive.LogExport.Ahead;
import dev.signalbox.hub.archive.LogExport.End;
import dev.signalbox.hub.archive.Manifest;
import dev.signalbox.hub.archive.Manifest.Entry;
import dev.signalbox.hub.archive.Recipients;
import dev.signalbox.hub.archive.SegmentHead;
import dev.signalbox.hub.backup.Points.Point;
import dev.signalbox.hub.command.Refused;
import dev.signalbox.hub.database.DataFolder;
import dev.signalbox.hub.log.History;
import dev.signalbox.hub.projection.Pace;
import dev.signalbox.hub.space.LogSpace;
import dev.signalbox.hub.space.Room;
import dev.signalbox.hub.space.Space;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.ProblemCode;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes one backup: of each log the segments since the last, behind those of the newest chain, or as a new chain when
 * the log does not go on where that one ends. A segment counts when it was read back and a manifest names it, so
 * whoever is ended in the middle has lost and broken nothing, and the next one goes on from there. One at a time.
 */
final class BackupWriter {
    /** How often it begins again when another was faster. */
    private static final int ATTEMPTS_MAX = 5;

    /** Begins the names of segments that are being written. */
    static final String PART = "backup-";

    private static final Logger LOG = LoggerFactory.getLogger(BackupWriter.class);

    private final Space space;
    private final BackupTarget target;
    private final String hub;
    private final List<Log> logs = new ArrayList<>();

    /** @param hub the version of Signalbox that writes */
    BackupWriter(Space space, BackupTarget target, String hub) {
        this.space = space;
        this.target = target;
        this.hub = hub;
        for (LogSpace log : space.logs()) {
            History history = new History(log.database());
            logs.add(new Log(log, new LogExport(space.name(), log.log(), history, hub, space.clock(), space.vertx())));
        }
    }

    /** A log, and what makes segments of it. */
    record Log(LogSpace log, LogExport export) {
        String name() {
            return log.log().name();
        }
    }

    /** Another has written to the chain meanwhile. */
    private static final class Overtaken extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Overtaken() {
            super("another has written to the backups meanwhile, again and again; repeat it", null, false, false);
        }
    }

    /** Whether one was made, and the newest point from now on. */
    record Made(Point point, boolean fresh) {}

    /** Whether nothing was ever written, so that there is nothing to back up. */
    boolean isEmpty() {
        return space.main().tail().head().position() == 0;
    }

    /** By which the chains of this hub are known. */
    Future<String> root() {
        return space.root();
    }

    /**
     * Completes when all that the logs held at this call is in the newest backup. Fails with what a person can act on;
     * what was written before counts, and the next one goes on from there.
     */
    Future<Made> make(Progress progress) {
        return root().compose(root -> make(root, progress, 1));
    }

    private Future<Made> make(String root, Progress progress, int attempt) {
        progress.at("looking at the backups that are there");
        return target.blocking(() -> goesOn(root))
                .compose(course -> begin(course, progress))
                .recover(failure -> failure instanceof Overtaken && attempt < ATTEMPTS_MAX
                        ? make(root, progress, attempt + 1)
                        : Future.failedFuture(failure));
    }

    /** What is written to, as it is by now. */
    private static final class Course {
        private final String root;
        private final String folder;
        private final int number;
        private final Archive archive;
        private final Recipients recipients;
        private Manifest manifest;
        private boolean wrote;

        Course(String root, String folder, int number, Archive archive, Manifest manifest, Recipients recipients) {
            this.root = root;
            this.folder = folder;
            this.number = number;
            this.archive = archive;
            this.manifest = manifest;
            this.recipients = recipients;
        }

        @Nullable
        SegmentHead last(String log) {
            return manifest.last(log).map(Entry::head).orElse(null);
        }

        End end(String log) {
            return manifest.last(log).map(Entry::head).map(End::of).orElse(End.NONE);
        }

        Made made() {
            List<Point> points = Points.of(new Chain(folder, root, archive, manifest, true));
            return new Made(points.get(points.size() - 1), wrote);
        }
    }

    /** Blocks. */
    private Course goesOn(String root) throws IOException {
        Chains chains = target.chains();
        List<Chain> all = chains.of(root);
        if (all.isEmpty()) return fresh(root);
        Chain newest = all.get(all.size() - 1);
        if (!newest.whole()) {
            LOG.warn("{} lacks a file or is damaged; a new row of backups is begun", newest.folder());
            return fresh(root);
        }
        return new Course(
                root,
                newest.folder(),
                newest.manifest().lastBackup() + 1,
                newest.archive(),
                newest.manifest(),
                target.recipients());
    }

    /** Blocks. */
    private Course fresh(String root) throws IOException {
        Chains chains = target.chains();
        String folder = chains.fresh(root);
        return new Course(
                root,
                folder,
                1,
                new Archive(chains.store(), folder),
                Manifest.begin(space.name(), space.clock().instant(), hub),
                target.recipients());
    }

    private Future<Made> begin(Course course, Progress progress) {
        return heads(course).transform(heads -> {
            if (heads.cause() instanceof ArchiveFault another) return anew(course, another, progress);
            if (heads.failed()) return Future.failedFuture(heads.cause());
            boolean nothing = heads.result().stream().allMatch(Optional::isEmpty);
            return nothing
                    ? Future.succeededFuture(course.made())
                    : roomFor(course).compose(enough -> written(course, progress));
        });
    }

    private Future<List<Optional<SegmentHead>>> heads(Course course) {
        return heads(course.manifest.segments());
    }

    /**
     * What comes behind these segments of each log. Fails with {@link ArchiveFault} when a log does not go on there.
     */
    private Future<List<Optional<SegmentHead>>> heads(List<Entry> segments) {
        Map<String, SegmentHead> last = new HashMap<>();
        for (Entry entry : segments) last.put(entry.head().log(), entry.head());
        return Future.all(logs.stream()
                        .map(log -> log.export().next(last.get(log.name())))
                        .toList())
                .map(all -> all.<Optional<SegmentHead>>list());
    }

    /**
     * Whether a log has an event or a receipt that a backup does not hold, or went back behind it.
     *
     * @param newest null when there is no backup
     */
    Future<Boolean> isBehind(@Nullable Point newest) {
        return heads(newest == null ? List.of() : newest.entries())
                .map(heads -> heads.stream().anyMatch(Optional::isPresent))
                .recover(failure ->
                        failure instanceof ArchiveFault ? Future.succeededFuture(true) : Future.failedFuture(failure));
    }

    /** The log went back, or its end is not where the chain says. */
    private Future<Made> anew(Course before, ArchiveFault why, Progress progress) {
        if (before.manifest.segments().isEmpty()) return Future.failedFuture(why);
        LOG.warn("a new row of backups is begun: {}", why.getMessage());
        return target.blocking(() -> fresh(before.root)).compose(course -> written(course, progress));
    }

    /** Said before the first byte is written. Fails with {@link Refused} when there surely is not enough. */
    private Future<?> roomFor(Course course) {
        List<Future<Ahead>> asked = logs.stream()
                .map(log -> log.export().ahead(course.end(log.name())))
                .toList();
        return Future.all(asked)
                .compose(told -> target.blocking(() -> {
                    long bytes = asked.stream()
                            .mapToLong(each -> each.result().bytes())
                            .sum();
                    check(
                            Room.ofSegments(bytes, DataFolder.room(target.data())),
                            "the data folder, where they are made");
                    Optional<Long> left = course.archive.room();
                    if (left.isPresent()) check(Room.ofSegments(bytes, left.get()), target.where());
                    return null;
                }));
    }

    private static void check(Room room, String where) {
        if (room.isEnough()) return;
        throw new Refused(
                ProblemCode.STORAGE_FULL, "there is no room for a backup: " + room.words(where) + "; make room there");
    }

    private Future<Made> written(Course course, Progress progress) {
        long of = 0;
        for (Log log : logs) {
            SegmentHead last = course.last(log.name());
            of += log.log().tail().head().position() - (last == null ? 0 : last.to());
        }
        progress.of(Math.max(of, 0));
        boolean first = course.manifest.segments().isEmpty();
        Future<?> writing = Future.succeededFuture();
        for (Log log : logs) writing = writing.compose(done -> rest(log, course, progress));
        return writing.map(done -> {
            if (first && !course.recipients.encrypt()) tellOpen(progress);
            return course.made();
        });
    }

    private void tellOpen(Progress progress) {
        String text = "readable by whoever has the files; to encrypt the next, name recipients under backups: in"
                + " signalbox.yaml (docs/backup.md)";
        LOG.warn("backups at {} are {}", target.where(), text);
        progress.note("The backup is " + text + ".");
    }

    /** Up to the head as it is now: a full segment has more behind it. */
    private Future<?> rest(Log log, Course course, Progress progress) {
        return log.export().next(course.last(log.name())).compose(next -> {
            if (next.isEmpty()) return Future.succeededFuture();
            return segment(log, next.get(), course, progress)
                    .compose(added -> next.get().events() == LogExport.SEGMENT_EVENTS_MAX
                            ? rest(log, course, progress)
                            : Future.succeededFuture());
        });
    }

    private Future<?> segment(Log log, SegmentHead head, Course course, Progress progress) {
        progress.at("writing " + log.name() + " " + (head.from() + 1) + " to " + head.to());
        return written(log, head, course.recipients, (entry, file) -> course.archive
                        .add(course.manifest, file, entry.ofBackup(course.number), space.clock(), hub, Identities.NONE)
                        .orElseThrow(Overtaken::new))
                .map(manifest -> {
                    course.manifest = manifest;
                    course.wrote = true;
                    progress.past(head.events());
                    return manifest;
                });
    }

    /** What becomes of a segment that was written to a file. Blocks. */
    interface Use<T> {
        T of(Entry entry, Path file) throws IOException;
    }

    /** Writes a segment of the log to a file, which is gone when it was used. Whoever is served goes first. */
    <T> Future<T> written(Log log, SegmentHead head, Recipients recipients, Use<T> use) {
        Path file = part();
        Pace pace = Pace.besideAHub(space.vertx());
        return log.export()
                .write(head, file, recipients, () -> pace.breath().mapEmpty())
                .compose(entry -> target.blocking(() -> use.of(entry, file)))
                .eventually(() -> target.blocking(() -> Files.deleteIfExists(file)));
    }

    /** A file for a segment that is not there yet. */
    private Path part() {
        return target.data().resolve(PART + Ids.next() + ".part");
    }

    List<Log> logs() {
        return logs;
    }
}
