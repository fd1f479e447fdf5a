package dev.signalbox.hub.log;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The log's durable yes.
 *
 * @param events as they stand in the log, in the order of the append. Of a duplicate: those whose ids the append names;
 *     none when it changed nothing
 * @param duplicate whether the command was in the log before; then this is what it wrote first
 * @param receipt of a command that changed nothing; null beside events
 */
public record Appended(
        List<RecordedEvent> events,
        boolean duplicate,
        @Nullable RecordedReceipt receipt) {
    public Appended {
        events = List.copyOf(events);
    }

    public Appended(List<RecordedEvent> events, boolean duplicate) {
        this(events, duplicate, null);
    }

    /** Of a command that changed nothing. */
    public static Appended of(RecordedReceipt receipt, boolean duplicate) {
        return new Appended(List.of(), duplicate, receipt);
    }
}
