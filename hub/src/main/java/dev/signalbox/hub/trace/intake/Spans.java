package dev.signalbox.hub.trace.intake;

import com.fasterxml.jackson.databind.node.ContainerNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.hub.log.NewEvent;
import dev.signalbox.hub.trace.model.StorableText;
import dev.signalbox.hub.trace.model.TraceStream;
import dev.signalbox.wire.EventTypes;
import dev.signalbox.wire.Json;
import io.opentelemetry.proto.collector.trace.v1.ExportTracePartialSuccess;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The spans of one request, on their way to become events. One instance for one request. */
final class Spans implements OtlpSink {
    private final IntakeOrigin sender;
    private final List<NewEvent> events = new ArrayList<>();
    private final NotTaken notTaken;

    Spans(IntakeOrigin sender) {
        this.sender = sender;
        this.notTaken = new NotTaken(sender, "spans", events);
    }

    @Override
    public void take(ObjectNode span) {
        String traceId = OtlpIds.trace(span.path("traceId"));
        String spanId = OtlpIds.span(span.path("spanId"));
        if (traceId == null || spanId == null) {
            refuse(
                    traceId,
                    traceId == null
                            ? "traceId must be 32 hex digits that are not all zero"
                            : "spanId must be 16 hex digits that are not all zero",
                    Json.writeText(span));
            return;
        }
        List<String> warnings = StorableText.settle(span);
        span.put("traceId", traceId).put("spanId", spanId);
        settleParent(span, warnings);
        OtlpTimes.settle(span, "startTimeUnixNano", warnings);
        OtlpTimes.settle(span, "endTimeUnixNano", warnings);
        byte[] data = SizeCap.written(span, warnings);
        if (!Json.isReadable(data)) {
            refuse(traceId, SizeCap.UNREADABLE, Json.writeText(span));
            return;
        }
        events.add(sender.event(
                TraceStream.ofTrace(traceId),
                TraceStream.spanEvent(traceId, spanId, data),
                EventTypes.TRACE_SPAN_RECEIVED,
                OtlpTimes.first(span, "endTimeUnixNano", "startTimeUnixNano"),
                data));
    }

    @Override
    public void refuse(@Nullable String traceId, String reason, String excerpt) {
        notTaken.refuse(traceId, reason, excerpt);
    }

    @Override
    public void ignored(String reason, String excerpt) {
        notTaken.ignore(reason, excerpt);
    }

    @Override
    public List<NewEvent> events() {
        return events;
    }

    @Override
    public byte[] protobufAnswer() {
        if (notTaken.isNothing()) return new byte[0];
        return ExportTraceServiceResponse.newBuilder()
                .setPartialSuccess(ExportTracePartialSuccess.newBuilder()
                        .setRejectedSpans(notTaken.refused())
                        .setErrorMessage(notTaken.message()))
                .build()
                .toByteArray();
    }

    @Override
    public ObjectNode jsonAnswer() {
        return notTaken.json("rejectedSpans");
    }

    /** A span with a parent that is none is a good span all the same. */
    private static void settleParent(ObjectNode span, List<String> warnings) {
        String shown = span.path("parentSpanId").asText();
        String parent = OtlpIds.span(span.path("parentSpanId"));
        if (parent != null) {
            span.put("parentSpanId", parent);
        } else {
            if (!shown.isEmpty() && !shown.matches("0+")) warnings.add("parentSpanId was not 16 hex digits");
            span.remove("parentSpanId");
        }
    }

    /**
     * Adds the resource and the scope of a span or a log record: copies, for what is cut out of one stays in the
     * others.
     */
    static ObjectNode within(ObjectNode flat, ObjectNode resource, ObjectNode scope) {
        putUnlessEmpty(flat, "resource", resource.deepCopy());
        putUnlessEmpty(flat, "scope", scope.deepCopy());
        return flat;
    }

    /** Adds a list or an object, unless it is empty. */
    static void putUnlessEmpty(ObjectNode to, String name, ContainerNode<?> value) {
        if (!value.isEmpty()) to.set(name, value);
    }
}
