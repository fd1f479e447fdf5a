package dev.signalbox.hub.log;

import dev.signalbox.hub.database.Database;
import dev.signalbox.hub.database.Row;
import dev.signalbox.hub.database.StoreBroken;
import dev.signalbox.hub.vertx.Turns;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.security.MessageDigest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether a log is what was written: each event at its position, each held against the chain. A start goes through the
 * newest events, and counts the rest behind it; a verify goes through all of them. One instance is one walk.
 */
public final class LogCheck {
    /** Events whose hashes are computed anew by a start. */
    static final int NEWEST_EVENTS = 1_000;

    private static final int READ_LIMIT = 1_000;

    private final HashChain chain = new HashChain();
    private final Walker walker;
    private long position;
    /** The hash at the position; null when nobody can say, behind a hole. */
    private byte @Nullable [] hash;
    /** The event before does not follow from its columns: the hash that would. */
    private byte @Nullable [] computed;

    private @Nullable Fault pending;

    /**
     * One thing that is not as it was written.
     *
     * @param position where; of several that are missing, the first
     * @param event that stands there; null when none does
     * @param field the column, when it can only be this one; null when it may be any
     * @param what is wrong, for people, as the rest of a sentence
     */
    public record Fault(
            long position,
            @Nullable RecordedEvent event,
            @Nullable String field,
            String what) {}

    /** Who goes along. */
    public interface Walker {
        /** Hears of a fault. */
        void fault(Fault fault);

        /** These events, the next ones, were held against the chain. The walk goes on when this completes. */
        Future<?> passed(List<RecordedEvent> events);
    }

    private LogCheck(long after, byte[] hash, Walker walker) {
        this.position = after;
        this.hash = hash;
        this.walker = walker;
    }

    /** Follows the chain through the newest events. Fails with {@link StoreBroken} at the first that does not fit. */
    public static Future<Void> newest(EventLog log, Head head, Vertx vertx) {
        long from = Math.max(0, head.position() - NEWEST_EVENTS);
        Walker strict = new Strict(log);
        if (from == 0) return walk(log, 0, HashChain.genesis(), head.position(), strict, vertx);
        return log.at(from)
                .compose(event -> event.isPresent()
                        ? walk(log, from, event.get().hash(), head.position(), strict, vertx)
                        : Future.failedFuture(broken(log, "it has no event at position " + from)));
    }

    /** Counts the events: their positions are dense. Fails with {@link StoreBroken} when some are missing. */
    public static Future<Void> count(EventLog log, Database database) {
        return database.read(transaction -> transaction.query(
                        "SELECT count(*) AS events, COALESCE(max(position), 0) AS newest FROM events"))
                .compose(rows -> {
                    Row row = rows.get(0);
                    long events = row.bigint("events");
                    long newest = row.bigint("newest");
                    return events == newest
                            ? Future.succeededFuture()
                            : Future.failedFuture(
                                    broken(log, "it has " + events + " events, but the newest has position " + newest));
                });
    }

    /**
     * Follows the chain over the events {@code (after, through]}, and tells of every fault. Reads a page while the one
     * before is computed, off the event loop. Fails with what the walker fails with, or the store.
     *
     * @param hash of the event at {@code after}
     */
    public static Future<Void> walk(EventLog log, long after, byte[] hash, long through, Walker walker, Vertx vertx) {
        if (after >= through) return Future.succeededFuture();
        LogCheck check = new LogCheck(after, hash, walker);
        Pages pages = new Pages(log, after, through);
        return Turns.whileMore(vertx.getOrCreateContext(), () -> pages.next().compose(events -> vertx.executeBlocking(
                        () -> {
                            check.page(events, through);
                            return null;
                        },
                        false)
                .compose(computed -> events.isEmpty() ? Future.succeededFuture() : walker.passed(events))
                .map(passed -> check.position < through)));
    }

    /** The pages of a log up to a position; the next one is read while its reader is busy. Not for several threads. */
    private static final class Pages {
        private final EventLog log;
        private final long through;
        private Future<List<RecordedEvent>> reading;

        Pages(EventLog log, long after, long through) {
            this.log = log;
            this.through = through;
            this.reading = behind(after);
        }

        private Future<List<RecordedEvent>> behind(long after) {
            return log.read(after, READ_LIMIT, EventFilter.ALL).map(LogPage::events);
        }

        /** Empty behind the last one. */
        Future<List<RecordedEvent>> next() {
            return reading.map(page -> {
                if (page.isEmpty()) return page;
                long last = page.get(page.size() - 1).position();
                reading = last < through ? behind(last) : Future.succeededFuture(List.of());
                return last <= through
                        ? page
                        : page.stream()
                                .filter(event -> event.position() <= through)
                                .toList();
            });
        }
    }

    /** No events: there are none up to the end. */
    private void page(List<RecordedEvent> events, long through) {
        for (RecordedEvent event : events) hold(event);
        if (events.isEmpty() && position < through) missing(through);
        if (position >= through) settle();
    }

    private void hold(RecordedEvent event) {
        long place = event.position();
        if (place <= position) {
            tell(new Fault(place, event, "position", "stands there twice"));
            return;
        }
        if (place > position + 1) missing(place - 1);
        byte[] before = hash;
        byte[] other = computed;
        computed = null;
        position = place;
        hash = event.hash();
        if (before == null) return;
        byte[] right = chain.hash(before, event);
        if (MessageDigest.isEqual(right, event.hash())) return;
        if (other != null && MessageDigest.isEqual(chain.hash(other, event), event.hash())) {
            onlyTheHash();
            return;
        }
        computed = right;
        tell(new Fault(place, event, null, "is not what was written there"));
    }

    /** The event before has its columns as they were, for the next one follows from them. */
    private void onlyTheHash() {
        Fault fault = pending;
        if (fault == null) return;
        pending = new Fault(fault.position(), fault.event(), "hash", "has another hash than was written there");
    }

    private void missing(long last) {
        long first = position + 1;
        tell(new Fault(first, null, null, first == last ? "is missing" : "is missing, and so are those up to " + last));
        position = last;
        hash = null;
        computed = null;
    }

    /** The one before is told first: what comes behind it may have said more about it. */
    private void tell(Fault fault) {
        settle();
        pending = fault;
    }

    private void settle() {
        Fault known = pending;
        pending = null;
        if (known != null) walker.fault(known);
    }

    private static StoreBroken broken(EventLog log, String how) {
        return new StoreBroken("the log " + log.name() + " is damaged: " + how, null);
    }

    /** Ends at the first fault. */
    private record Strict(EventLog log) implements Walker {
        @Override
        public void fault(Fault fault) {
            RecordedEvent event = fault.event();
            throw broken(
                    log,
                    event == null
                            ? "it has no event at position " + fault.position()
                            : "the event " + event + " " + fault.what() + ", or what stood before it is not");
        }

        @Override
        public Future<?> passed(List<RecordedEvent> events) {
            return Future.succeededFuture();
        }
    }
}
