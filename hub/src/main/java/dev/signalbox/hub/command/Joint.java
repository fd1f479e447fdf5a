package dev.signalbox.hub.command;

import dev.signalbox.hub.log.ExpectedVersion;
import dev.signalbox.hub.log.NewEvent;
import java.util.List;
import java.util.Map;

/**
 * What was decided on a stream, together with events on others: all of it is written, or nothing.
 *
 * @param on the stream as it was when the decision was made, and must still be when it is written
 * @param events on that stream; none when nothing has to change
 * @param others on other streams, made by {@link CommandExecution#newEvent} with the indexes behind those of
 *     {@code events}
 * @param expected versions of the other streams
 */
public record Joint<S, E>(Loaded<S> on, List<E> events, List<NewEvent> others, Map<String, ExpectedVersion> expected) {
    /** A decision in which no other stream takes part. */
    public static <S, E> Joint<S, E> alone(Loaded<S> on, List<E> events) {
        return new Joint<>(on, events, List.of(), Map.of());
    }
}
