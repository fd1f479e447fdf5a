package dev.signalbox.hub.trace.intake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.hub.trace.model.StorableText;
import dev.signalbox.wire.InvalidInput;
import dev.signalbox.wire.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The reader of OTLP in JSON as its exporters write it: ids as hex digits, int64 as text or number, enums as numbers or
 * names, fields that nobody knows ignored.
 */
final class OtlpJson {
    private static final List<String> KINDS =
            List.of("UNSPECIFIED", "INTERNAL", "SERVER", "CLIENT", "PRODUCER", "CONSUMER");
    private static final List<String> CODES = List.of("UNSET", "OK", "ERROR");

    private static final Set<String> KNOWN_OF_RESOURCES = Set.of("resource", "schemaUrl");
    private static final Set<String> KNOWN_OF_SCOPES = Set.of("scope", "schemaUrl");
    private static final int NAME_CHARS_MAX = 100;

    private OtlpJson() {}

    /** Shows the sink every span. Fails with {@link InvalidInput} for what is no request. */
    static void spans(byte[] body, OtlpSink sink) {
        walk(body, "resourceSpans", "scopeSpans", "spans", sink, (span, resource, scope) -> {
            if (isReadable(span, "the span", sink)) sink.take(span(span, resource, scope));
        });
    }

    /** The same for log records. */
    static void logs(byte[] body, OtlpSink sink) {
        walk(body, "resourceLogs", "scopeLogs", "logRecords", sink, (log, resource, scope) -> {
            if (isReadable(log, "the log record", sink)) sink.take(log(log, resource, scope));
        });
    }

    /** Whether an item is an object within the limits; else it is refused. */
    private static boolean isReadable(JsonNode item, String what, OtlpSink sink) {
        String fault = Excess.in(item);
        if (fault == null && !item.isObject()) fault = what + " is no JSON object";
        if (fault != null) sink.refuse(OtlpIds.trace(item.path("traceId")), fault, Json.writeText(item));
        return fault == null;
    }

    /** Looks whether a body is a request with metrics. Fails with {@link InvalidInput} when it is none. */
    static void metrics(byte[] body) {
        request(body, "resourceMetrics");
    }

    /** What is no object, nothing at all say, was lost on the way: an exporter without data sends {@code {}}. */
    private static JsonNode request(byte[] body, String outer) {
        JsonNode request = LenientJson.read(body);
        if (request.isObject()) return request;
        throw new InvalidInput(
                "",
                (request.isMissingNode() ? "the body is empty; it" : "the body") + " must be a JSON object with "
                        + outer);
    }

    private interface Visitor {
        void visit(JsonNode item, ObjectNode resource, ObjectNode scope);
    }

    private static void walk(byte[] body, String outer, String middle, String inner, OtlpSink sink, Visitor visitor) {
        JsonNode request = request(body, outer);
        unknown(request, outer, Set.of(outer), sink);
        for (JsonNode ofResource : request.path(outer)) {
            unknown(ofResource, middle, KNOWN_OF_RESOURCES, sink);
            ObjectNode resource =
                    attributes(within(ofResource.path("resource"), sink).path("attributes"));
            for (JsonNode ofScope : ofResource.path(middle)) {
                unknown(ofScope, inner, KNOWN_OF_SCOPES, sink);
                ObjectNode scope = scope(within(ofScope.path("scope"), sink));
                for (JsonNode item : ofScope.path(inner)) visitor.visit(item, resource, scope);
            }
        }
    }

    /** A resource or a scope without the attributes that break a limit: no span is to blame for them. */
    private static JsonNode within(JsonNode part, OtlpSink sink) {
        String excess = Excess.in(part);
        if (excess != null) {
            sink.ignored("of a resource or a scope was left out what breaks a limit: " + excess, Json.writeText(part));
            Excess.removeFrom(part.path("attributes"));
        }
        return part;
    }

    /** Fields that nobody knows are ignored, as OTLP wants it; that nothing else is there is worth a word. */
    private static void unknown(JsonNode message, String wanted, Set<String> known, OtlpSink sink) {
        if (!message.isObject() || message.has(wanted)) return;
        List<String> names = new ArrayList<>();
        message.fieldNames().forEachRemaining(names::add);
        names.removeAll(known);
        if (names.isEmpty()) return;
        String first = StorableText.cut(names.get(0), NAME_CHARS_MAX);
        sink.ignored(
                "the field " + first + " is unknown and was ignored; OTLP in JSON has " + wanted + " there",
                Json.writeText(message));
    }

    private static ObjectNode span(JsonNode span, ObjectNode resource, ObjectNode scope) {
        ObjectNode flat = Json.object();
        flat.set("traceId", textual(span.path("traceId")));
        flat.set("spanId", textual(span.path("spanId")));
        flat.set("parentSpanId", textual(span.path("parentSpanId")));
        flat.put("name", span.path("name").asText());
        flat.put("kind", number(span.path("kind"), "SPAN_KIND_", KINDS));
        flat.put("startTimeUnixNano", OtlpTimes.text(span.path("startTimeUnixNano")));
        flat.put("endTimeUnixNano", OtlpTimes.text(span.path("endTimeUnixNano")));
        flat.set("attributes", attributes(span.path("attributes")));
        Spans.putUnlessEmpty(flat, "events", events(span.path("events")));
        Spans.putUnlessEmpty(flat, "links", links(span.path("links")));
        Spans.putUnlessEmpty(flat, "status", status(span.path("status")));
        String state = span.path("traceState").asText();
        if (!state.isEmpty()) flat.put("traceState", state);
        return Spans.within(flat, resource, scope);
    }

    private static ObjectNode log(JsonNode log, ObjectNode resource, ObjectNode scope) {
        ObjectNode flat = Json.object();
        flat.set("traceId", textual(log.path("traceId")));
        flat.set("spanId", textual(log.path("spanId")));
        String time = OtlpTimes.text(log.path("timeUnixNano"));
        flat.put("timeUnixNano", time.equals("0") ? OtlpTimes.text(log.path("observedTimeUnixNano")) : time);
        flat.put("name", log.path("eventName").asText());
        flat.set("body", value(log.path("body")));
        flat.set("attributes", attributes(log.path("attributes")));
        return Spans.within(flat, resource, scope);
    }

    private static ArrayNode events(JsonNode given) {
        ArrayNode events = JsonNodeFactory.instance.arrayNode();
        for (JsonNode event : given) {
            ObjectNode flat = events.addObject();
            flat.put("name", event.path("name").asText());
            flat.put("timeUnixNano", OtlpTimes.text(event.path("timeUnixNano")));
            flat.set("attributes", attributes(event.path("attributes")));
        }
        return events;
    }

    private static ArrayNode links(JsonNode given) {
        ArrayNode links = JsonNodeFactory.instance.arrayNode();
        for (JsonNode link : given) {
            ObjectNode flat = links.addObject();
            flat.set("traceId", textual(link.path("traceId")));
            flat.set("spanId", textual(link.path("spanId")));
            flat.set("attributes", attributes(link.path("attributes")));
        }
        return links;
    }

    private static ObjectNode status(JsonNode given) {
        int code = number(given.path("code"), "STATUS_CODE_", CODES);
        String message = given.path("message").asText();
        return status(code, message);
    }

    static ObjectNode status(int code, String message) {
        ObjectNode status = Json.object();
        if (code == 0 && message.isEmpty()) return status;
        status.put("code", code);
        if (!message.isEmpty()) status.put("message", message);
        return status;
    }

    private static ObjectNode scope(JsonNode given) {
        ObjectNode scope = Json.object();
        if (!given.path("name").asText().isEmpty())
            scope.put("name", given.path("name").asText());
        if (!given.path("version").asText().isEmpty())
            scope.put("version", given.path("version").asText());
        Spans.putUnlessEmpty(scope, "attributes", attributes(given.path("attributes")));
        return scope;
    }

    private static ObjectNode attributes(JsonNode list) {
        ObjectNode attributes = Json.object();
        for (JsonNode attribute : list) {
            String key = attribute.path("key").asText();
            if (!key.isEmpty()) attributes.set(key, value(attribute.path("value")));
        }
        return attributes;
    }

    /** An AnyValue as plain JSON; null for one without a value. */
    private static JsonNode value(JsonNode any) {
        if (!any.isObject()) return any.isMissingNode() ? JsonNodeFactory.instance.nullNode() : any;
        if (any.has("stringValue")) return any.path("stringValue");
        if (any.has("boolValue")) return any.path("boolValue");
        if (any.has("intValue")) return whole(any.path("intValue"));
        if (any.has("doubleValue")) return decimal(any.path("doubleValue"));
        if (any.has("bytesValue")) return any.path("bytesValue");
        if (any.has("arrayValue")) {
            ArrayNode array = JsonNodeFactory.instance.arrayNode();
            for (JsonNode inner : any.path("arrayValue").path("values")) array.add(value(inner));
            return array;
        }
        if (any.has("kvlistValue")) return attributes(any.path("kvlistValue").path("values"));
        return JsonNodeFactory.instance.nullNode();
    }

    private static JsonNode whole(JsonNode given) {
        if (!given.isTextual()) return given;
        try {
            return JsonNodeFactory.instance.numberNode(Long.parseLong(given.textValue()));
        } catch (NumberFormatException e) {
            return given;
        }
    }

    private static JsonNode decimal(JsonNode given) {
        if (!given.isTextual()) return given;
        try {
            double number = Double.parseDouble(given.textValue());
            return Double.isFinite(number) ? JsonNodeFactory.instance.numberNode(number) : given;
        } catch (NumberFormatException e) {
            return given;
        }
    }

    private static int number(JsonNode given, String prefix, List<String> names) {
        if (!given.isTextual()) return given.asInt(0);
        String name = given.textValue();
        int known = names.indexOf(name.startsWith(prefix) ? name.substring(prefix.length()) : name);
        return known >= 0 ? known : given.asInt(0);
    }

    /** Texts stay; whatever else stands in place of an id is shown as it is. */
    private static JsonNode textual(JsonNode given) {
        return given.isMissingNode() ? JsonNodeFactory.instance.textNode("") : given;
    }
}
