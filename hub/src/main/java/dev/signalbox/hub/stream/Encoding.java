package dev.signalbox.hub.stream;

import dev.signalbox.hub.http.route.CloudEvents;
import dev.signalbox.hub.log.Head;
import dev.signalbox.hub.log.RecordedEvent;
import dev.signalbox.wire.Cursor;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;

/** The one wire form of the events of a log: a CloudEvent inside a frame of an event stream. */
record Encoding(CloudEvents form, String epoch) implements Function<RecordedEvent, EncodedEvent> {
    private static final byte[] END_OF_FRAME = {'\n', '\n'};

    /** @param log its name */
    Encoding(String log, String epoch) {
        this(CloudEvents.of(log), epoch);
    }

    @Override
    public EncodedEvent apply(RecordedEvent event) {
        Cursor cursor = new Cursor(epoch, event.position(), Head.hashPrefix(event.hash()));
        byte[] from = ascii(":from " + (event.position() - 1) + "\n");
        byte[] id = ascii("id: " + cursor + "\n");
        byte[] type = ascii("event: " + event.type() + "\ndata: ");
        byte[] json = form.json(event);

        int typeAt = from.length + id.length;
        int jsonAt = typeAt + type.length;
        int jsonEnd = jsonAt + json.length;
        int dataAt = jsonEnd - 1 - event.data().length - CloudEvents.DATA.length();
        Buffer frame = Buffer.buffer(jsonEnd + 2)
                .appendBytes(from)
                .appendBytes(id)
                .appendBytes(type)
                .appendBytes(json)
                .appendBytes(END_OF_FRAME);
        return new EncodedEvent(frame, event, from.length, typeAt, jsonAt, dataAt, jsonEnd);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
