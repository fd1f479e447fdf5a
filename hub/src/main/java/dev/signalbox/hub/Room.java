package dev.signalbox.hub;

import dev.signalbox.hub.archive.ArchiveSurvey;
import dev.signalbox.hub.archive.ArchiveSurvey.Stretch;
import java.io.IOException;
import java.util.Optional;

/**
 * Whether there is room for a restored hub before it is begun: for its logs, and the tables that are folded of them.
 */
final class Room {
    /** An event's row beside its data: its names, digests and three indexes. */
    private static final long BYTES_AN_EVENT = 400;
    /** The tables say once more what the log says, and the WAL of a large transaction, too. */
    private static final int TIMES = 2;

    private static final long MEBIBYTE = 1024 * 1024;
    /** What an empty store takes. */
    private static final long LEAST = 2 * MEBIBYTE;

    private Room() {}

    /** Fails with {@link RestoreRefused} when there is not enough. */
    static void check(ArchiveSurvey survey, RestoreTarget target) throws IOException {
        Optional<Long> left = target.room();
        long needed = LEAST;
        for (Stretch stretch : survey.stretches()) {
            needed += TIMES * (stretch.bytes() + BYTES_AN_EVENT * stretch.end().position());
        }
        if (left.isEmpty() || left.get() >= needed) return;
        throw new RestoreRefused("there is not enough room for " + target.where() + ": the archive's " + survey.events()
                + " events take about " + megabytes(needed) + " MB with their tables, and " + megabytes(left.get())
                + " MB are left; make room, or name another place with --to");
    }

    private static long megabytes(long bytes) {
        return (bytes + MEBIBYTE - 1) / MEBIBYTE;
    }
}
