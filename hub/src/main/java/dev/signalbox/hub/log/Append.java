package dev.signalbox.hub.log;

import dev.signalbox.wire.Limits;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All events of one decision, or none of them; or the receipt of a command that changed nothing.
 *
 * @param events 1 to {@link Limits#APPEND_EVENTS_MAX}, the id of the first is the id of the command; none beside a
 *     receipt
 * @param expected for each stream that must be at a version; streams that are not named may be at any
 * @param commandDigest 16 bytes that stand for the command's content: a repeat has the same, other content has another
 * @param receipt null beside events
 */
public record Append(
        List<NewEvent> events,
        Map<String, ExpectedVersion> expected,
        byte[] commandDigest,
        @Nullable RecordedReceipt receipt) {
    public static final int DIGEST_BYTES = 16;

    public Append {
        events = List.copyOf(events);
        expected = Map.copyOf(expected);
        if (receipt == null ? events.isEmpty() : !events.isEmpty()) {
            throw new IllegalArgumentException("an append has events or a receipt");
        }
        if (events.size() > Limits.APPEND_EVENTS_MAX) {
            throw new IllegalArgumentException("an append has at most " + Limits.APPEND_EVENTS_MAX + " events");
        }
        if (commandDigest.length != DIGEST_BYTES) throw new IllegalArgumentException("a digest has 16 bytes");
    }

    public Append(List<NewEvent> events, Map<String, ExpectedVersion> expected, byte[] commandDigest) {
        this(events, expected, commandDigest, null);
    }

    /** Of a command that changes nothing, whatever happened to the stream since it was decided. */
    public static Append of(RecordedReceipt receipt) {
        return new Append(List.of(), Map.of(), receipt.commandDigest(), receipt);
    }

    /** The id of the command: of the first event, or of the receipt. */
    public String commandId() {
        return receipt == null ? events.get(0).id() : receipt.commandId();
    }

    /** Bytes of data, for the limits of queue and commit. */
    public long bytes() {
        long sum = 0;
        for (NewEvent event : events) sum += event.data().length;
        return sum;
    }
}
