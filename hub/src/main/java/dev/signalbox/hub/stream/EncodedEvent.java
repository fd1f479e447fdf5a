package dev.signalbox.hub.stream;

import dev.signalbox.hub.log.RecordedEvent;
import io.vertx.core.buffer.Buffer;

/**
 * An event as all doors send it: one frame of an event stream, {@code :from p-1}, {@code id:}, {@code event:},
 * {@code data:}, with the CloudEvent inside. Shared by all subscribers; the buffer must not be changed.
 *
 * @param frame the frame with the empty line behind it
 * @param event what it is the form of; {@code frame} says that the range before it ended one earlier
 * @param bodyAt where the {@code from} comment ends
 * @param typeAt where the line begins that names the type
 * @param jsonAt where the CloudEvent begins
 * @param dataAt where the member begins that holds its data, the last one
 * @param jsonEnd where it ends
 */
record EncodedEvent(Buffer frame, RecordedEvent event, int bodyAt, int typeAt, int jsonAt, int dataAt, int jsonEnd) {
    private static final int DATA_CHARS = "data: ".length();

    long position() {
        return event.position();
    }

    /** Appends the frame for a subscriber whose last cursor was at {@code from}. */
    void appendFrame(Buffer out, long from) {
        if (from == position() - 1) {
            out.appendBuffer(frame);
        } else {
            out.appendString(":from " + from + "\n").appendBuffer(frame, bodyAt, frame.length() - bodyAt);
        }
    }

    /** The same without a name of its type, so that a browser hands it to whoever listens to all. */
    void appendUnnamed(Buffer out, long from) {
        appendId(out, from);
        int lineAt = jsonAt - DATA_CHARS;
        out.appendBuffer(frame, lineAt, frame.length() - lineAt);
    }

    /** The same without its data, for whoever only wants to know that it happened. */
    void appendBare(Buffer out, long from) {
        appendId(out, from);
        int lineAt = jsonAt - DATA_CHARS;
        out.appendBuffer(frame, lineAt, dataAt - lineAt).appendBuffer(frame, jsonEnd - 1, frame.length() - jsonEnd + 1);
    }

    private void appendId(Buffer out, long from) {
        out.appendString(":from " + from + "\n").appendBuffer(frame, bodyAt, typeAt - bodyAt);
    }

    /** Appends the CloudEvent alone. */
    void appendJson(Buffer out) {
        out.appendBuffer(frame, jsonAt, jsonEnd - jsonAt);
    }

    /** The CloudEvent alone. */
    byte[] json() {
        return frame.getBytes(jsonAt, jsonEnd);
    }
}
