package dev.signalbox.hub.archive;

import dev.signalbox.hub.archive.Manifest.Entry;
import dev.signalbox.hub.log.HashChain;
import dev.signalbox.hub.log.Head;
import dev.signalbox.hub.log.RecordedEvent;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A whole archive, read to its last byte before anything is made of it: that all of it is genuine, where in each log
 * the wanted moment lies, how much that is, and what was erased later.
 *
 * @param manifest as it was when it was read
 * @param stretches what is wanted of each log
 */
public record ArchiveSurvey(Manifest manifest, List<Stretch> stretches) {
    /** The log that positions of {@link Until} count. */
    private static final String MAIN = "main";

    public ArchiveSurvey {
        stretches = List.copyOf(stretches);
    }

    /**
     * What is wanted of one log.
     *
     * @param segments all that the archive has of it, up to the wanted backup, in order
     * @param end the last event that is wanted, with the epoch of its segment
     * @param endedAt when that was recorded; null when there is none
     * @param isWhole whether it is all that they hold
     * @param bytes of the wanted events, unpacked
     */
    public record Stretch(
            String log,
            List<Entry> segments,
            Head end,
            @Nullable Instant endedAt,
            boolean isWhole,
            long bytes) {
        public Stretch {
            segments = List.copyOf(segments);
        }

        /** Whether something of a segment is wanted. */
        public boolean wants(Entry segment) {
            return isWhole || segment.head().from() < end.position();
        }
    }

    /**
     * Reads it. Blocks. Fails with {@link ArchiveFault} at the first thing that is not as it was written, when there is
     * no archive, and when the wanted moment is not in it.
     *
     * @param logs of which something is wanted
     * @param each hears of all events that it reads, with the name of their log
     */
    public static ArchiveSurvey of(
            Archive archive,
            Identities identities,
            Until until,
            List<String> logs,
            BiConsumer<String, RecordedEvent> each)
            throws IOException {
        Manifest manifest = archive.manifest()
                .orElseThrow(() -> new ArchiveFault(
                        archive.where(),
                        "there is no archive: it has no manifest; give the place that a backup wrote to"));
        List<Stretch> stretches = new ArrayList<>();
        Until wanted = until;
        if (logs.contains(MAIN) || until.position() != null) {
            Stretch main = new Scan(until, MAIN).read(archive, manifest, identities, each);
            found(manifest, main, until);
            if (logs.contains(MAIN)) stretches.add(main);
            if (until.position() != null && main.endedAt() != null) wanted = Until.time(main.endedAt());
        }
        for (String log : logs) {
            if (!log.equals(MAIN)) stretches.add(new Scan(wanted, log).read(archive, manifest, identities, each));
        }
        return new ArchiveSurvey(manifest, stretches);
    }

    private static void found(Manifest manifest, Stretch main, Until until) {
        String file = manifest.name();
        Integer backup = until.backup();
        if (backup != null && manifest.segments().stream().noneMatch(entry -> entry.backup() == backup)) {
            throw new ArchiveFault(file, "it has no backup " + backup + " any more; signalbox backup list shows them");
        }
        long last = main.segments().isEmpty()
                ? 0
                : main.segments().get(main.segments().size() - 1).head().to();
        Long position = until.position();
        Instant time = until.time();
        if (position != null && (position < 1 || position > last)) {
            throw new ArchiveFault(
                    file,
                    "there is no position " + position + " in it: it holds 1 to " + last
                            + " of the log main; give one of them, or leave it out for all");
        }
        if (time != null && time.isAfter(manifest.writtenAt())) {
            throw new ArchiveFault(
                    file,
                    "it was written at " + manifest.writtenAt() + ", and cannot know what was at " + time
                            + "; leave the time out for all that it has");
        }
        if (time != null && main.end().position() == 0 && last > 0) {
            throw new ArchiveFault(
                    file,
                    "nothing in it was recorded up to " + time + "; give a later time, or a position from 1 to "
                            + last);
        }
    }

    /** What is wanted of a log; nothing of one that was not asked for. */
    public Stretch stretch(String log) {
        return stretches.stream()
                .filter(stretch -> stretch.log().equals(log))
                .findFirst()
                .orElseGet(() -> new Stretch(log, List.of(), Scan.NOTHING, null, true, 0));
    }

    /** Events of all logs that are wanted. */
    public long events() {
        return stretches.stream().mapToLong(stretch -> stretch.end().position()).sum();
    }

    /** One log on its way through. */
    private static final class Scan {
        static final Head NOTHING = new Head("", 0, HashChain.genesis());

        private final Until until;
        private final String log;
        private Head end = NOTHING;
        private @Nullable Instant endedAt;
        private long bytes;
        private boolean passed;

        Scan(Until until, String log) {
            this.until = until;
            this.log = log;
        }

        Stretch read(Archive archive, Manifest manifest, Identities identities, BiConsumer<String, RecordedEvent> each)
                throws IOException {
            List<Entry> segments = new ArrayList<>();
            for (Entry entry : manifest.of(log)) {
                String epoch = entry.head().epoch();
                boolean has = until.has(entry);
                if (has) segments.add(entry);
                archive.read(entry, identities, block -> block.events().forEach(event -> {
                    each.accept(log, event);
                    if (has) take(event, epoch);
                }));
            }
            return new Stretch(log, segments, end, endedAt, !passed, bytes);
        }

        private void take(RecordedEvent event, String epoch) {
            passed |= until.isBefore(event);
            if (passed) return;
            end = new Head(epoch, event.position(), event.hash());
            endedAt = event.recordedAt();
            bytes += event.stored().length;
        }
    }
}
