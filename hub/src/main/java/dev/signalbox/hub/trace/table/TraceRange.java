package dev.signalbox.hub.trace.table;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.log.RecordedEvent;
import dev.signalbox.hub.trace.mapping.EnvelopeMapping;
import dev.signalbox.hub.trace.mapping.LogMapping;
import dev.signalbox.hub.trace.mapping.Mapped;
import dev.signalbox.hub.trace.mapping.SpanMapping;
import dev.signalbox.wire.EventTypes;
import dev.signalbox.wire.Json;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;

/**
 * The range of events that is on its way into the tables, as the steps of one transaction. What clients said is mapped
 * and gathers in a {@link RangeChanges}, without the tables; a deletion or a price first has everything before it
 * written.
 */
final class TraceRange {
    private final List<Step> steps = new ArrayList<>();
    private RangeChanges changes = new RangeChanges();

    /** What is done within the transaction. */
    @FunctionalInterface
    private interface Step {
        Future<?> on(RowWriter rows);
    }

    TraceRange(List<RecordedEvent> events) {
        for (RecordedEvent event : events) if (!event.isErased()) plan(event);
        writeChanges();
    }

    Future<?> write(RowWriter rows) {
        Future<?> last = Future.succeededFuture();
        for (Step step : steps) last = last.compose(done -> step.on(rows));
        return last;
    }

    private void plan(RecordedEvent event) {
        JsonNode data = Json.readLenient(event.data(), JsonNode.class);
        switch (event.type()) {
            case EventTypes.TRACE_SPAN_RECEIVED,
                    EventTypes.TRACE_EVENT_RECEIVED,
                    EventTypes.TRACE_SCORED,
                    EventTypes.TRACE_LOG_RECEIVED -> say(event, data, mapped(event, data));
            case EventTypes.TRACE_REFUSED ->
                changes.problem(
                        event,
                        data.path("reason").asText(),
                        data.path("excerpt").asText());
            case EventTypes.TRACE_ERASED ->
                behind(rows -> Deletion.ofTrace(event, data.path("traceId").asText(), rows));
            case EventTypes.TRACE_SCORE_ERASED ->
                behind(rows -> Deletion.ofScore(event, data.path("id").asText(), rows));
            case EventTypes.PRICE_SET, EventTypes.PRICE_REMOVED ->
                behind(rows -> StoredPrices.change(event, data, rows).compose(changed -> rows.loadPrices()));
            default -> {
                // A type that a newer hub wrote says nothing to this one.
            }
        }
    }

    /** What an event of a client says of things. */
    static Mapped mapped(RecordedEvent event, JsonNode data) {
        return switch (event.type()) {
            case EventTypes.TRACE_SPAN_RECEIVED -> SpanMapping.map(data, event.id());
            case EventTypes.TRACE_LOG_RECEIVED -> LogMapping.map(data, event.id());
            default -> EnvelopeMapping.map(data, event.id());
        };
    }

    private void say(RecordedEvent event, JsonNode data, Mapped mapped) {
        changes.add(event, mapped.contributions());
        for (JsonNode warning : data.path("warnings")) changes.problem(event, mapped, warning.asText());
        for (String warning : mapped.warnings()) changes.problem(event, mapped, warning);
    }

    private void behind(Step step) {
        writeChanges();
        steps.add(step);
    }

    private void writeChanges() {
        steps.add(changes::write);
        changes = new RangeChanges();
    }
}
