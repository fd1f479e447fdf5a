package dev.signalbox.hub.command;

import dev.signalbox.hub.log.RecordedEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How the events of one stream become a state.
 *
 * @param category the streams are {@code <category>/<id>}
 * @param empty the state before the first event
 * @param step the state after one more event; pure
 */
public record Fold<S, E>(String category, EventCodec<E> codec, S empty, Step<S, E> step) {
    private static final Logger LOG = LoggerFactory.getLogger(Fold.class);

    /** One step of the fold; {@code recorded} carries actor, times and version. */
    @FunctionalInterface
    public interface Step<S, E> {
        S after(S state, E event, RecordedEvent recorded);
    }

    public String stream(String id) {
        return category + "/" + id;
    }

    public S after(S state, RecordedEvent recorded) {
        return step.after(state, codec.decode(recorded), recorded);
    }

    /**
     * The same for who shows what was: null when the event cannot be folded, which must not hide the rest. Who decides
     * takes {@link #after}, for it must not decide on half a state.
     */
    public @Nullable S afterIfPossible(S state, RecordedEvent recorded) {
        try {
            return after(state, recorded);
        } catch (RuntimeException | StackOverflowError | LinkageError cannot) {
            LOG.warn("{} cannot be folded: {}", recorded, cannot.toString());
            return null;
        }
    }

    /** The same for an event that was decided just now, so that it need not be read again. */
    public S after(S state, E event, RecordedEvent recorded) {
        return step.after(state, event, recorded);
    }

    /** The state after these events of one stream, in order. */
    public S of(List<RecordedEvent> events) {
        S state = empty;
        for (RecordedEvent event : events) state = after(state, event);
        return state;
    }
}
