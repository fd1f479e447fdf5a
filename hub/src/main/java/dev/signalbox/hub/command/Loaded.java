package dev.signalbox.hub.command;

import dev.signalbox.hub.log.RecordedEvent;
import dev.signalbox.wire.ProblemCode;
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

    /** The stream with one more event. Fails with {@link Refused} when it cannot be folded: nothing can be decided. */
    public Loaded<S> after(Fold<S, ?> fold, RecordedEvent event) {
        S next = fold.afterIfPossible(state, event);
        if (next == null) {
            throw new Refused(
                    ProblemCode.INTERNAL,
                    event.type() + " at position " + event.position() + " of " + stream
                            + " cannot be read by this version of the hub, so nothing can be decided about it and nothing"
                            + " was written. An operator sees why: signalbox projections problems");
        }
        return new Loaded<>(stream, next, event);
    }
}
