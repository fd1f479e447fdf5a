package dev.signalbox.hub.move;

import static java.util.Objects.requireNonNull;

import dev.signalbox.hub.log.EventFilter;
import dev.signalbox.hub.log.EventLog;
import dev.signalbox.hub.log.HashChain;
import dev.signalbox.hub.log.Head;
import dev.signalbox.hub.log.History;
import dev.signalbox.hub.log.History.Numbered;
import dev.signalbox.hub.log.LogCheck;
import dev.signalbox.hub.log.RecordedEvent;
import dev.signalbox.hub.vertx.Turns;
import dev.signalbox.wire.Event;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Brings what one log holds into the store of another, event by event as it is: positions, ids, times and hashes stay.
 * One that leaves out the streams of a category gives the others the positions and hashes of a log that never had
 * those. Every event is held against the chain on the way. It may be ended at any moment and begun again. One call at a
 * time.
 */
public final class LogCopy {
    private static final int PAGE = 1_000;

    private final EventLog from;
    private final History fromHistory;
    private final History to;
    private final Vertx vertx;
    private final @Nullable String without;
    private final HashChain chain = new HashChain();

    /** @param fromHistory of the store of {@code from} */
    public LogCopy(EventLog from, History fromHistory, History to, Vertx vertx) {
        this(from, fromHistory, to, null, vertx);
    }

    /** @param without what the names of the streams that are left out begin with, before the slash; null for none */
    public LogCopy(EventLog from, History fromHistory, History to, @Nullable String without, Vertx vertx) {
        this.from = from;
        this.fromHistory = fromHistory;
        this.to = to;
        this.without = without;
        this.vertx = vertx;
    }

    /**
     * How far a copy is.
     *
     * @param source what was read
     * @param copy what that has become
     */
    private record Place(Head source, Head copy) {
        Place(Head both) {
            this(both, both);
        }
    }

    /** What a page becomes, and where that ends. */
    private record Linked(Place reached, List<RecordedEvent> events) {}

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

    private Future<Head> events(Head there, Head end, Consumer<Head> progress) {
        Place begin = new Place(without == null ? there : new Head(from.epoch(), 0, HashChain.genesis()));
        if (begin.source().position() >= end.position()) return Future.succeededFuture(begin.source());
        AtomicReference<Place> at = new AtomicReference<>(begin);
        return Turns.whileMore(vertx.getOrCreateContext(), () -> page(requireNonNull(at.get()), there)
                        .map(reached -> {
                            at.set(reached);
                            progress.accept(reached.source());
                            return reached.source().position() < end.position();
                        }))
                .map(copied -> requireNonNull(at.get()).source());
    }

    private Future<Place> page(Place at, Head there) {
        return from.read(at.source().position(), PAGE, EventFilter.ALL)
                .compose(page -> vertx.executeBlocking(() -> linked(at, page.events(), there), false)
                        .compose(linked -> to.add(linked.events(), List.of()).map(linked.reached())));
    }

    /** @param there what the store had before: that is not brought again, and must be what it would become */
    private Linked linked(Place at, List<RecordedEvent> events, Head there) {
        if (events.isEmpty()) throw broken(at.source().position() + 1);
        List<RecordedEvent> fresh = new ArrayList<>(events.size());
        byte[] hash = at.source().hash();
        byte[] copied = at.copy().hash();
        long position = at.source().position();
        long copies = at.copy().position();
        for (RecordedEvent event : events) {
            position++;
            if (event.position() != position || !chain.verifies(hash, event)) throw broken(position);
            hash = event.hash();
            if (event.category().equals(without)) continue;
            copies++;
            RecordedEvent copy = without == null ? event : chain.relink(copied, copies, event);
            copied = copy.hash();
            if (copies > there.position()) fresh.add(copy);
            else if (copies == there.position() && !Arrays.equals(copied, there.hash())) throw another(copies);
        }
        Head source = new Head(from.epoch(), position, hash);
        return new Linked(new Place(source, new Head(from.epoch(), copies, copied)), fresh);
    }

    private IllegalStateException another(long position) {
        return new IllegalStateException(
                "the copy of the log " + from.name() + " is another history at position " + position);
    }

    private IllegalStateException broken(long position) {
        return new IllegalStateException("the log " + from.name() + " is no chain at position " + position
                + ": it was changed. signalbox verify says more");
    }

    private Future<Void> receipts(long there, long through) {
        AtomicLong read = new AtomicLong(without == null ? there : 0);
        AtomicLong copies = new AtomicLong(read.get());
        if (read.get() >= through) return Future.succeededFuture();
        return Turns.whileMore(
                vertx.getOrCreateContext(),
                () -> fromHistory.receipts(read.get(), through, PAGE).compose(page -> {
                    if (page.isEmpty()) return Future.succeededFuture(false);
                    read.set(page.get(page.size() - 1).number());
                    List<Numbered> fresh = page.stream()
                            .map(Numbered::receipt)
                            .filter(receipt ->
                                    !Event.categoryOf(receipt.stream()).equals(without))
                            .map(receipt -> new Numbered(copies.incrementAndGet(), receipt))
                            .filter(receipt -> receipt.number() > there)
                            .toList();
                    return to.add(List.of(), fresh).map(added -> read.get() < through);
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
                        : Future.failedFuture(another(through.position())));
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
