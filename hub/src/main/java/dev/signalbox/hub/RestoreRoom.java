package dev.signalbox.hub;

import dev.signalbox.hub.archive.ArchiveSurvey;
import dev.signalbox.hub.archive.ArchiveSurvey.Stretch;
import dev.signalbox.hub.space.Room;
import java.io.IOException;
import java.util.Optional;

/**
 * Whether there is room for a restored hub before it is begun: for its logs, and the tables that are folded of them.
 */
final class RestoreRoom {
    /** An event's row beside its data: its names, digests and three indexes. */
    private static final long BYTES_AN_EVENT = 400;
    /** The tables say once more what the log says, and the WAL of a large transaction, too. */
    private static final int TIMES = 2;

    /** What an empty store takes. */
    private static final long LEAST = 2 * 1024 * 1024;

    private RestoreRoom() {}

    /** Fails with {@link RestoreRefused} when there is not enough. */
    static void check(ArchiveSurvey survey, RestoreTarget target) throws IOException {
        Optional<Long> left = target.room();
        long needed = LEAST;
        for (Stretch stretch : survey.stretches()) {
            needed += TIMES * (stretch.bytes() + BYTES_AN_EVENT * stretch.end().position());
        }
        if (left.isEmpty() || left.get() >= needed) return;
        throw new RestoreRefused("there is not enough room for " + target.where() + ": the archive's " + survey.events()
                + " events take about " + Room.megabytes(needed) + " MB with their tables, and "
                + Room.megabytes(left.get())
                + " MB are left; make room, or name another place with --to");
    }
}
