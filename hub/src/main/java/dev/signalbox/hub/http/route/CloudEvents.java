package dev.signalbox.hub.http.route;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.signalbox.hub.log.RecordedEvent;
import dev.signalbox.wire.Times;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The one form in which events of a log leave the hub: CloudEvents 1.0 in JSON, their data the stored bytes as they
 * are, in one line: line breaks between the tokens of stored JSON become spaces; inside its texts there are none. Any
 * thread.
 *
 * @param source {@code /signalbox/<log>}
 */
public record CloudEvents(String source) {
    /** The media type of one. */
    public static final String TYPE = "application/cloudevents+json";

    /** What stands before the data, which is all that comes behind it but the last character. */
    public static final String DATA = ",\"data\":";

    private static final JsonStringEncoder ESCAPES = JsonStringEncoder.getInstance();
    private static final String ZEROS = "0".repeat(19);

    /** Those of the log with this name. */
    public static CloudEvents of(String log) {
        return new CloudEvents("/signalbox/" + log);
    }

    /** An event as UTF-8. */
    public byte[] json(RecordedEvent event) {
        byte[] envelope = envelope(event).getBytes(StandardCharsets.UTF_8);
        byte[] data = event.data();
        byte[] json = new byte[envelope.length + data.length + 1];
        System.arraycopy(envelope, 0, json, 0, envelope.length);
        for (int i = 0; i < data.length; i++) {
            boolean breaks = data[i] == '\n' || data[i] == '\r';
            json[envelope.length + i] = breaks ? (byte) ' ' : data[i];
        }
        json[json.length - 1] = '}';
        return json;
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
}
