package dev.signalbox.hub.move;

import static java.util.Objects.requireNonNull;

import dev.signalbox.hub.log.EventFilter;
import dev.signalbox.hub.log.EventLog;
import dev.signalbox.hub.log.HashChain;
import dev.signalbox.hub.log.Head;
import dev.signalbox.hub.log.History;
import dev.signalbox.hub.log.LogCheck;
import dev.signalbox.hub.log.RecordedEvent;
import dev.signalbox.hub.vertx.Turns;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * Brings what one log holds into the store of another, event by event as it is: positions, ids, times and hashes stay.
 * Every event is held against the chain on the way. It may be ended at any moment and begun again. One call at a time.
 */
public final class LogCopy {
    private static final int PAGE = 1_000;

    private final EventLog from;
    private final History fromHistory;
    private final History to;
    private final Vertx vertx;
    private final HashChain chain = new HashChain();

    /** @param fromHistory of the store of {@code from} */
    public LogCopy(EventLog from, History fromHistory, History to, Vertx vertx) {
        this.from = from;
        this.fromHistory = fromHistory;
        this.to = to;
        this.vertx = vertx;
    }

    /**
     * Copies what the log holds at this call, and receipts. Fails with {@link IllegalStateException} when the events do
     * not make a chain with what is there.
     *
     * @param progress hears how far the copy has come, behind each page
     * @return the newest event that was copied
     */
    public Future<Head> run(Consumer<Head> progress) {
        return fromHistory.newestReceipt().compose(receipt -> from.head()
                .compose(end -> to.head().compose(begin -> events(begin, end, progress)))
                .compose(copied -> to.newestReceipt()
                        .compose(after -> receipts(after, receipt))
                        .map(copied)));
    }

    private Future<Head> events(Head begin, Head end, Consumer<Head> progress) {
        if (begin.position() >= end.position()) return Future.succeededFuture(begin);
        AtomicReference<Head> at = new AtomicReference<>(begin);
        return Turns.whileMore(vertx.getOrCreateContext(), () -> page(requireNonNull(at.get()))
                        .map(reached -> {
                            at.set(reached);
                            progress.accept(reached);
                            return reached.position() < end.position();
                        }))
                .map(copied -> at.get());
    }

    private Future<Head> page(Head at) {
        return from.read(at.position(), PAGE, EventFilter.ALL)
                .compose(page -> vertx.executeBlocking(() -> linked(at, page.events()), false)
                        .compose(reached -> to.add(page.events(), List.of()).map(reached)));
    }

    private Head linked(Head at, List<RecordedEvent> events) {
        if (events.isEmpty()) throw broken(at.position() + 1);
        byte[] hash = at.hash();
        long position = at.position();
        for (RecordedEvent event : events) {
            position++;
            if (event.position() != position || !chain.verifies(hash, event)) throw broken(position);
            hash = event.hash();
        }
        return new Head(from.epoch(), position, hash);
    }

    private IllegalStateException broken(long position) {
        return new IllegalStateException("the log " + from.name() + " is no chain at position " + position
                + ": it was changed. signalbox verify says more");
    }

    private Future<Void> receipts(long after, long through) {
        if (after >= through) return Future.succeededFuture();
        AtomicLong at = new AtomicLong(after);
        return Turns.whileMore(
                vertx.getOrCreateContext(),
                () -> fromHistory.receipts(at.get(), through, PAGE).compose(page -> {
                    if (page.isEmpty()) return Future.succeededFuture(false);
                    at.set(page.get(page.size() - 1).number());
                    return to.add(List.of(), page).map(added -> at.get() < through);
                }));
    }

    /**
     * Reads what lies in the other store up to a place back, and computes its chain anew. Fails with
     * {@link IllegalStateException} at the first event that is another than was copied.
     */
    Future<Void> compare(EventLog there, Head through) {
        ReadBack back = new ReadBack();
        return LogCheck.walk(there, 0, HashChain.genesis(), through.position(), back, vertx)
                .compose(walked -> Arrays.equals(back.hash, through.hash())
                        ? Future.succeededFuture()
                        : Future.failedFuture(new IllegalStateException("the copy of the log " + from.name()
                                + " is another history at position " + through.position())));
    }

    private final class ReadBack implements LogCheck.Walker {
        private byte[] hash = HashChain.genesis();

        @Override
        public void fault(LogCheck.Fault fault) {
            throw broken(fault.position());
        }

        @Override
        public Future<?> passed(List<RecordedEvent> events) {
            hash = events.get(events.size() - 1).hash();
            return Future.succeededFuture();
        }
    }
}
