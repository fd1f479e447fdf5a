package dev.signalbox.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.hub.command.EventCodec;
import dev.signalbox.hub.projection.Projection;
import dev.signalbox.wire.EventTypes;
import java.util.Arrays;
import java.util.List;

/** Proves that no event of a sealed family was forgotten anywhere. */
public final class EventFamily {
    private EventFamily() {}

    /**
     * Every permitted record has a literal in the codec and in the table of types, a sample in the test, and a handler
     * in the projection.
     */
    public static <E> void assertComplete(
            Class<E> family, EventCodec<E> codec, List<? extends E> samples, Projection projection) {
        List<Class<?>> records = List.of(family.getPermittedSubclasses());
        assertThat(records).isNotEmpty();
        assertThat(codec.types().stream().<Class<?>>map(codec::classOf)).containsExactlyInAnyOrderElementsOf(records);
        assertThat(samples.stream().<Class<?>>map(Object::getClass)).containsAll(records);
        assertThat(projection.eventTypes()).containsExactlyInAnyOrderElementsOf(codec.types());
        assertThat(EventTypes.ALL).containsAll(codec.types());
        String name = codec.types().get(0);
        String prefix = name.substring(0, name.indexOf('.') + 1);
        assertThat(Arrays.asList(EventTypes.ALL.stream()
                        .filter(type -> type.startsWith(prefix))
                        .toArray()))
                .as("types of the family %s*", prefix)
                .containsExactlyInAnyOrderElementsOf(codec.types());
    }
}
