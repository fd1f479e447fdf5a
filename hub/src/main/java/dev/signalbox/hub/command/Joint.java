package dev.signalbox.hub.command;

import dev.signalbox.hub.log.Append.Quiet;
import dev.signalbox.hub.log.ExpectedVersion;
import dev.signalbox.hub.log.NewEvent;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was decided on a stream, together with events on others: all of it is written, or nothing.
 *
 * @param on the stream as it was when the decision was made, and must still be when it is written
 * @param events on that stream; none when nothing has to change
 * @param others on other streams, made by {@link CommandExecution#newEvent} with the indexes behind those of
 *     {@code events}
 * @param expected versions of the other streams
 * @param quiet what must not have happened since the round looked; null when nothing could matter
 */
public record Joint<S, E>(
        Loaded<S> on,
        List<E> events,
        List<NewEvent> others,
        Map<String, ExpectedVersion> expected,
        @Nullable Quiet quiet) {
    /** A decision that rests on streams alone. */
    public Joint(Loaded<S> on, List<E> events, List<NewEvent> others, Map<String, ExpectedVersion> expected) {
        this(on, events, others, expected, null);
    }

    /** The same while it is quiet; null when nothing could matter. */
    public Joint<S, E> whileQuiet(@Nullable Quiet quiet) {
        return new Joint<>(on, events, others, expected, quiet);
    }

    /** A decision in which no other stream takes part. */
    public static <S, E> Joint<S, E> alone(Loaded<S> on, List<E> events) {
        return new Joint<>(on, events, List.of(), Map.of());
    }
}
