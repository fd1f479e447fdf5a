package dev.signalbox.hub.archive;

import dev.signalbox.hub.log.Erasure;
import dev.signalbox.hub.log.HashChain;
import dev.signalbox.hub.log.Head;
import dev.signalbox.hub.log.History;
import dev.signalbox.hub.log.History.Numbered;
import dev.signalbox.hub.log.RecordedEvent;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;

/**
 * Brings segments into a store that no log is open on: each block in one transaction, behind what is there. It may be
 * ended at any moment and begun again: what is there already is held against the segment and left out. Any thread.
 */
public final class LogImport {
    private final History history;
    private final Erasures erasures;
    private final Vertx vertx;

    public LogImport(History history, Vertx vertx) {
        this(history, Erasures.NONE, vertx);
    }

    /** @param erasures what comes in without its data */
    public LogImport(History history, Erasures erasures, Vertx vertx) {
        this.history = history;
        this.erasures = erasures;
        this.vertx = vertx;
    }

    /**
     * Adds what a segment holds. Fails with {@link ArchiveFault} when the segment is damaged, or does not follow what
     * is in the store; blocks before the damage are in the store then, each as it was written.
     *
     * @param through the last position that is wanted; {@link Long#MAX_VALUE} for all
     * @param progress hears of each position that the store has reached
     */
    public Future<Void> add(SegmentReader reader, long through, LongConsumer progress) {
        return history.head().compose(head -> history.newestReceipt().compose(receipt -> {
            Adding adding = new Adding(reader, head, receipt, through, progress);
            return adding.fits().compose(fits -> {
                Promise<Void> added = Promise.promise();
                adding.next(adding.read(), added);
                return added.future();
            });
        }));
    }

    /** One segment on its way: a block is read while the one before it is written. */
    private final class Adding {
        private final SegmentReader reader;
        private final Head head;
        private final long receipt;
        private final long through;
        private final LongConsumer progress;
        /** The store ends within the segment, and what was answered behind that is not known there. */
        private boolean receiptsEnded;

        private Adding(SegmentReader reader, Head head, long receipt, long through, LongConsumer progress) {
            this.reader = reader;
            this.head = head;
            this.receipt = receipt;
            this.through = through;
            this.progress = progress;
        }

        /** Fails when the segment does not follow what is there. Where both hold an event, it is the same. */
        private Future<Void> fits() {
            SegmentHead segment = reader.head();
            if (segment.from() > head.position() || segment.receiptsFrom() > receipt) {
                return Future.failedFuture(new ArchiveFault(
                        segment.name(),
                        "it begins behind position " + segment.from() + ", and the store ends at " + head.position()
                                + ": a segment before it is missing"));
            }
            boolean begins = segment.from() < head.position();
            if (begins && segment.to() > head.position()) return Future.succeededFuture();
            long shared = begins ? segment.to() : segment.from();
            byte[] hash = begins ? segment.bytesAfter() : segment.bytesBefore();
            return history.hashAt(shared)
                    .map(held -> held.orElse(HashChain.genesis()))
                    .compose(held -> Arrays.equals(held, hash)
                            ? Future.succeededFuture()
                            : Future.failedFuture(another(segment.name(), shared)));
        }

        private ArchiveFault another(String segment, long position) {
            return new ArchiveFault(
                    segment, "the store holds another event at position " + position + ": it is of another history");
        }

        private Future<Optional<Block>> read() {
            return vertx.executeBlocking(() -> Optional.ofNullable(reader.next()), false);
        }

        private void next(Future<Optional<Block>> reading, Promise<Void> added) {
            reading.onFailure(added::fail).onSuccess(read -> {
                if (read.isEmpty()) {
                    added.complete();
                    return;
                }
                Block block = read.get();
                if (isOfAnother(block)) {
                    added.fail(another(reader.head().name(), head.position()));
                    return;
                }
                Future<Optional<Block>> ahead = read();
                // The reader is at work until the block ahead has come, whatever became of this one.
                fresh(block)
                        .compose(this::write)
                        .onFailure(failed -> ahead.onComplete(done -> added.fail(failed)))
                        .onSuccess(written -> next(ahead, added));
            });
        }

        /** The store ends within this block: it must end with what the segment holds there. */
        private boolean isOfAnother(Block block) {
            return block.events().stream()
                    .anyMatch(
                            event -> event.position() == head.position() && !Arrays.equals(event.hash(), head.hash()));
        }

        private Future<Block> fresh(Block block) {
            List<RecordedEvent> events = block.events().stream()
                    .filter(event -> event.position() > head.position() && event.position() <= through)
                    .map(event -> erasures.covers(event) ? Erasure.erased(event) : event)
                    .toList();
            return known(block.receipts()).map(receipts -> new Block(events, receipts));
        }

        /**
         * Receipts stand in the order of the commits, and say at which version of their stream they were given: the
         * first that names one which the store does not have, and all behind it, are of what is not wanted.
         */
        private Future<List<Numbered>> known(List<Numbered> given) {
            List<Numbered> fresh =
                    given.stream().filter(each -> each.number() > receipt).toList();
            if (fresh.isEmpty() || through >= reader.head().to()) return Future.succeededFuture(fresh);
            if (receiptsEnded) return Future.succeededFuture(List.of());
            return history.versions(
                            fresh.stream().map(each -> each.receipt().stream()).collect(Collectors.toSet()))
                    .map(versions -> {
                        List<Numbered> known = fresh.stream()
                                .takeWhile(each ->
                                        each.receipt().version() <= versions.getOrDefault(each.receipt().stream(), 0L))
                                .toList();
                        receiptsEnded = known.size() < fresh.size();
                        return known;
                    });
        }

        private Future<Void> write(Block fresh) {
            if (fresh.events().isEmpty() && fresh.receipts().isEmpty()) return Future.succeededFuture();
            return history.add(fresh.events(), fresh.receipts()).map(done -> {
                int last = fresh.events().size() - 1;
                if (last >= 0) progress.accept(fresh.events().get(last).position());
                return null;
            });
        }
    }
}
