package dev.signalbox.hub.archive;

import dev.signalbox.hub.archive.Manifest.Entry;
import dev.signalbox.hub.log.EventFilter;
import dev.signalbox.hub.log.EventLog;
import dev.signalbox.hub.log.HashChain;
import dev.signalbox.hub.log.Head;
import dev.signalbox.hub.log.History;
import dev.signalbox.hub.log.LogPage;
import dev.signalbox.hub.log.RecordedEvent;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes segments of a log, while it is appended to. What a segment holds is fixed before its first event is read: all
 * up to the newest event of that moment, and all receipts. Any thread.
 */
public final class LogExport {
    /** Events of one segment at most, so that a restore that was ended goes on from one of them. */
    public static final int SEGMENT_EVENTS_MAX = 500_000;

    private static final int PAGE = Block.ITEMS_MAX;

    private final String space;
    private final EventLog log;
    private final History history;
    private final String hub;
    private final Clock clock;
    private final Vertx vertx;

    /**
     * @param space whose log it is
     * @param history of the same store
     * @param hub the version of Signalbox that writes
     */
    public LogExport(String space, EventLog log, History history, String hub, Clock clock, Vertx vertx) {
        this.space = space;
        this.log = log;
        this.history = history;
        this.hub = hub;
        this.clock = clock;
        this.vertx = vertx;
    }

    /**
     * The head of the segment that comes next; empty when nothing came since. Fails with {@link ArchiveFault} when the
     * log does not hold the end of the one before: it is of another history.
     *
     * @param before the newest segment; null when there is none
     */
    public Future<Optional<SegmentHead>> next(@Nullable SegmentHead before) {
        // Receipts first: one that comes between is left for the next segment, with the events behind it.
        return history.newestReceipt().compose(receipt -> log.head().compose(head -> held(before, head)
                .compose(held -> end(before == null ? 0 : before.to(), head))
                .map(end -> Optional.of(headOf(before, end, receipt))
                        .filter(next -> next.events() > 0 || next.receipts() > 0))));
    }

    private Future<Void> held(@Nullable SegmentHead before, Head head) {
        if (before == null || before.to() == 0) return Future.succeededFuture();
        if (before.to() > head.position()) return Future.failedFuture(another(before));
        return log.at(before.to()).compose(event -> {
            boolean same = event.isPresent() && Arrays.equals(event.get().hash(), before.bytesAfter());
            return same ? Future.succeededFuture() : Future.failedFuture(another(before));
        });
    }

    private ArchiveFault another(SegmentHead before) {
        return new ArchiveFault(
                before.name(),
                "it is of another history than the log " + log.name() + " (" + log.epoch()
                        + ") has: that went back, or is another hub's; begin a new archive");
    }

    private Future<Head> end(long from, Head head) {
        long bounded = from + SEGMENT_EVENTS_MAX;
        if (head.position() <= bounded) return Future.succeededFuture(head);
        return log.at(bounded)
                .map(event -> new Head(
                        head.epoch(), bounded, event.map(RecordedEvent::hash).orElseThrow()));
    }

    private SegmentHead headOf(@Nullable SegmentHead before, Head end, long receipt) {
        HexFormat hex = HexFormat.of();
        long receiptsFrom = before == null ? 0 : before.receiptsTo();
        return new SegmentHead(
                SegmentHead.FORMAT,
                space,
                log.name(),
                log.epoch(),
                before == null ? 0 : before.to(),
                end.position(),
                receiptsFrom,
                Math.max(receipt, receiptsFrom),
                before == null ? hex.formatHex(HashChain.genesis()) : before.hashAfter(),
                hex.formatHex(end.hash()),
                clock.instant(),
                hub);
    }

    /**
     * Writes a segment to a file, which is made; what {@link Archive#add} needs comes back. Fails with StoreBroken of
     * the database package when the log is not what was written. The caller deletes the file.
     */
    public Future<Entry> write(SegmentHead head, Path file, Recipients recipients) {
        return vertx.executeBlocking(() -> Archive.create(file), false)
                .compose(out -> write(head, out, recipients))
                .compose(tail ->
                        vertx.executeBlocking(() -> Archive.entry(file, head, tail, recipients.encrypt()), false));
    }

    /** The same to a stream, which is closed. */
    public Future<SegmentTail> write(SegmentHead head, OutputStream out, Recipients recipients) {
        return vertx.executeBlocking(() -> begin(head, out, recipients), false)
                .compose(writer -> events(writer, head, head.from(), read(head.from()))
                        .compose(written -> receipts(writer, head, head.receiptsFrom()))
                        .compose(written -> vertx.executeBlocking(writer::finish, false))
                        .eventually(() -> vertx.executeBlocking(
                                () -> {
                                    writer.close();
                                    return null;
                                },
                                false)));
    }

    private static SegmentWriter begin(SegmentHead head, OutputStream out, Recipients recipients) throws IOException {
        try {
            return new SegmentWriter(head, out, recipients);
        } catch (IOException | RuntimeException e) {
            out.close();
            throw e;
        }
    }

    private Future<LogPage> read(long after) {
        return log.read(after, PAGE, EventFilter.ALL);
    }

    /** The next page is read while this one is compressed. */
    private Future<Void> events(SegmentWriter writer, SegmentHead head, long after, Future<LogPage> reading) {
        if (after >= head.to()) return Future.succeededFuture();
        return reading.compose(page -> {
            long to = page.to().position();
            Future<LogPage> ahead = to < head.to() ? read(to) : reading;
            return vertx.executeBlocking(
                            () -> {
                                writer.events(page.events().stream()
                                        .takeWhile(event -> event.position() <= head.to())
                                        .toList());
                                return null;
                            },
                            false)
                    .compose(written -> events(writer, head, to, ahead));
        });
    }

    private Future<Void> receipts(SegmentWriter writer, SegmentHead head, long after) {
        if (after >= head.receiptsTo()) return Future.succeededFuture();
        return history.receipts(after, head.receiptsTo(), PAGE).compose(page -> vertx.executeBlocking(
                        () -> {
                            writer.receipts(page);
                            return null;
                        },
                        false)
                .compose(written -> page.isEmpty()
                        ? Future.succeededFuture()
                        : receipts(writer, head, page.get(page.size() - 1).number())));
    }
}
