package dev.signalbox.hub.log;

import dev.signalbox.wire.Limits;
import java.util.List;
import java.util.Map;

/**
 * All events of one decision, or none of them.
 *
 * @param events 1 to {@link Limits#APPEND_EVENTS_MAX}; the id of the first is the id of the command
 * @param expected for each stream that must be at a version; streams that are not named may be at any
 * @param commandDigest 16 bytes that stand for the command's content: a repeat has the same, other content has another
 */
public record Append(List<NewEvent> events, Map<String, ExpectedVersion> expected, byte[] commandDigest) {
    public static final int DIGEST_BYTES = 16;

    public Append {
        events = List.copyOf(events);
        expected = Map.copyOf(expected);
        if (events.isEmpty() || events.size() > Limits.APPEND_EVENTS_MAX) {
            throw new IllegalArgumentException("an append has 1 to " + Limits.APPEND_EVENTS_MAX + " events");
        }
        if (commandDigest.length != DIGEST_BYTES) throw new IllegalArgumentException("a digest has 16 bytes");
    }

    /** The id of the command: of the first event. */
    public String commandId() {
        return events.get(0).id();
    }

    /** Bytes of data, for the limits of queue and commit. */
    public long bytes() {
        long sum = 0;
        for (NewEvent event : events) sum += event.data().length;
        return sum;
    }
}
