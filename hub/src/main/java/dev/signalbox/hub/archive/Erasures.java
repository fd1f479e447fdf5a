package dev.signalbox.hub.archive;

import dev.signalbox.hub.log.Erasure.Chosen;
import dev.signalbox.hub.log.RecordedEvent;

/**
 * What later events of a log took away from earlier ones: an archive may still hold the words, for its segments are
 * never rewritten. One thread at a time.
 */
public interface Erasures {
    /** Nothing is ever erased. */
    Erasures NONE = (stream, event) -> false;

    /** Whether an event that was heard took away what this one of the stream says. */
    boolean covers(String stream, Chosen event);

    /** The same of an event as it stands in the log. */
    default boolean covers(RecordedEvent event) {
        return !event.isErased() && covers(event.stream(), new Chosen(event.version(), event.type(), event.stored()));
    }
}
