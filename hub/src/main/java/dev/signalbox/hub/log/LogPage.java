package dev.signalbox.hub.log;

import java.util.List;

/**
 * A range {@code (from, to]} of the log, read in one committed state. {@code to} moves even when no event matched.
 *
 * @param head the newest position in that state
 * @param events those of the range that match the filter, in order
 */
public record LogPage(long from, long to, long head, List<RecordedEvent> events) {
    public LogPage {
        if (to < from) throw new IllegalArgumentException("not a range: (" + from + ", " + to + "]");
        events = List.copyOf(events);
    }
}
