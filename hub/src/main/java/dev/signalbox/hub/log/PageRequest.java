package dev.signalbox.hub.log;

import dev.signalbox.hub.database.StoreBroken;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What one read of a log looks at, and how a page is made of what it found: the rules of {@link EventLog#read} that are
 * the same on every engine.
 *
 * @param scanEnd the newest position that it looks at, which may lie beyond the head
 */
record PageRequest(String epoch, long after, int limit, EventFilter filter, long scanEnd) {
    /** @param scanMax positions that a filtered read looks at; one without a filter is bounded by its limit */
    static PageRequest of(String epoch, long after, int limit, EventFilter filter, int scanMax) {
        boolean bounded = !filter.isAll() && after < Long.MAX_VALUE - scanMax;
        return new PageRequest(epoch, after, limit, filter, bounded ? after + scanMax : Long.MAX_VALUE);
    }

    /** Reads, or fails with {@link IllegalArgumentException} when position, version or limit lie out of their range. */
    static <T> Future<T> checked(long after, int limit, Supplier<Future<T>> read) {
        if (after >= 0 && limit >= 1 && limit <= LogPage.EVENTS_MAX) return read.get();
        return Future.failedFuture(
                new IllegalArgumentException("read behind 0 or more, with a limit from 1 to " + LogPage.EVENTS_MAX));
    }

    /**
     * The page that ends with its last event when it is full, else where the scan ended.
     *
     * @param head read before the events, which may be newer
     * @param events matching ones, in order: all up to the scan's end, or as many as a page may hold
     * @param hashAtScanEnd of the event there; asked for only when the scan ended before the head
     */
    LogPage page(Head head, List<RecordedEvent> events, byte @Nullable [] hashAtScanEnd) {
        RecordedEvent last = events.isEmpty() ? null : events.get(events.size() - 1);
        long newest = last == null ? head.position() : Math.max(head.position(), last.position());
        long seen = Math.min(head.position(), scanEnd);
        if (last != null && (LogPage.isFull(events, limit) || last.position() >= seen)) {
            return page(last.position(), last.hash(), newest, events);
        }
        if (after > seen) return page(after, HashChain.genesis(), newest, events);
        if (seen == head.position()) return page(seen, head.hash(), newest, events);
        if (hashAtScanEnd == null) {
            throw new StoreBroken("a log is damaged: it has no event at position " + seen, null);
        }
        return page(seen, hashAtScanEnd, newest, events);
    }

    /** The parameters of a read of {@link EventSql#OF_RANGE} with the filter and a limit. */
    Object[] parameters(FilterSql where) {
        List<Object> parameters = new ArrayList<>(List.of(after, scanEnd));
        parameters.addAll(where.parameters());
        parameters.add(limit);
        return parameters.toArray();
    }

    private LogPage page(long to, byte[] hash, long newest, List<RecordedEvent> events) {
        return new LogPage(after, new Head(epoch, to, hash).cursor(), newest, events);
    }
}
