package dev.signalbox.cli.archive;

import dev.signalbox.cli.run.CommandRun;
import dev.signalbox.client.http.ByteStream;
import dev.signalbox.hub.archive.Archive;
import dev.signalbox.hub.archive.Identities;
import dev.signalbox.hub.archive.LogExport.End;
import dev.signalbox.hub.archive.Manifest.Entry;
import dev.signalbox.hub.archive.Recipients;
import dev.signalbox.hub.archive.SegmentReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * Segments of a hub that runs, through its door. What comes is read, and held against the chain, before it is written.
 */
record HubSegments(CommandRun run) implements SegmentSource {
    @Override
    public Optional<Next> next(String log, End after) throws IOException {
        Map<String, String> query = Map.of(
                "after", Long.toString(after.position()),
                "hash", HexFormat.of().formatHex(after.hash()),
                "receipts", Long.toString(after.receipt()));
        ByteStream stream = run.await(run.hub().operator().segment(log, query));
        SegmentReader reader = new SegmentReader("the hub's log " + log, stream, Identities.NONE);
        if (reader.head().events() > 0 || reader.head().receipts() > 0) return Optional.of(new Coming(stream, reader));
        reader.close();
        return Optional.empty();
    }

    @Override
    public void close() {}

    private record Coming(ByteStream stream, SegmentReader reader) implements Next {
        @Override
        public long eventsAhead() {
            return stream.number("Signalbox-Archive-Events")
                    .orElse(reader.head().events());
        }

        @Override
        public long bytesAhead() {
            return stream.number("Signalbox-Archive-Bytes").orElse(0);
        }

        @Override
        public Entry write(Path file, Recipients recipients, LongConsumer progress) throws IOException {
            return Archive.write(reader, file, recipients, progress);
        }

        @Override
        public void close() throws IOException {
            reader.close();
        }
    }
}
