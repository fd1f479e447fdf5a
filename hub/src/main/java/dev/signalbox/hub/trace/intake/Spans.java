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
    /** Refused spans of one request about which there is an event. */
    private static final int REFUSALS_NOTED_MAX = 20;

    private final IntakeOrigin sender;
    private final List<NewEvent> events = new ArrayList<>();
    private long refused;
    private int ignored;
    private String firstReason = "";

    Spans(IntakeOrigin sender) {
        this.sender = sender;
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
        if (refused++ == 0) firstReason = reason;
        if (refused <= REFUSALS_NOTED_MAX) events.add(sender.refused(traceId, reason, excerpt));
    }

    /** No span is counted as rejected for it: the words alone are a warning to the exporter, as OTLP wants it. */
    @Override
    public void ignored(String reason, String excerpt) {
        if (firstReason.isEmpty()) firstReason = reason;
        if (++ignored <= REFUSALS_NOTED_MAX) events.add(sender.refused(null, reason, excerpt));
    }

    /** What is to be written before the answer may be given. */
    @Override
    public List<NewEvent> events() {
        return events;
    }

    /** The answer in protobuf: no bytes at all when everything is well. */
    byte[] protobufAnswer() {
        if (firstReason.isEmpty()) return new byte[0];
        return ExportTraceServiceResponse.newBuilder()
                .setPartialSuccess(ExportTracePartialSuccess.newBuilder()
                        .setRejectedSpans(refused)
                        .setErrorMessage(message()))
                .build()
                .toByteArray();
    }

    /** The same in JSON, where an int64 is a text. */
    ObjectNode jsonAnswer() {
        ObjectNode answer = Json.object();
        if (!firstReason.isEmpty()) {
            answer.putObject("partialSuccess")
                    .put("rejectedSpans", Long.toString(refused))
                    .put("errorMessage", message());
        }
        return answer;
    }

    private String message() {
        return refused <= 1 ? firstReason : refused + " spans were not taken, the first for: " + firstReason;
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
