package dev.signalbox.cli.archive;

import dev.signalbox.hub.archive.LogExport.End;
import dev.signalbox.hub.archive.Manifest.Entry;
import dev.signalbox.hub.archive.Recipients;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.LongConsumer;

/** Where an export gets the pieces of logs from: a hub that runs, or the stores of one that does not. */
interface SegmentSource extends AutoCloseable {
    /** The next segment of a log, opened and not read yet; empty when nothing came since. */
    Optional<Next> next(String log, End after) throws IOException;

    @Override
    void close();

    /** A segment to be taken. */
    interface Next extends AutoCloseable {
        /** Events that the log still has behind the last segment, of this one and later ones. */
        long eventsAhead();

        /** About how many bytes those are before they are compressed. */
        long bytesAhead();

        /**
         * Writes it to a file.
         *
         * @param progress hears of positions that were reached
         */
        Entry write(Path file, Recipients recipients, LongConsumer progress) throws IOException;

        @Override
        void close() throws IOException;
    }
}
