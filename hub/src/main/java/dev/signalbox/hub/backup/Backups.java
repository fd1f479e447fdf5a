package dev.signalbox.hub.backup;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.hub.archive.ArchiveFault;
import dev.signalbox.hub.archive.Chains;
import dev.signalbox.hub.archive.Identities;
import dev.signalbox.hub.archive.Lease;
import dev.signalbox.hub.archive.Manifest.Entry;
import dev.signalbox.hub.backup.Points.Point;
import dev.signalbox.hub.command.Refused;
import dev.signalbox.hub.matrix.BackupPlan;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.ProblemCode;
import dev.signalbox.wire.Times;
import dev.signalbox.wire.resource.Backup;
import dev.signalbox.wire.resource.BackupRun;
import io.vertx.core.Future;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What people ask of the backups of their hub. Any thread. */
final class Backups {
    /** Points that are shown at most; those behind them can be named all the same. */
    static final int LISTED_MAX = 1_000;

    private static final Logger LOG = LoggerFactory.getLogger(Backups.class);

    private final BackupTarget target;
    private final BackupWriter writer;
    private final BackupSchedule schedule;
    private final BackupRuns runs;
    private final BackupState state;
    private final Thinning thinning;
    private final Scrub scrub;
    private final Drills drills;

    Backups(
            BackupTarget target,
            BackupWriter writer,
            BackupSchedule schedule,
            BackupRuns runs,
            BackupState state,
            Thinning thinning,
            Scrub scrub,
            Drills drills) {
        this.target = target;
        this.writer = writer;
        this.schedule = schedule;
        this.runs = runs;
        this.state = state;
        this.thinning = thinning;
        this.scrub = scrub;
        this.drills = drills;
    }

    BackupRuns runs() {
        return runs;
    }

    /** The newest {@link #LISTED_MAX} that are there, beside what is {@link #known}. */
    Future<ObjectNode> list() {
        return writer.root()
                .compose(root -> target.blocking(() -> Points.all(target.chains(), root)))
                .map(points -> {
                    ObjectNode list = known();
                    list.set(
                            "items",
                            Json.tree(points.stream()
                                    .limit(LISTED_MAX)
                                    .map(point -> view(
                                            point,
                                            point.id().equals(points.get(0).id())))
                                    .toList()));
                    return list;
                });
    }

    /** What is planned, and how old the last good one and the last drill are; said without looking at the target. */
    ObjectNode known() {
        BackupPlan plan = target.plan();
        ObjectNode known = Json.object().put("to", target.where()).put("plan", plan.words());
        known.put("scheduled", plan.isScheduled());
        known.put("encrypted", !plan.recipients().isEmpty());
        time(known, "goodAt", state.goodAt());
        time(known, "drilledAt", state.drilledAt());
        String trouble = schedule.degraded();
        if (trouble != null) known.put("trouble", trouble);
        return known;
    }

    private static void time(ObjectNode node, String field, @Nullable Instant at) {
        if (at != null) node.put(field, Times.format(at));
    }

    /** The point with an id, or the newest. */
    Future<Point> named(String id) {
        return writer.root().compose(root -> target.blocking(() -> Points.named(target.chains(), root, id)));
    }

    Backup view(Point point) {
        Point newest = state.newest();
        return view(point, newest != null && newest.id().equals(point.id()));
    }

    private Backup view(Point point, boolean newest) {
        return Points.view(point, target.where(), newest);
    }

    /** Makes one. */
    BackupRun create(String by) {
        return runs.begin("create", by, progress -> schedule.make(progress).map(made -> {
            progress.point(made.point());
            return Json.object().put("fresh", made.fresh());
        }));
    }

    /** Takes one point away; what it holds stays in the newer ones. Fails when it is the newest. */
    Future<BackupRun> delete(String id, String by) {
        return writer.root()
                .compose(root -> target.blocking(() -> {
                    Chains chains = target.chains();
                    List<Point> points = Points.all(chains, root);
                    Point point = Points.named(points, id);
                    if (points.get(0).id().equals(point.id())) {
                        throw new Refused(
                                ProblemCode.WOULD_ORPHAN,
                                point.id()
                                        + " is the newest backup, and nothing else holds all that it does; make another"
                                        + " first: signalbox backup create");
                    }
                    return point;
                }))
                .map(point -> runs.begin("delete", by, progress -> {
                    progress.point(point);
                    return thinning.without(point).map(gone -> Json.object().put("gone", gone));
                }));
    }

    /** Takes out of all of them what was erased since. */
    BackupRun scrub(String by) {
        return runs.begin("scrub", by, scrub::run);
    }

    /** Reads one to its end, the way a restore would. */
    BackupRun verify(Point point, Identities identities, String by) {
        return runs.begin("verify", by, progress -> {
            progress.point(point);
            progress.of(point.events());
            return noting(point, target.blocking(() -> read(point, identities, progress)));
        });
    }

    /** Restores one for trial. */
    BackupRun drill(Point point, Identities identities, String by) {
        return runs.begin("drill", by, progress -> {
            progress.point(point);
            return noting(point, drills.run(point, identities, by, progress));
        });
    }

    /** No backup goes on with a chain that turned out to be damaged: that is noted before the work is over. */
    private <T> Future<T> noting(Point point, Future<T> work) {
        return work.recover(failure -> failure instanceof ArchiveFault fault
                ? noted(point, fault).transform(noted -> Future.failedFuture(failure))
                : Future.failedFuture(failure));
    }

    private Future<?> noted(Point point, ArchiveFault fault) {
        return target.blocking(() -> {
                    if (isLocked(point, fault)) return false;
                    String why = "the backup " + point.id() + " is damaged: " + fault.getMessage();
                    state.damaged(why + "; the next one begins a new row");
                    target.chains().damaged(point.chain(), why);
                    return true;
                })
                .otherwise(failure -> {
                    LOG.warn("cannot note that {} is damaged", point.id(), failure);
                    return false;
                });
    }

    /** Whether the file is as it was written, and nothing but the right identity is missing. Blocks. */
    private static boolean isLocked(Point point, ArchiveFault fault) throws IOException {
        for (Entry entry : point.entries()) {
            if (!entry.encrypted() || !entry.name().equals(fault.file())) continue;
            try {
                point.chain().archive().check(entry);
                return true;
            } catch (ArchiveFault damaged) {
                return false;
            }
        }
        return false;
    }

    /** Blocks. */
    private JsonNode read(Point point, Identities identities, Progress progress) throws IOException {
        int opened = 0;
        try (Lease lease = Lease.take(target.chains().store(), point.chain().folder())) {
            for (Entry entry : point.entries()) {
                progress.at("reading " + entry.name());
                lease.renew();
                boolean opens = !entry.encrypted() || identities != Identities.NONE;
                if (opens) {
                    point.chain().archive().read(entry, identities, block -> {});
                    opened++;
                } else {
                    point.chain().archive().check(entry);
                }
                progress.past(entry.head().events());
            }
        }
        int locked = point.entries().size() - opened;
        if (locked > 0) {
            progress.note(
                    locked + " segments are encrypted, and were held against their digests alone; give the identity to"
                            + " open them: signalbox backup verify --identity FILE");
        }
        return Json.object()
                .put("segments", point.entries().size())
                .put("opened", opened)
                .put("events", point.events());
    }
}
