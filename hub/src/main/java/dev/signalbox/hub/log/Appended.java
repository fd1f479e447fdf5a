package dev.signalbox.hub.log;

import java.util.List;

/**
 * The log's durable yes.
 *
 * @param events as they stand in the log, in the order of the append. Of a duplicate: those whose ids the append names
 * @param duplicate whether the command was in the log before; then the events are the first ones
 */
public record Appended(List<RecordedEvent> events, boolean duplicate) {
    public Appended {
        events = List.copyOf(events);
    }
}
