package dev.signalbox.hub.backup;

import dev.signalbox.hub.archive.LogExport;
import dev.signalbox.hub.archive.Manifest.Entry;
import dev.signalbox.hub.archive.SegmentHead;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;

/**
 * Which segments of one log are written anew as one: neighbours between which no point lies any more. An older one is
 * joined when it is at most twice as large as what is joined with it, so that each event is written a few times only,
 * however many small segments come, and few of them stay. Pure.
 */
final class Joins {
    private static final int RATIO = 2;

    private Joins() {}

    /** Neighbours that become one segment; one alone stays as it is. */
    record Group(List<Entry> entries) {
        Group {
            entries = List.copyOf(entries);
        }

        Entry first() {
            return entries.get(0);
        }

        Entry last() {
            return entries.get(entries.size() - 1);
        }

        long size() {
            return last().head().to()
                    - first().head().from()
                    + last().head().receiptsTo()
                    - first().head().receiptsFrom();
        }

        private Group with(Group next) {
            List<Entry> all = new ArrayList<>(entries);
            all.addAll(next.entries);
            return new Group(all);
        }

        /** The head of the segment that they become. */
        SegmentHead head(String hub) {
            SegmentHead from = first().head();
            SegmentHead to = last().head();
            return new SegmentHead(
                    SegmentHead.FORMAT,
                    to.space(),
                    to.log(),
                    to.epoch(),
                    from.from(),
                    to.to(),
                    from.receiptsFrom(),
                    to.receiptsTo(),
                    from.hashBefore(),
                    to.hashAfter(),
                    to.createdAt(),
                    hub);
        }
    }

    /**
     * The segments with the number of the point that is kept behind each; those behind the last of them are left out.
     */
    static List<Entry> numbered(List<Entry> entries, NavigableSet<Integer> kept) {
        List<Entry> numbered = new ArrayList<>();
        for (Entry entry : entries) {
            Integer point = kept.ceiling(entry.backup());
            if (point != null) numbered.add(entry.ofBackup(point));
        }
        return numbered;
    }

    /** @param entries of one log, in order, numbered */
    static List<Group> of(List<Entry> entries) {
        List<Group> groups = new ArrayList<>();
        for (Entry entry : entries) {
            groups.add(new Group(List.of(entry)));
            while (groups.size() > 1 && joins(groups.get(groups.size() - 2), groups.get(groups.size() - 1))) {
                Group newer = groups.remove(groups.size() - 1);
                groups.add(groups.remove(groups.size() - 1).with(newer));
            }
        }
        return groups;
    }

    private static boolean joins(Group older, Group newer) {
        return older.last().backup() == newer.first().backup()
                && older.size() <= RATIO * newer.size()
                && older.size() + newer.size() <= LogExport.SEGMENT_EVENTS_MAX;
    }
}
