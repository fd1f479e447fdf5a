package dev.signalbox.hub.archive;

import dev.signalbox.hub.log.Erasure.Chosen;
import dev.signalbox.hub.log.RecordedEvent;
import java.util.function.ObjLongConsumer;

/**
 * What later events of a log took away from earlier ones: an archive may still hold the words, for its segments are
 * never rewritten. Told of a whole log in order, then asked. One thread at a time.
 */
public interface Erasures {
    /** Nothing is ever erased. */
    Erasures NONE = new Erasures() {
        @Override
        public void hears(RecordedEvent event) {}

        @Override
        public boolean covers(String stream, Chosen event) {
            return false;
        }

        @Override
        public void each(ObjLongConsumer<String> streamBeforeVersion) {}
    };

    /** The next event of the log. */
    void hears(RecordedEvent event);

    /** Whether an event that was heard took away what this one of the stream says. */
    boolean covers(String stream, Chosen event);

    /** The same of an event as it stands in the log. */
    default boolean covers(RecordedEvent event) {
        return !event.isErased() && covers(event.stream(), new Chosen(event.version(), event.type(), event.stored()));
    }

    /** Gives each stream that has erased events, with the version before which they lie. */
    void each(ObjLongConsumer<String> streamBeforeVersion);
}
