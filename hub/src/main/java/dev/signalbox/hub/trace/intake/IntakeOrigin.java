package dev.signalbox.hub.trace.intake;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.hub.http.route.Request;
import dev.signalbox.hub.log.NewEvent;
import dev.signalbox.hub.trace.model.StorableText;
import dev.signalbox.hub.trace.model.TraceStream;
import dev.signalbox.wire.EventTypes;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.Json;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The origin of a request, who sent it and when it came: what all its events have in common.
 *
 * @param actor name of the key
 * @param door {@code classic} or {@code otlp}
 * @param memory is told of bytes that are held until the answer, and fails when there are too many
 */
record IntakeOrigin(String actor, @Nullable String correlationId, String door, Instant now, LongConsumer memory) {
    private static final int EXCERPT_CHARS_MAX = 2000;
    private static final int DIGEST_BYTES = 16;
    /** About what an event, or a word of the answer about it, takes beside its data. */
    private static final long ENTRY_BYTES = 500;

    private static final String NOWHERE = "refused";

    static IntakeOrigin of(Request request, String door, Instant now) {
        return new IntakeOrigin(request.principal().name(), request.correlationId(), door, now, request::hold);
    }

    /** Fails as {@link Request#hold} does. */
    void hold() {
        memory.accept(ENTRY_BYTES);
    }

    /** Fails as {@link Request#hold} does: what all spans of a resource say is in the event of each. */
    NewEvent event(String stream, String id, String type, @Nullable Instant occurredAt, byte[] data) {
        memory.accept(ENTRY_BYTES + data.length);
        return new NewEvent(stream, id, type, actor, occurredAt == null ? now : occurredAt, correlationId, null, data);
    }

    /** The trace of what could not be kept, so that somebody can find out; the same refusal twice is one event. */
    NewEvent refused(@Nullable String traceId, String reason, String excerpt) {
        ObjectNode data = Json.object();
        data.put("reason", reason);
        data.put("door", door);
        data.put("excerpt", StorableText.cut(StorableText.of(excerpt), EXCERPT_CHARS_MAX));
        byte[] json = Json.write(data);
        String stream = TraceStream.ofTrace(traceId == null ? NOWHERE : traceId);
        return event(stream, "refused:" + digest(json), EventTypes.TRACE_REFUSED, null, json);
    }

    static String digest(byte[] data) {
        return HexFormat.of().formatHex(Arrays.copyOf(Ids.sha256(data), DIGEST_BYTES));
    }
}
