package dev.signalbox.hub.archive;

import dev.signalbox.hub.archive.Manifest.Entry;
import dev.signalbox.hub.database.StoreBroken;
import dev.signalbox.hub.database.StoreUnavailable;
import dev.signalbox.hub.log.EventFilter;
import dev.signalbox.hub.log.EventLog;
import dev.signalbox.hub.log.HashChain;
import dev.signalbox.hub.log.Head;
import dev.signalbox.hub.log.History;
import dev.signalbox.hub.log.LogPage;
import dev.signalbox.hub.log.RecordedEvent;
import dev.signalbox.hub.vertx.Turns;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes segments of a log, while it is appended to. What a segment holds is fixed before its first event is read: all
 * up to the newest event of that moment, and all receipts. Any thread.
 */
public final class LogExport {
    /** Events of one segment at most: what damage of a file, and a transfer that breaks off, cost at most. */
    public static final int SEGMENT_EVENTS_MAX = 200_000;

    private static final int PAGE = Block.ITEMS_MAX;
    /** Data of events that were read and wait for the writer, at which no more is read. */
    private static final int AHEAD_BYTES = 1024 * 1024;

    private static final int SAMPLE = 100;
    /** About what the columns of an event take beside its data. */
    private static final int COLUMNS_BYTES = 150;

    private final String space;
    private final EventLog log;
    private final History history;
    private final String hub;
    private final Clock clock;
    private final Vertx vertx;
    private final int segmentEvents;

    /**
     * @param space whose log it is
     * @param history of the same store
     * @param hub the version of Signalbox that writes
     */
    public LogExport(String space, EventLog log, History history, String hub, Clock clock, Vertx vertx) {
        this(space, log, history, hub, clock, vertx, SEGMENT_EVENTS_MAX);
    }

    /** The same with smaller segments. */
    LogExport(String space, EventLog log, History history, String hub, Clock clock, Vertx vertx, int segmentEvents) {
        this.space = space;
        this.log = log;
        this.history = history;
        this.hub = hub;
        this.clock = clock;
        this.vertx = vertx;
        this.segmentEvents = segmentEvents;
    }

    /** Where a segment ends in a log, and the next one begins. */
    public record End(long position, byte[] hash, long receipt) {
        /** Before the first event. */
        public static final End NONE = new End(0, HashChain.genesis(), 0);

        /** Of a segment. */
        public static End of(SegmentHead segment) {
            return new End(segment.to(), segment.bytesAfter(), segment.receiptsTo());
        }
    }

    /**
     * The head of the segment that comes next; empty when nothing came since. Fails with {@link ArchiveFault} when the
     * log does not hold the end of the one before: it is of another history.
     *
     * @param before the newest segment; null when there is none
     */
    public Future<Optional<SegmentHead>> next(@Nullable SegmentHead before) {
        if (before == null) return next(End.NONE);
        return next(End.of(before))
                .recover(failure -> failure instanceof AnotherHistory other
                        ? Future.failedFuture(new ArchiveFault(before.name(), "it " + other.getMessage()))
                        : Future.failedFuture(failure));
    }

    /** The same behind a place in the log. Fails with {@link AnotherHistory} when it is none. */
    public Future<Optional<SegmentHead>> next(End before) {
        return head(before).map(head -> Optional.of(head).filter(next -> next.events() > 0 || next.receipts() > 0));
    }

    /** The same, also when nothing came since: that is a segment without events. */
    public Future<SegmentHead> head(End before) {
        // Receipts first: one that comes between is left for the next segment, with the events behind it.
        return history.newestReceipt().compose(receipt -> log.head()
                .compose(head -> held(before, head, receipt).compose(held -> end(before.position(), head)))
                .map(end -> headOf(before, end, receipt)));
    }

    /**
     * What is still to be exported.
     *
     * @param bytes about so many as they are before compression, judged by a few of them
     */
    public record Ahead(long events, long bytes) {}

    /** What is behind a place in the log. */
    public Future<Ahead> ahead(End before) {
        return log.head().compose(head -> {
            long events = Math.max(0, head.position() - before.position());
            long late = Math.max(before.position(), head.position() - SAMPLE);
            return log.read(before.position(), SAMPLE, EventFilter.ALL)
                    .compose(first -> log.read(late, SAMPLE, EventFilter.ALL)
                            .map(last -> new Ahead(events, events * (average(first) + average(last)) / 2)));
        });
    }

    private static long average(LogPage page) {
        return COLUMNS_BYTES + page.bytes() / Math.max(1, page.events().size());
    }

    private Future<Void> held(End before, Head head, long receipt) {
        if (before.position() > head.position() || before.receipt() > receipt) return Future.failedFuture(another());
        if (before.position() == 0) {
            boolean same = Arrays.equals(before.hash(), HashChain.genesis());
            return same ? Future.succeededFuture() : Future.failedFuture(another());
        }
        return log.at(before.position()).compose(event -> {
            boolean same = event.isPresent() && Arrays.equals(event.get().hash(), before.hash());
            return same ? Future.succeededFuture() : Future.failedFuture(another());
        });
    }

    private AnotherHistory another() {
        return new AnotherHistory("is of another history than the log " + log.name() + " (" + log.epoch()
                + ") has: that went back, or is another hub's; begin a new archive");
    }

    private Future<Head> end(long from, Head head) {
        long bounded = from + segmentEvents;
        if (head.position() <= bounded) return Future.succeededFuture(head);
        return log.at(bounded)
                .map(event -> new Head(
                        head.epoch(),
                        bounded,
                        event.map(RecordedEvent::hash).orElseThrow(() -> missing("the event at position " + bounded))));
    }

    private StoreBroken missing(String what) {
        return new StoreBroken("the log " + log.name() + " is damaged: " + what + " is missing", null);
    }

    private SegmentHead headOf(End before, Head end, long receipt) {
        HexFormat hex = HexFormat.of();
        return new SegmentHead(
                SegmentHead.FORMAT,
                space,
                log.name(),
                log.epoch(),
                before.position(),
                end.position(),
                before.receipt(),
                receipt,
                hex.formatHex(before.hash()),
                hex.formatHex(end.hash()),
                clock.instant(),
                hub);
    }

    /**
     * Writes a segment to a file, which is made; what {@link Archive#add} needs comes back. Fails with
     * {@link StoreBroken} when the log is not what was written. The caller deletes the file.
     */
    public Future<Entry> write(SegmentHead head, Path file, Recipients recipients) {
        return write(head, file, recipients, Future::succeededFuture);
    }

    /**
     * The same at the pace of somebody else.
     *
     * @param taken asked after every page, and before the next is written: completes when that may be
     */
    public Future<Entry> write(SegmentHead head, Path file, Recipients recipients, Supplier<Future<Void>> taken) {
        return blocking(() -> Archive.create(file))
                .compose(out -> write(head, out, recipients, taken))
                .compose(tail -> blocking(() -> Archive.entry(file, head, tail, recipients.encrypt())));
    }

    /**
     * The same to a stream, which is closed.
     *
     * @param taken asked after every page, and before the next is written: completes when there is room for more
     */
    public Future<SegmentTail> write(
            SegmentHead head, OutputStream out, Recipients recipients, Supplier<Future<Void>> taken) {
        return blocking(() -> new SegmentWriter(head, out, recipients)).compose(writer -> {
            Writing writing = new Writing(head, writer, taken);
            return writing.events()
                    .compose(written -> writing.receipts())
                    .compose(written -> blocking(writer::finish))
                    .recover(failure -> blocking(() -> {
                                writer.giveUp(inWords(failure));
                                return null;
                            })
                            .transform(said -> Future.failedFuture(failure)))
                    .eventually(() -> blocking(() -> {
                        writer.close();
                        return null;
                    }));
        });
    }

    private static String inWords(Throwable failure) {
        return failure instanceof StoreBroken || failure instanceof StoreUnavailable
                ? String.valueOf(failure.getMessage())
                : "the hub failed; its log knows why";
    }

    private <T> Future<T> blocking(Callable<T> work) {
        return vertx.executeBlocking(work, false);
    }

    /** One segment on its way: pages are read ahead of the writer, which takes all that have come. */
    private final class Writing {
        private final SegmentHead head;
        private final SegmentWriter writer;
        private final Supplier<Future<Void>> taken;
        private final Promise<Void> written = Promise.promise();
        private final List<LogPage> pages = new ArrayList<>();
        private long read;
        private boolean isReading;
        private boolean isWriting;
        private @Nullable Throwable failure;

        private Writing(SegmentHead head, SegmentWriter writer, Supplier<Future<Void>> taken) {
            this.head = head;
            this.writer = writer;
            this.taken = taken;
            this.read = head.from();
        }

        Future<Void> events() {
            if (head.events() == 0) return Future.succeededFuture();
            goOn();
            return written.future();
        }

        private synchronized void goOn() {
            if (failure != null) {
                // The writer belongs to one thread: nobody closes it while it is at work.
                if (!isWriting) written.tryFail(failure);
                return;
            }
            long ahead = pages.stream().mapToLong(LogPage::bytes).sum();
            if (!isReading && read < head.to() && ahead < AHEAD_BYTES) {
                isReading = true;
                log.read(read, PAGE, EventFilter.ALL).onComplete(page -> came(page.result(), page.cause()));
            }
            if (isWriting || pages.isEmpty()) return;
            isWriting = true;
            List<LogPage> some = List.copyOf(pages);
            pages.clear();
            write(() -> {
                        for (LogPage page : some) writer.events(upToEnd(page));
                    })
                    .onComplete(done -> wrote(some.get(some.size() - 1), done.cause()));
        }

        private synchronized void came(@Nullable LogPage page, @Nullable Throwable failed) {
            isReading = false;
            if (page == null) {
                failure = failed;
            } else if (page.to().position() <= read) {
                failure = missing("the event at position " + (read + 1));
            } else {
                read = page.to().position();
                pages.add(page);
            }
            goOn();
        }

        private synchronized void wrote(LogPage last, @Nullable Throwable failed) {
            isWriting = false;
            if (failed != null) failure = failed;
            else if (last.to().position() >= head.to()) written.tryComplete();
            goOn();
        }

        private List<RecordedEvent> upToEnd(LogPage page) {
            return page.events().stream()
                    .takeWhile(event -> event.position() <= head.to())
                    .toList();
        }

        Future<Void> receipts() {
            if (head.receipts() == 0) return Future.succeededFuture();
            return Turns.whileMore(vertx.getOrCreateContext(), () -> {
                long after = writer.receipt();
                return history.receipts(after, head.receiptsTo(), PAGE)
                        .compose(page -> page.isEmpty()
                                ? Future.failedFuture(missing("the receipt " + (after + 1)))
                                : write(() -> writer.receipts(page)).map(done -> writer.receipt() < head.receiptsTo()));
            });
        }

        private Future<Void> write(Work work) {
            return LogExport.this
                    .<Void>blocking(() -> {
                        work.run();
                        return null;
                    })
                    .compose(done -> taken.get());
        }
    }

    private interface Work {
        void run() throws Exception;
    }

    /** The log does not hold the place from which it was asked to go on. */
    public static final class AnotherHistory extends RuntimeException {
        private static final long serialVersionUID = 1L;

        AnotherHistory(String what) {
            super(what, null, false, false);
        }
    }
}
