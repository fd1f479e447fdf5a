package dev.signalbox.wire;

import java.util.List;

/**
 * A page of events, oldest first.
 *
 * @param events those of the range that match the filter and that the reader may see
 * @param next the cursor behind the range; give it as {@code after} to go on, also when no event matched
 * @param head the newest position of the log when the page was read; at {@code next}'s position the reader is up to
 *     date
 */
public record EventPage(List<Event> events, String next, long head) {
    public EventPage {
        events = List.copyOf(events);
    }
}
