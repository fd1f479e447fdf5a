package dev.signalbox.hub.log;

import dev.signalbox.wire.Cursor;
import java.util.ArrayList;
import java.util.List;

/**
 * A range {@code (from, to]} of the log, read in one committed state. {@code to} moves even when no event matched.
 *
 * @param to the end of the range, with the hash of the event there, matching or not
 * @param head the newest position in that state; below {@code from} when the reader is ahead of this log
 * @param events those of the range that match the filter, in order
 */
public record LogPage(long from, Cursor to, long head, List<RecordedEvent> events) {
    /** Events of one reading at most. */
    public static final int EVENTS_MAX = 5_000;
    /**
     * Bytes of data at which a reading ends, so that a page of large events is not larger than one of many small ones.
     */
    public static final int BYTES_MAX = 128 * 1024;

    public LogPage {
        if (to.position() < from) throw new IllegalArgumentException("not a range: (" + from + ", " + to + "]");
        events = List.copyOf(events);
    }

    /** Whether nothing newer was committed when this page was read. */
    public boolean reachesHead() {
        return to.position() >= head;
    }

    /**
     * This range and the one behind it as one. Fails with {@link IllegalArgumentException} when there is a gap between
     * them.
     */
    public LogPage and(LogPage next) {
        if (next.from != to.position()) throw new IllegalArgumentException(next.from + " is not behind " + to);
        List<RecordedEvent> all = new ArrayList<>(events);
        all.addAll(next.events);
        return new LogPage(from, next.to, next.head, all);
    }

    /** Bytes of data of its events. */
    public long bytes() {
        return bytes(events);
    }

    /**
     * Whether a reading of at most {@code limit} events ended for its size: there may be more behind the last of these.
     */
    static boolean isFull(List<RecordedEvent> events, int limit) {
        return events.size() >= limit || bytes(events) >= BYTES_MAX;
    }

    private static long bytes(List<RecordedEvent> events) {
        long bytes = 0;
        for (RecordedEvent event : events) bytes += event.data().length;
        return bytes;
    }
}
