package dev.signalbox.hub.archive;

import dev.signalbox.hub.log.HashChain;
import dev.signalbox.hub.log.Head;
import dev.signalbox.hub.log.History;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * Brings segments into a store that no log is open on: each block in one transaction, behind what is there. It may be
 * ended at any moment and begun again: what is there already is held against the segment and left out. Any thread.
 */
public final class LogImport {
    private final History history;
    private final Vertx vertx;

    public LogImport(History history, Vertx vertx) {
        this.history = history;
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
                Block fresh = fresh(block);
                Future<Optional<Block>> ahead = read();
                // The reader is at work until the block ahead has come, whatever became of this one.
                write(fresh)
                        .onFailure(failed -> ahead.onComplete(done -> added.fail(failed)))
                        .onSuccess(written -> {
                            int last = fresh.events().size() - 1;
                            if (last >= 0)
                                progress.accept(fresh.events().get(last).position());
                            next(ahead, added);
                        });
            });
        }

        /** The store ends within this block: it must end with what the segment holds there. */
        private boolean isOfAnother(Block block) {
            return block.events().stream()
                    .anyMatch(
                            event -> event.position() == head.position() && !Arrays.equals(event.hash(), head.hash()));
        }

        private Block fresh(Block block) {
            return new Block(
                    block.events().stream()
                            .filter(event -> event.position() > head.position() && event.position() <= through)
                            .toList(),
                    block.receipts().stream()
                            .filter(each -> each.number() > receipt)
                            .toList());
        }

        private Future<Void> write(Block fresh) {
            return fresh.events().isEmpty() && fresh.receipts().isEmpty()
                    ? Future.succeededFuture()
                    : history.add(fresh.events(), fresh.receipts());
        }
    }
}
