package dev.signalbox.hub.projection;

import dev.signalbox.hub.log.RecordedEvent;
import java.time.Instant;

/**
 * A thing as the events of its stream make it. Immutable.
 *
 * @param key names it in its category
 * @param version of its stream; 0 before the first event
 * @param exists false before the first event, and when it is gone
 * @param created the event by which it came to be, anew after it was gone
 * @param updated the newest event
 */
public record Folded<S>(String key, S state, long version, boolean exists, Mark created, Mark updated) {

    /** An event as rows remember it. */
    public record Mark(long position, Instant at, String by) {
        static final Mark NONE = new Mark(0, Instant.EPOCH, "");

        static Mark of(RecordedEvent event) {
            return new Mark(event.position(), event.recordedAt(), event.actor());
        }
    }

    /** Before the first event. */
    public static <S> Folded<S> nothing(String key, S empty) {
        return new Folded<>(key, empty, 0, false, Mark.NONE, Mark.NONE);
    }

    /** One event on. */
    Folded<S> after(S next, boolean nextExists, RecordedEvent event) {
        Mark mark = Mark.of(event);
        boolean made = version == 0 || (nextExists && !exists);
        return new Folded<>(key, next, event.version(), nextExists, made ? mark : created, mark);
    }

    /** The same at the version of an event that could not be folded. */
    public Folded<S> past(RecordedEvent event) {
        Mark mark = Mark.of(event);
        return new Folded<>(key, state, event.version(), exists, version == 0 ? mark : created, mark);
    }

    /** The same at another version. */
    Folded<S> at(long another) {
        return new Folded<>(key, state, another, exists, created, updated);
    }
}
