package dev.signalbox.hub.trace.intake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.signalbox.wire.InvalidInput;
import dev.signalbox.wire.Json;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/**
 * The reader of OTLP in protobuf. When a request as a whole cannot be read, for a text that is no UTF-8 say, it is read
 * piece by piece, and only the spans or log records that are broken are refused.
 */
final class OtlpProto {
    private static final int EXCERPT_BYTES_MAX = 1200;
    private static final int RESOURCE_OR_SCOPE = 1;
    private static final int CHILDREN = 2;

    private OtlpProto() {}

    /** Shows the sink every span. Fails with {@link InvalidInput} when nothing of the body can be read. */
    static void spans(byte[] body, OtlpSink sink) {
        try {
            for (ResourceSpans ofResource :
                    ExportTraceServiceRequest.parseFrom(body).getResourceSpansList()) {
                spans(ofResource, sink);
            }
        } catch (InvalidProtocolBufferException broken) {
            Item span = (bytes, resource, scope) -> span(Span.parseFrom(bytes), resource, scope);
            pieces(body, "ExportTraceServiceRequest: " + broken.getMessage(), "span", span, sink);
        }
    }

    /** The same for log records. */
    static void logs(byte[] body, OtlpSink sink) {
        try {
            for (ResourceLogs ofResource :
                    ExportLogsServiceRequest.parseFrom(body).getResourceLogsList()) {
                ObjectNode resource = attributes(ofResource.getResource().getAttributesList());
                for (ScopeLogs ofScope : ofResource.getScopeLogsList()) {
                    ObjectNode scope = scope(ofScope.getScope());
                    for (LogRecord log : ofScope.getLogRecordsList()) sink.take(log(log, resource, scope));
                }
            }
        } catch (InvalidProtocolBufferException broken) {
            Item log = (bytes, resource, scope) -> log(LogRecord.parseFrom(bytes), resource, scope);
            pieces(body, "ExportLogsServiceRequest: " + broken.getMessage(), "log record", log, sink);
        }
    }

    /** Looks whether a body is a message, of whatever fields. Fails with {@link InvalidInput} when it is none. */
    static void metrics(byte[] body) {
        CodedInputStream fields = CodedInputStream.newInstance(body);
        try {
            for (int tag = fields.readTag(); tag != 0; tag = fields.readTag()) fields.skipField(tag);
        } catch (IOException broken) {
            throw new InvalidInput("", "the body is no ExportMetricsServiceRequest: " + broken.getMessage());
        }
    }

    private static void spans(ResourceSpans ofResource, OtlpSink sink) {
        ObjectNode resource = attributes(ofResource.getResource().getAttributesList());
        if (ofResource.getScopeSpansCount() == 0
                && !ofResource.getUnknownFields().asMap().isEmpty())
            sink.ignored("the fields of a resource are unknown and were ignored; OTLP has scope_spans there", "");
        for (ScopeSpans ofScope : ofResource.getScopeSpansList()) {
            ObjectNode scope = scope(ofScope.getScope());
            for (Span span : ofScope.getSpansList()) sink.take(span(span, resource, scope));
        }
    }

    /** The reader of one span or log record by itself. */
    private interface Item {
        ObjectNode read(ByteString bytes, ObjectNode resource, ObjectNode scope) throws InvalidProtocolBufferException;
    }

    /** Requests, resources and scopes have their parts in the same fields, whether of spans or of log records. */
    private static void pieces(byte[] body, String fault, String what, Item item, OtlpSink sink) {
        ProtoPieces request = ProtoPieces.of(ByteString.copyFrom(body));
        List<ByteString> resources = request.messages(RESOURCE_OR_SCOPE);
        if (resources.isEmpty()) throw new InvalidInput("", "the body is no " + fault);
        for (ByteString ofResource : resources) {
            ProtoPieces pieces = ProtoPieces.of(ofResource);
            ObjectNode resource = resource(pieces, sink);
            for (ByteString ofScope : pieces.messages(CHILDREN)) scopePieces(ofScope, resource, what, item, sink);
            if (pieces.isBroken()) sink.refuse(null, "a resource ends in the middle of a " + what, excerpt(ofResource));
        }
        if (request.isBroken()) sink.refuse(null, "the body ends in the middle of a " + what, "");
    }

    private static void scopePieces(ByteString bytes, ObjectNode resource, String what, Item item, OtlpSink sink) {
        ProtoPieces pieces = ProtoPieces.of(bytes);
        ObjectNode scope = scope(pieces, sink);
        for (ByteString piece : pieces.messages(CHILDREN)) {
            ObjectNode flat;
            try {
                flat = item.read(piece, resource, scope);
            } catch (InvalidProtocolBufferException broken) {
                sink.refuse(null, "the " + what + " cannot be read: " + broken.getMessage(), excerpt(piece));
                continue;
            }
            sink.take(flat);
        }
        if (pieces.isBroken()) sink.refuse(null, "a scope ends in the middle of a " + what, excerpt(bytes));
    }

    private static ObjectNode resource(ProtoPieces pieces, OtlpSink sink) {
        ObjectNode resource = Json.object();
        for (ByteString piece : pieces.messages(RESOURCE_OR_SCOPE)) {
            try {
                resource = attributes(Resource.parseFrom(piece).getAttributesList());
            } catch (InvalidProtocolBufferException broken) {
                sink.ignored("a resource was left out that cannot be read: " + broken.getMessage(), excerpt(piece));
            }
        }
        return resource;
    }

    private static ObjectNode scope(ProtoPieces pieces, OtlpSink sink) {
        ObjectNode scope = Json.object();
        for (ByteString piece : pieces.messages(RESOURCE_OR_SCOPE)) {
            try {
                scope = scope(InstrumentationScope.parseFrom(piece));
            } catch (InvalidProtocolBufferException broken) {
                sink.ignored("a scope was left out that cannot be read: " + broken.getMessage(), excerpt(piece));
            }
        }
        return scope;
    }

    private static ObjectNode span(Span span, ObjectNode resource, ObjectNode scope) {
        ObjectNode flat = Json.object();
        flat.put("traceId", hex(span.getTraceId()));
        flat.put("spanId", hex(span.getSpanId()));
        flat.put("parentSpanId", hex(span.getParentSpanId()));
        flat.put("name", span.getName());
        flat.put("kind", span.getKindValue());
        flat.put("startTimeUnixNano", Long.toUnsignedString(span.getStartTimeUnixNano()));
        flat.put("endTimeUnixNano", Long.toUnsignedString(span.getEndTimeUnixNano()));
        flat.set("attributes", attributes(span.getAttributesList()));
        Spans.putUnlessEmpty(flat, "events", events(span.getEventsList()));
        Spans.putUnlessEmpty(flat, "links", links(span.getLinksList()));
        Spans.putUnlessEmpty(
                flat,
                "status",
                OtlpJson.status(
                        span.getStatus().getCodeValue(), span.getStatus().getMessage()));
        if (!span.getTraceState().isEmpty()) flat.put("traceState", span.getTraceState());
        return Spans.within(flat, resource, scope);
    }

    private static ObjectNode log(LogRecord log, ObjectNode resource, ObjectNode scope) {
        ObjectNode flat = Json.object();
        flat.put("traceId", hex(log.getTraceId()));
        flat.put("spanId", hex(log.getSpanId()));
        long time = log.getTimeUnixNano() == 0 ? log.getObservedTimeUnixNano() : log.getTimeUnixNano();
        flat.put("timeUnixNano", Long.toUnsignedString(time));
        flat.put("name", log.getEventName());
        flat.set("body", value(log.getBody()));
        flat.set("attributes", attributes(log.getAttributesList()));
        return Spans.within(flat, resource, scope);
    }

    private static ArrayNode events(List<Span.Event> given) {
        ArrayNode events = JsonNodeFactory.instance.arrayNode(given.size());
        for (Span.Event event : given) {
            ObjectNode flat = events.addObject();
            flat.put("name", event.getName());
            flat.put("timeUnixNano", Long.toUnsignedString(event.getTimeUnixNano()));
            flat.set("attributes", attributes(event.getAttributesList()));
        }
        return events;
    }

    private static ArrayNode links(List<Span.Link> given) {
        ArrayNode links = JsonNodeFactory.instance.arrayNode(given.size());
        for (Span.Link link : given) {
            ObjectNode flat = links.addObject();
            flat.put("traceId", hex(link.getTraceId()));
            flat.put("spanId", hex(link.getSpanId()));
            flat.set("attributes", attributes(link.getAttributesList()));
        }
        return links;
    }

    private static ObjectNode scope(InstrumentationScope given) {
        ObjectNode scope = Json.object();
        if (!given.getName().isEmpty()) scope.put("name", given.getName());
        if (!given.getVersion().isEmpty()) scope.put("version", given.getVersion());
        Spans.putUnlessEmpty(scope, "attributes", attributes(given.getAttributesList()));
        return scope;
    }

    private static ObjectNode attributes(List<KeyValue> given) {
        ObjectNode attributes = Json.object();
        for (KeyValue attribute : given) {
            if (!attribute.getKey().isEmpty()) attributes.set(attribute.getKey(), value(attribute.getValue()));
        }
        return attributes;
    }

    /** An AnyValue as plain JSON; null for one without a value. */
    private static JsonNode value(AnyValue any) {
        JsonNodeFactory json = JsonNodeFactory.instance;
        return switch (any.getValueCase()) {
            case STRING_VALUE -> json.textNode(any.getStringValue());
            case BOOL_VALUE -> json.booleanNode(any.getBoolValue());
            case INT_VALUE -> json.numberNode(any.getIntValue());
            case DOUBLE_VALUE ->
                Double.isFinite(any.getDoubleValue())
                        ? json.numberNode(any.getDoubleValue())
                        : json.textNode(Double.toString(any.getDoubleValue()));
            case BYTES_VALUE ->
                json.textNode(
                        Base64.getEncoder().encodeToString(any.getBytesValue().toByteArray()));
            case ARRAY_VALUE -> {
                ArrayNode array = json.arrayNode();
                for (AnyValue inner : any.getArrayValue().getValuesList()) array.add(value(inner));
                yield array;
            }
            case KVLIST_VALUE -> attributes(any.getKvlistValue().getValuesList());
            default -> json.nullNode();
        };
    }

    private static String hex(ByteString id) {
        return HexFormat.of().formatHex(id.toByteArray());
    }

    private static String excerpt(ByteString bytes) {
        ByteString shown = bytes.substring(0, Math.min(bytes.size(), EXCERPT_BYTES_MAX));
        return "base64:" + Base64.getEncoder().encodeToString(shown.toByteArray());
    }
}
