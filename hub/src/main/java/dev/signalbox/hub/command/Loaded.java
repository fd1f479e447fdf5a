package dev.signalbox.hub.command;

import dev.signalbox.hub.log.RecordedEvent;
import org.jspecify.annotations.Nullable;

/**
 * A stream as it was loaded.
 *
 * @param newest its newest event; null when it has none, or none was read
 */
public record Loaded<S>(String stream, S state, @Nullable RecordedEvent newest) {
    /** A stream of which nothing was read: as one that does not exist. */
    public static <S> Loaded<S> unread(Fold<S, ?> fold, String id) {
        return new Loaded<>(fold.stream(id), fold.empty(), null);
    }

    /** Version of the newest event; 0 when there is none. */
    public long version() {
        return newest == null ? 0 : newest.version();
    }

    /** Position of the newest event; 0 when there is none. */
    public long position() {
        return newest == null ? 0 : newest.position();
    }

    /** The stream with one more event. */
    public Loaded<S> after(Fold<S, ?> fold, RecordedEvent event) {
        return new Loaded<>(stream, fold.after(state, event), event);
    }
}
