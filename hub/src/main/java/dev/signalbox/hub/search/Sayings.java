package dev.signalbox.hub.search;

import dev.signalbox.hub.log.RecordedEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a feature lets be found of its events. Pure; any thread. */
public interface Sayings {
    /** What its things are called where they are found: question, trace … */
    String kind();

    /** The types of the events that say something, or patterns of them. */
    List<String> eventTypes();

    /**
     * What an event says; null when it says nothing. Fails with {@link IllegalArgumentException} for data that it
     * cannot read.
     */
    @Nullable
    Saying of(RecordedEvent event);
}
