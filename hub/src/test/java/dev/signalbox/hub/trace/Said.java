package dev.signalbox.hub.trace;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.hub.Await;
import dev.signalbox.hub.TestNode;
import dev.signalbox.hub.log.Append;
import dev.signalbox.hub.log.NewEvent;
import dev.signalbox.hub.trace.model.TraceStream;
import dev.signalbox.hub.trace.table.TracesProjection;
import dev.signalbox.wire.EventTypes;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What clients say, as events: of captured requests, and made up. Single quotes stand for double ones. */
public final class Said {
    private static final Instant WHEN = Instant.parse("2026-11-21T06:00:00Z");

    private Said() {}

    /** The events that a captured request of the classic API becomes. */
    static List<NewEvent> classic(String fixture) {
        List<NewEvent> events = new ArrayList<>();
        for (JsonNode exchange : fixture(fixture).path("exchanges")) {
            for (JsonNode envelope : exchange.path("request").path("body").path("batch"))
                events.add(envelope(envelope));
        }
        return events;
    }

    /** The events that a captured OTLP/JSON request becomes. */
    static List<NewEvent> spans(String fixture) {
        List<NewEvent> events = new ArrayList<>();
        for (JsonNode exchange : fixture(fixture).path("exchanges")) {
            for (JsonNode resource : exchange.path("request").path("body").path("resourceSpans")) {
                for (JsonNode scope : resource.path("scopeSpans")) {
                    for (JsonNode span : scope.path("spans")) {
                        ObjectNode data = Json.object();
                        for (String field : List.of(
                                "traceId",
                                "spanId",
                                "parentSpanId",
                                "name",
                                "startTimeUnixNano",
                                "endTimeUnixNano",
                                "status")) {
                            if (span.has(field)) data.set(field, span.path(field));
                        }
                        data.set("attributes", attributes(span.path("attributes")));
                        data.set(
                                "resource", attributes(resource.path("resource").path("attributes")));
                        data.set("scope", scope.path("scope"));
                        events.add(span(data));
                    }
                }
            }
        }
        return events;
    }

    public static NewEvent envelope(String json) {
        return envelope(json(json));
    }

    static NewEvent span(String json) {
        return span((ObjectNode) json(json));
    }

    /** The same span in another trace. */
    static NewEvent ofTrace(NewEvent span, String traceId) {
        return span(((ObjectNode) Json.readLenient(span.data(), JsonNode.class)).put("traceId", traceId));
    }

    static JsonNode json(String json) {
        return Json.readLenient(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8), JsonNode.class);
    }

    /** Each in a commit of its own, as clients' requests may fall; one that the log has already changes nothing. */
    public static void append(TestNode node, List<NewEvent> events) {
        for (NewEvent event : events) {
            byte[] digest = Arrays.copyOf(Ids.sha256(event.data()), Append.DIGEST_BYTES);
            Await.result(node.log().append(new Append(List.of(event), Map.of(), digest)));
        }
        node.caughtUp(TracesProjection.NAME);
    }

    private static NewEvent envelope(JsonNode envelope) {
        JsonNode body = envelope.path("body");
        String type = envelope.path("type").asText();
        boolean score = type.equals("score-create");
        String traceId = type.equals("trace-create")
                ? body.path("id").asText()
                : body.path("traceId").asText("");
        String stream = score && traceId.isEmpty()
                ? TraceStream.ofScore(body.path("id").asText())
                : TraceStream.ofTrace(traceId.isEmpty() ? body.path("id").asText() : traceId);
        return event(
                stream,
                TraceStream.envelopeEvent(envelope.path("id").asText()),
                score ? EventTypes.TRACE_SCORED : EventTypes.TRACE_EVENT_RECEIVED,
                Json.write(envelope));
    }

    private static NewEvent span(ObjectNode data) {
        String traceId = data.path("traceId").asText();
        byte[] bytes = Json.write(data);
        return event(
                TraceStream.ofTrace(traceId),
                TraceStream.spanEvent(traceId, data.path("spanId").asText(), bytes),
                EventTypes.TRACE_SPAN_RECEIVED,
                bytes);
    }

    private static NewEvent event(String stream, String id, String type, byte[] data) {
        return new NewEvent(stream, id, type, "daemon", WHEN, null, null, data);
    }

    private static ObjectNode attributes(JsonNode list) {
        ObjectNode attributes = Json.object();
        for (JsonNode attribute : list) {
            attributes.set(attribute.path("key").asText(), plain(attribute.path("value")));
        }
        return attributes;
    }

    private static JsonNode plain(JsonNode value) {
        if (!value.has("arrayValue")) return value.iterator().next();
        var list = Json.object().putArray("list");
        for (JsonNode item : value.path("arrayValue").path("values")) list.add(plain(item));
        return list;
    }

    private static JsonNode fixture(String name) {
        try (InputStream in = Objects.requireNonNull(Said.class.getResourceAsStream("/traces/" + name), name)) {
            return Json.readLenient(in.readAllBytes(), JsonNode.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
