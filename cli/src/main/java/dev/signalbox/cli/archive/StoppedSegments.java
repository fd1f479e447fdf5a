package dev.signalbox.cli.archive;

import dev.signalbox.cli.operator.StoppedStore;
import dev.signalbox.cli.run.CommandRun;
import dev.signalbox.cli.run.ExitCode;
import dev.signalbox.cli.run.Failure;
import dev.signalbox.hub.StoppedHub;
import dev.signalbox.hub.archive.LogExport;
import dev.signalbox.hub.archive.LogExport.Ahead;
import dev.signalbox.hub.archive.LogExport.AnotherHistory;
import dev.signalbox.hub.archive.LogExport.End;
import dev.signalbox.hub.archive.Manifest.Entry;
import dev.signalbox.hub.archive.Recipients;
import dev.signalbox.hub.archive.SegmentHead;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.LongConsumer;

/** Segments of stores that this process reads itself: of a hub that is stopped. */
record StoppedSegments(StoppedStore store, StoppedHub hub, CommandRun run) implements SegmentSource {
    static StoppedSegments open(StoppedStore store, CommandRun run) {
        try {
            return new StoppedSegments(store, store.open(), run);
        } catch (RuntimeException e) {
            store.close();
            throw e;
        }
    }

    @Override
    public Optional<Next> next(String log, End after) {
        LogExport export = hub.export(log, run.shell().clock(), store.vertx());
        try {
            return store.await(export.next(after))
                    .map(head -> new Coming(store, export, head, store.await(export.ahead(after))));
        } catch (AnotherHistory other) {
            throw new Failure(ExitCode.REFUSED, "The archive " + other.getMessage() + ".", "");
        }
    }

    @Override
    public void close() {
        store.await(hub.close());
        store.close();
    }

    private record Coming(StoppedStore store, LogExport export, SegmentHead head, Ahead ahead) implements Next {
        @Override
        public long eventsAhead() {
            return ahead.events();
        }

        @Override
        public long bytesAhead() {
            return ahead.bytes();
        }

        @Override
        public Entry write(Path file, Recipients recipients, LongConsumer progress) {
            Entry entry = store.await(export.write(head, file, recipients));
            progress.accept(head.to());
            return entry;
        }

        @Override
        public void close() {}
    }
}
