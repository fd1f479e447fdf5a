package dev.signalbox.hub.backup;

import dev.signalbox.hub.archive.Chains.Chain;
import dev.signalbox.hub.archive.Identities;
import dev.signalbox.hub.archive.Manifest.Entry;
import dev.signalbox.hub.archive.Recipients;
import dev.signalbox.hub.backup.BackupWriter.Log;
import dev.signalbox.hub.backup.Joins.Group;
import dev.signalbox.hub.backup.Points.Point;
import dev.signalbox.hub.matrix.BackupPlan;
import io.vertx.core.Future;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Takes away points that the plan does not keep. What the newest chain holds stays, whatever goes: between points that
 * stay its segments are joined, written anew from the log. A chain that no point is kept of goes when a newer one is
 * whole. Files go last, and not while somebody reads ({@link dev.signalbox.hub.archive.Lease}).
 */
final class Thinning {
    /** Points of a continuous row that are over before they are taken away together. */
    private static final int CONTINUOUS_MANY = 16;

    private final BackupWriter writer;
    private final BackupTarget target;
    private final String hub;
    private final Clock clock;

    Thinning(BackupWriter writer, BackupTarget target, String hub, Clock clock) {
        this.writer = writer;
        this.target = target;
        this.hub = hub;
        this.clock = clock;
    }

    /** Completes with how many points went by the plan. */
    Future<Integer> byPlan() {
        BackupPlan plan = target.plan();
        return thin((points, kept) -> {
            kept.addAll(Keeping.kept(points, plan.keep()));
            return points.size() - kept.size() >= (plan.continuous() ? CONTINUOUS_MANY : 1);
        });
    }

    /** Takes one point away. */
    Future<Integer> without(Point gone) {
        return thin((points, kept) -> {
            points.stream().map(Point::id).filter(id -> !id.equals(gone.id())).forEach(kept::add);
            return kept.size() < points.size();
        });
    }

    /** Says which points stay, and whether the others are worth the work. */
    private interface Choice {
        boolean choose(List<Point> points, Set<String> kept);
    }

    private Future<Integer> thin(Choice choice) {
        return writer.root().compose(root -> target.blocking(() -> Points.all(target.chains(), root))
                .compose(points -> {
                    Set<String> kept = new TreeSet<>();
                    if (points.isEmpty() || !choice.choose(points, kept)) return swept(root, 0);
                    Point newest = points.get(0);
                    // What a damaged chain still holds is more than nothing.
                    if (!newest.chain().whole()) return Future.succeededFuture(0);
                    kept.add(newest.id());
                    Future<?> last = Future.succeededFuture();
                    for (List<Point> those : byChain(points)) {
                        Chain chain = those.get(0).chain();
                        boolean now = chain.folder().equals(newest.chain().folder());
                        NavigableSet<Integer> numbers = new TreeSet<>();
                        those.stream()
                                .filter(point -> kept.contains(point.id()))
                                .forEach(point -> numbers.add(point.number()));
                        last = last.compose(done -> now ? joined(chain, numbers) : cut(chain, numbers));
                    }
                    return last.compose(done -> swept(root, points.size() - kept.size()));
                }));
    }

    private static Collection<List<Point>> byChain(List<Point> points) {
        return points.stream()
                .collect(
                        Collectors.groupingBy(point -> point.chain().folder(), LinkedHashMap::new, Collectors.toList()))
                .values();
    }

    private Future<Integer> swept(String root, int gone) {
        return target.blocking(() -> {
            target.chains().sweep(root);
            return gone;
        });
    }

    /** Of a history that is over no segment can be written anew; its end goes, or all of it. */
    private Future<Boolean> cut(Chain chain, NavigableSet<Integer> kept) {
        List<Entry> left = Joins.numbered(chain.manifest().segments(), kept);
        if (left.equals(chain.manifest().segments())) return Future.succeededFuture(true);
        return target.blocking(() -> replaced(chain, left));
    }

    private Future<Boolean> joined(Chain chain, NavigableSet<Integer> kept) {
        Recipients recipients = target.recipients();
        Future<List<Entry>> all = Future.succeededFuture(new ArrayList<>());
        for (Log log : writer.logs()) {
            for (Group group : Joins.of(Joins.numbered(chain.manifest().of(log.name()), kept))) {
                all = all.compose(before -> one(log, chain, group, recipients).map(entry -> {
                    before.add(entry);
                    return before;
                }));
            }
        }
        return all.compose(entries -> target.blocking(() -> replaced(chain, entries)));
    }

    private Future<Entry> one(Log log, Chain chain, Group group, Recipients recipients) {
        if (group.entries().size() == 1) return Future.succeededFuture(group.first());
        return writer.written(log, group.head(hub), recipients, (entry, file) -> {
            Entry numbered = entry.ofBackup(group.last().backup());
            chain.archive().put(file, numbered, Identities.NONE);
            return numbered;
        });
    }

    /** Blocks. Twice when nothing is left: the manifest before still names what is to go. */
    private boolean replaced(Chain chain, List<Entry> entries) throws IOException {
        var next = chain.archive().replace(chain.manifest(), entries, clock, hub);
        if (next.isPresent() && entries.isEmpty()) next = chain.archive().replace(next.get(), entries, clock, hub);
        return next.isPresent();
    }
}
