package dev.signalbox.hub.backup;

import dev.signalbox.hub.archive.Chains;
import dev.signalbox.hub.archive.Chains.Chain;
import dev.signalbox.hub.archive.Manifest.Entry;
import dev.signalbox.hub.command.Refused;
import dev.signalbox.wire.ProblemCode;
import dev.signalbox.wire.resource.Backup;
import dev.signalbox.wire.resource.Backup.LogEnd;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The points of a hub's chains to which it can be restored: each backup that was made and not joined with another. */
final class Points {
    private Points() {}

    /**
     * One point: a chain up to one of its backups.
     *
     * @param number of the backup in its chain
     * @param at when it was made
     * @param entries the segments of the chain up to it
     */
    record Point(Chain chain, int number, Instant at, List<Entry> entries) {
        Point {
            entries = List.copyOf(entries);
        }

        String id() {
            return chain.name() + "." + number;
        }

        long events() {
            return entries.stream().mapToLong(entry -> entry.head().events()).sum();
        }
    }

    /** The points of a chain, the oldest first. */
    static List<Point> of(Chain chain) {
        TreeMap<Integer, Instant> at = new TreeMap<>();
        for (Entry entry : chain.manifest().segments()) {
            at.merge(entry.backup(), entry.head().createdAt(), (one, other) -> one.isAfter(other) ? one : other);
        }
        List<Point> points = new ArrayList<>();
        at.forEach((number, time) -> points.add(new Point(
                chain,
                number,
                time,
                chain.manifest().segments().stream()
                        .filter(entry -> entry.backup() <= number)
                        .toList())));
        return points;
    }

    /** All points of a hub, the newest first. Blocks. */
    static List<Point> all(Chains chains, String root) throws IOException {
        List<Point> points = new ArrayList<>();
        for (Chain chain : chains.of(root)) points.addAll(of(chain));
        java.util.Collections.reverse(points);
        return points;
    }

    /** The one with an id; {@code newest} names the newest. Fails with {@link Refused} when there is none. Blocks. */
    static Point named(Chains chains, String root, String id) throws IOException {
        return named(all(chains, root), id);
    }

    /** The same of those that were read. */
    static Point named(List<Point> points, String id) {
        return points.stream()
                .filter(point -> id.equals("newest") || point.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new Refused(
                        ProblemCode.NOT_FOUND, "there is no backup " + id + "; signalbox backup list shows them"));
    }

    /** As the API shows it. */
    static Backup view(Point point, String where, boolean newest) {
        Map<String, LogEnd> logs = new HashMap<>();
        for (Entry entry : point.entries()) {
            logs.put(
                    entry.head().log(),
                    new LogEnd(entry.head().epoch(), entry.head().to()));
        }
        return new Backup(
                point.id(),
                point.at(),
                where + "/" + point.chain().folder(),
                point.entries().stream().mapToLong(Entry::bytes).sum(),
                point.entries().size(),
                point.entries().stream().anyMatch(Entry::encrypted),
                point.chain().whole(),
                newest,
                logs);
    }
}
