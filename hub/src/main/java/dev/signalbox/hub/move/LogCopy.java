package dev.signalbox.hub.move;

import dev.signalbox.hub.log.EventFilter;
import dev.signalbox.hub.log.EventLog;
import dev.signalbox.hub.log.HashChain;
import dev.signalbox.hub.log.Head;
import dev.signalbox.hub.log.History;
import dev.signalbox.hub.log.History.Numbered;
import dev.signalbox.hub.log.RecordedEvent;
import io.vertx.core.Future;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * Brings what one log holds into the store of another, event by event as it is: positions, ids, times and hashes stay.
 * Every event is held against the chain on the way. It may be ended at any moment and begun again. One call at a time.
 */
final class LogCopy {
    private static final int PAGE = 1_000;

    private final EventLog from;
    private final History fromHistory;
    private final History to;
    private final HashChain chain = new HashChain();

    /** @param fromHistory of the store of {@code from} */
    LogCopy(EventLog from, History fromHistory, History to) {
        this.from = from;
        this.fromHistory = fromHistory;
        this.to = to;
    }

    /**
     * Copies what the log holds at this call, and receipts. Fails with {@link IllegalStateException} when the events do
     * not make a chain with what is there.
     *
     * @param progress hears how far the copy has come, behind each page
     * @return the newest event that was copied
     */
    Future<Head> run(Consumer<Head> progress) {
        return fromHistory.newestReceipt().compose(receipt -> from.head()
                .compose(end -> to.head().compose(begin -> events(begin, end, progress)))
                .compose(copied -> to.newestReceipt()
                        .compose(after -> receipts(after, receipt))
                        .map(copied)));
    }

    private Future<Head> events(Head at, Head end, Consumer<Head> progress) {
        if (at.position() >= end.position()) return Future.succeededFuture(at);
        return from.read(at.position(), PAGE, EventFilter.ALL).compose(page -> {
            Head reached = linked(at, page.events());
            return to.add(page.events(), List.of()).compose(added -> {
                progress.accept(reached);
                return events(reached, end, progress);
            });
        });
    }

    private Head linked(Head at, List<RecordedEvent> events) {
        if (events.isEmpty()) throw new IllegalStateException(broken(at.position() + 1));
        byte[] hash = at.hash();
        long position = at.position();
        for (RecordedEvent event : events) {
            position++;
            if (event.position() != position || !chain.verifies(hash, event)) {
                throw new IllegalStateException(broken(position));
            }
            hash = event.hash();
        }
        return new Head(from.epoch(), position, hash);
    }

    private String broken(long position) {
        return "the log " + from.name() + " is no chain at position " + position
                + ": it was changed. signalbox verify says more";
    }

    private Future<Void> receipts(long after, long through) {
        if (after >= through) return Future.succeededFuture();
        return fromHistory.receipts(after, through, PAGE).compose(page -> {
            if (page.isEmpty()) return Future.succeededFuture();
            Numbered last = page.get(page.size() - 1);
            return to.add(List.of(), page).compose(added -> receipts(last.number(), through));
        });
    }

    /**
     * Reads what lies in the other store up to a place back, and computes its chain anew. Fails with
     * {@link IllegalStateException} at the first event that is another than was copied.
     */
    Future<Void> compare(EventLog there, Head through) {
        return compare(there, new Head(from.epoch(), 0, HashChain.genesis()), through);
    }

    private Future<Void> compare(EventLog there, Head at, Head through) {
        if (at.position() >= through.position()) {
            return Arrays.equals(at.hash(), through.hash())
                    ? Future.succeededFuture()
                    : Future.failedFuture(new IllegalStateException(
                            "the copy of the log " + from.name() + " is another history at position " + at.position()));
        }
        return there.read(at.position(), PAGE, EventFilter.ALL).compose(page -> {
            List<RecordedEvent> events = page.events().stream()
                    .takeWhile(event -> event.position() <= through.position())
                    .toList();
            return compare(there, linked(at, events), through);
        });
    }
}
