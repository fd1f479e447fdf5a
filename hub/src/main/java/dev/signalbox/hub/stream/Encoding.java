package dev.signalbox.hub.stream;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.signalbox.hub.log.Head;
import dev.signalbox.hub.log.RecordedEvent;
import dev.signalbox.wire.Cursor;
import dev.signalbox.wire.Times;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The one wire form of the events of a log: a CloudEvent 1.0 in JSON, its data the stored bytes as they are, inside a
 * frame of an event stream. A frame is one line, so line breaks between the tokens of stored JSON become spaces; inside
 * its texts there are none.
 */
record Encoding(String source, String epoch) implements Function<RecordedEvent, EncodedEvent> {
    private static final JsonStringEncoder ESCAPES = JsonStringEncoder.getInstance();
    private static final String ZEROS = "0".repeat(19);
    private static final String DATA = ",\"data\":";
    private static final byte[] END_OF_FRAME = {'}', '\n', '\n'};

    /** @param source the log's name; becomes {@code /signalbox/<log>} */
    Encoding {
        source = "/signalbox/" + source;
    }

    @Override
    public EncodedEvent apply(RecordedEvent event) {
        Cursor cursor = new Cursor(epoch, event.position(), Head.hashPrefix(event.hash()));
        byte[] from = ascii(":from " + (event.position() - 1) + "\n");
        byte[] id = ascii("id: " + cursor + "\n");
        byte[] type = ascii("event: " + event.type() + "\ndata: ");
        byte[] envelope = envelope(event).getBytes(StandardCharsets.UTF_8);
        byte[] data = oneLine(event.data());

        int typeAt = from.length + id.length;
        int jsonAt = typeAt + type.length;
        int dataAt = jsonAt + envelope.length - DATA.length();
        int jsonEnd = jsonAt + envelope.length + data.length + 1;
        Buffer frame = Buffer.buffer(jsonEnd + 2)
                .appendBytes(from)
                .appendBytes(id)
                .appendBytes(type)
                .appendBytes(envelope)
                .appendBytes(data)
                .appendBytes(END_OF_FRAME);
        return new EncodedEvent(frame, event, from.length, typeAt, jsonAt, dataAt, jsonEnd);
    }

    /** Everything but the data, open at its end. */
    private String envelope(RecordedEvent event) {
        StringBuilder json = new StringBuilder(384).append("{\"specversion\":\"1.0\"");
        text(json, "id", event.id());
        text(json, "source", source);
        text(json, "type", event.type());
        text(json, "subject", event.stream());
        text(json, "time", Times.format(event.occurredAt()));
        text(json, "datacontenttype", "application/json");
        text(json, "sequence", orderable(event.position()));
        json.append(",\"streamversion\":").append(event.version());
        text(json, "recordedtime", Times.format(event.recordedAt()));
        text(json, "actor", event.actor());
        text(json, "correlationid", event.correlationId());
        text(json, "causationid", event.causationId());
        return json.append(DATA).toString();
    }

    /** With zeros in front, so that texts order as the positions do: the extension <i>sequence</i> of CloudEvents. */
    private static String orderable(long position) {
        String digits = Long.toString(position);
        return ZEROS.substring(digits.length()) + digits;
    }

    private static void text(StringBuilder json, String name, @Nullable String value) {
        if (value == null || value.isEmpty()) return;
        json.append(",\"").append(name).append("\":\"");
        ESCAPES.quoteAsString(value, json);
        json.append('"');
    }

    private static byte[] oneLine(byte[] json) {
        byte[] line = json;
        for (int i = 0; i < json.length; i++) {
            if (json[i] != '\n' && json[i] != '\r') continue;
            if (line == json) line = json.clone();
            line[i] = ' ';
        }
        return line;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
