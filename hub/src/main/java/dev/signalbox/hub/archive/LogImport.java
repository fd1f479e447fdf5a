package dev.signalbox.hub.archive;

import dev.signalbox.hub.log.Head;
import dev.signalbox.hub.log.History;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.HexFormat;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

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
     * is in the store; blocks before the damage are in the store then.
     *
     * @param through the last position that is wanted; {@link Long#MAX_VALUE} for all
     * @param progress hears of each position that the store has reached
     */
    public Future<Void> add(SegmentReader reader, long through, LongConsumer progress) {
        return history.head().compose(head -> history.newestReceipt().compose(receipt -> {
            SegmentHead segment = reader.head();
            if (segment.from() > head.position()) {
                return Future.failedFuture(new ArchiveFault(
                        segment.name(),
                        "it begins behind position " + segment.from() + ", and the store ends at " + head.position()
                                + ": a segment before it is missing"));
            }
            return rest(reader, head, receipt, through, progress);
        }));
    }

    private Future<Void> rest(SegmentReader reader, Head head, long receipt, long through, LongConsumer progress) {
        return vertx.executeBlocking(() -> new Read(reader.next()), false).compose(read -> {
            Block block = read.block();
            if (block == null) return Future.succeededFuture();
            Block fresh = new Block(
                    block.events().stream()
                            .filter(event -> event.position() > head.position() && event.position() <= through)
                            .toList(),
                    block.receipts().stream()
                            .filter(each -> each.number() > receipt)
                            .toList());
            held(reader, block, head);
            Future<Void> added = fresh.events().isEmpty() && fresh.receipts().isEmpty()
                    ? Future.succeededFuture()
                    : history.add(fresh.events(), fresh.receipts());
            return added.compose(done -> {
                int last = fresh.events().size() - 1;
                if (last >= 0) progress.accept(fresh.events().get(last).position());
                return rest(reader, head, receipt, through, progress);
            });
        });
    }

    /** The store ends within this block or before it: it must end with what the segment holds there. */
    private static void held(SegmentReader reader, Block block, Head head) {
        block.events().stream()
                .filter(event -> event.position() == head.position())
                .filter(event -> !HexFormat.of()
                        .formatHex(event.hash())
                        .equals(HexFormat.of().formatHex(head.hash())))
                .findFirst()
                .ifPresent(event -> {
                    throw new ArchiveFault(
                            reader.head().name(),
                            "the store holds another event at position " + head.position()
                                    + ": it is of another history");
                });
    }

    private record Read(@Nullable Block block) {}
}
