package dev.signalbox.cli.archive;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.cli.archive.SegmentSource.Next;
import dev.signalbox.cli.run.CommandRun;
import dev.signalbox.cli.run.ExitCode;
import dev.signalbox.cli.run.Failure;
import dev.signalbox.cli.run.Progress;
import dev.signalbox.cli.run.Version;
import dev.signalbox.cli.text.Amounts;
import dev.signalbox.hub.archive.Archive;
import dev.signalbox.hub.archive.ArchiveStore;
import dev.signalbox.hub.archive.Identities;
import dev.signalbox.hub.archive.LogExport.End;
import dev.signalbox.hub.archive.Manifest;
import dev.signalbox.hub.archive.Manifest.Entry;
import dev.signalbox.hub.archive.Recipients;
import dev.signalbox.wire.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;

/** One run of an export: segment by segment, each in the archive before the next is asked for. One thread. */
final class ArchiveWriting implements AutoCloseable {
    private static final String SPACE = "default";
    /** What a log says becomes a third of it at most, but for what nothing compresses. */
    private static final int SMALLER = 3;

    private static final long ROOM_MIN = 4L * 1024 * 1024;

    private final ArchiveStore store;
    private final Path folder;
    private final Archive archive;
    private final Recipients recipients;
    private final Identities identities;
    private final CommandRun run;
    private final Progress progress;
    private final ObjectNode added = Json.object();
    private Manifest manifest;
    private final boolean begun;

    ArchiveWriting(ArchiveStore store, Path folder, Recipients recipients, Identities identities, CommandRun run)
            throws IOException {
        this.store = store;
        this.folder = folder;
        this.archive = new Archive(store, SPACE);
        this.recipients = recipients;
        this.identities = identities;
        this.run = run;
        this.progress = new Progress(run.shell());
        Optional<Manifest> found = archive.manifest();
        this.begun = found.isPresent();
        this.manifest = found.orElseGet(() -> Manifest.begin(SPACE, run.now(), Version.text()));
    }

    /** Adds what came of a log since. */
    void add(String log, SegmentSource source) throws IOException {
        long events = 0;
        while (true) {
            try (Closing next = new Closing(source.next(log, endOf(log)))) {
                if (next.isEmpty()) break;
                events += write(log, next.get());
            }
        }
        added.put(log, events);
    }

    private End endOf(String log) {
        return manifest.last(log).map(entry -> End.of(entry.head())).orElse(End.NONE);
    }

    private long write(String log, Next next) throws IOException {
        mustHaveRoom(next);
        Files.createDirectories(folder);
        Path part = folder.resolve("." + UUID.randomUUID() + ".part");
        long from = endOf(log).position();
        long all = from + next.eventsAhead();
        try {
            Entry entry = next.write(
                    part,
                    recipients,
                    position -> progress.at(
                            "log " + log + ": " + Amounts.count(position) + " of " + Amounts.counted(all, "event")));
            manifest = archive.add(manifest, part, entry, run.shell().clock(), Version.text(), identities)
                    .orElseThrow(() -> new Failure(
                            ExitCode.CONFLICT,
                            "Somebody else has written to " + folder + " meanwhile.",
                            "Nothing is lost; run it again."));
            return entry.head().events();
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /** Before the first byte: a full disk in the middle of the night is no way to learn it. */
    private void mustHaveRoom(Next next) throws IOException {
        Optional<Long> room = store.room();
        long needed = Math.max(ROOM_MIN, next.bytesAhead() / SMALLER);
        if (room.isEmpty() || room.get() >= needed) return;
        throw new Failure(
                ExitCode.REFUSED,
                "There is not enough room in " + folder + ": it takes about " + Amounts.bytes(needed) + ", and "
                        + Amounts.bytes(room.get()) + " are left.",
                "Make room, or give another folder. Nothing was written.");
    }

    /** Says what was done. */
    void report() {
        progress.end();
        long events = 0;
        for (var log : added) events += log.longValue();
        ObjectNode report = Json.object().put("archive", archive.where()).put("events", events);
        report.set("added", added);
        report.put("segments", manifest.segments().size()).put("bytes", manifest.bytes());
        String text = events == 0 && begun
                ? "Nothing new  " + archive.where()
                : "Added " + Amounts.counted(events, "event") + "  " + archive.where() + ", "
                        + Amounts.bytes(manifest.bytes()) + " in all";
        run.output().one(report, text, archive.where());
        if (!begun && !recipients.encrypt()) {
            run.output().note("Whoever has these files can read them; --recipient encrypts. This is said once.");
        }
    }

    @Override
    public void close() {
        progress.end();
    }

    /** What is there, to be closed with a block. */
    private record Closing(Optional<Next> next) implements AutoCloseable {
        boolean isEmpty() {
            return next.isEmpty();
        }

        Next get() {
            return next.orElseThrow();
        }

        @Override
        public void close() throws IOException {
            if (next.isPresent()) next.get().close();
        }
    }
}
