package dev.signalbox.hub.trace.intake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.hub.log.NewEvent;
import dev.signalbox.hub.trace.model.StorableText;
import dev.signalbox.hub.trace.model.TraceStream;
import dev.signalbox.wire.EventTypes;
import dev.signalbox.wire.Json;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsPartialSuccess;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceResponse;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The log records of one request, on their way to become events: those that tell of a model, or say something inside of
 * a trace. The others are no business of this hub, and only answered.
 */
final class LogRecords implements OtlpSink {
    private static final String GEN_AI = "gen_ai.";
    private static final String EVENT_NAME = "event.name";
    /** The stream of records that belong to no trace. */
    private static final String NOWHERE = "logs";

    private final IntakeOrigin sender;
    private final List<NewEvent> events = new ArrayList<>();
    private final NotTaken notTaken;

    LogRecords(IntakeOrigin sender) {
        this.sender = sender;
        this.notTaken = new NotTaken(sender, "log records", events);
    }

    @Override
    public void take(ObjectNode record) {
        String traceId = OtlpIds.trace(record.path("traceId"));
        String spanId = OtlpIds.span(record.path("spanId"));
        if (!tells(record, traceId != null)) return;
        List<String> warnings = StorableText.settle(record);
        if (traceId == null) record.remove("traceId");
        else record.put("traceId", traceId);
        if (spanId == null) record.remove("spanId");
        else record.put("spanId", spanId);
        if (record.path("name").asText().isEmpty()) record.remove("name");
        OtlpTimes.settle(record, "timeUnixNano", warnings);
        byte[] data = SizeCap.written(record, warnings);
        if (!Json.isReadable(data)) {
            refuse(traceId, SizeCap.UNREADABLE, Json.writeText(record));
            return;
        }
        String stream = traceId == null ? NOWHERE : traceId;
        events.add(sender.event(
                TraceStream.ofTrace(stream),
                "log:" + stream + ":" + IntakeOrigin.digest(data),
                EventTypes.TRACE_LOG_RECEIVED,
                OtlpTimes.first(record, "timeUnixNano"),
                data));
    }

    @Override
    public void refuse(@Nullable String traceId, String reason, String excerpt) {
        notTaken.refuse(traceId, reason, excerpt);
    }

    @Override
    public void ignored(String reason, String excerpt) {
        // What holds no record is nothing of a trace.
    }

    @Override
    public List<NewEvent> events() {
        return events;
    }

    @Override
    public byte[] protobufAnswer() {
        if (notTaken.isNothing()) return new byte[0];
        return ExportLogsServiceResponse.newBuilder()
                .setPartialSuccess(ExportLogsPartialSuccess.newBuilder()
                        .setRejectedLogRecords(notTaken.refused())
                        .setErrorMessage(notTaken.message()))
                .build()
                .toByteArray();
    }

    @Override
    public ObjectNode jsonAnswer() {
        return notTaken.json("rejectedLogRecords");
    }

    private static boolean tells(ObjectNode record, boolean inTrace) {
        JsonNode body = record.path("body");
        if (inTrace && !body.isNull() && !body.asText("-").isEmpty()) return true;
        if (record.path("name").asText().startsWith(GEN_AI)) return true;
        JsonNode attributes = record.path("attributes");
        if (attributes.path(EVENT_NAME).asText().startsWith(GEN_AI)) return true;
        return attributes.properties().stream()
                .anyMatch(attribute -> attribute.getKey().startsWith(GEN_AI));
    }
}
