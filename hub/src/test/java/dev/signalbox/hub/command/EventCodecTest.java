package dev.signalbox.hub.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.hub.Given;
import dev.signalbox.hub.log.RecordedEvent;
import dev.signalbox.wire.Json;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class EventCodecTest {
    sealed interface Shape {}

    /** As it was written first: a name. */
    record Named(String name) implements Shape {}

    /** As it is today: two names. */
    record Split(String first, String last) implements Shape {}

    @Test
    void an_event_of_an_older_shape_is_read_as_one_of_today() {
        EventCodec<Shape> then = EventCodec.of(Shape.class).with("person.named", Named.class);
        EventCodec<Shape> now = EventCodec.of(Shape.class)
                .with("person.named", Split.class)
                .upcasting("person.named", json(data -> data.put("called", take(data, "name"))))
                .upcasting("person.named", json(EventCodecTest::split));
        Fold<String, Shape> written = new Fold<>("person", then, "", (state, event, recorded) -> "");
        Fold<String, Shape> read = new Fold<>(
                "person", now, "", (state, event, recorded) -> event instanceof Split split ? split.last() : "unread");

        RecordedEvent stored = Given.recorded(written, "jane", new Named("Ada Lovelace"), Given.START, 1);

        assertThat(read.after("", stored)).isEqualTo("Lovelace");
    }

    private static ObjectNode split(ObjectNode data) {
        String[] names = take(data, "called").split(" ", -1);
        return data.put("first", names[0]).put("last", names[1]);
    }

    private static String take(ObjectNode data, String field) {
        return data.remove(field).asText();
    }

    private static UnaryOperator<byte[]> json(UnaryOperator<ObjectNode> step) {
        return data -> Json.write(step.apply(Json.readLenient(data, ObjectNode.class)));
    }
}
