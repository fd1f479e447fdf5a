package dev.signalbox.hub.trace.table;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.database.Transaction;
import dev.signalbox.hub.log.RecordedEvent;
import dev.signalbox.hub.projection.Tables;
import dev.signalbox.hub.trace.mapping.EnvelopeMapping;
import dev.signalbox.hub.trace.mapping.LogMapping;
import dev.signalbox.hub.trace.mapping.Mapped;
import dev.signalbox.hub.trace.mapping.SpanMapping;
import dev.signalbox.hub.trace.price.PriceTable;
import dev.signalbox.wire.EventTypes;
import dev.signalbox.wire.Json;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;

/**
 * One range of events on its way into the tables. What clients said is mapped and gathers in a {@link RangeChanges}, without the tables; a
 * deletion or a price first has everything before it written.
 */
final class TraceRange {
    private final List<Step> steps = new ArrayList<>();
    private RangeChanges touched = new RangeChanges();

    /** What is done within the transaction. */
    @FunctionalInterface
    private interface Step {
        Future<?> on(Writing writing);
    }

    /** A transaction, and the prices as its steps change them. */
    private static final class Writing {
        final Tables tables;
        final Transaction transaction;
        final StoredPrices stored;
        PriceTable prices;

        Writing(Tables tables, Transaction transaction, StoredPrices stored, PriceTable prices) {
            this.tables = tables;
            this.transaction = transaction;
            this.stored = stored;
            this.prices = prices;
        }
    }

    TraceRange(List<RecordedEvent> events) {
        for (RecordedEvent event : events) if (!event.isErased()) plan(event);
        writeTouched();
    }

    /** @param prices what {@code stored} has now */
    Future<?> write(Tables tables, Transaction transaction, StoredPrices stored, PriceTable prices) {
        Writing writing = new Writing(tables, transaction, stored, prices);
        Future<?> last = Future.succeededFuture();
        for (Step step : steps) last = last.compose(done -> step.on(writing));
        return last;
    }

    private void plan(RecordedEvent event) {
        JsonNode data = Json.readLenient(event.data(), JsonNode.class);
        switch (event.type()) {
            case EventTypes.TRACE_SPAN_RECEIVED -> say(event, data, SpanMapping.map(data, event.id()));
            case EventTypes.TRACE_EVENT_RECEIVED, EventTypes.TRACE_SCORED ->
                say(event, data, EnvelopeMapping.map(data, event.id()));
            case EventTypes.TRACE_LOG_RECEIVED -> say(event, data, LogMapping.map(data, event.id()));
            case EventTypes.TRACE_REFUSED ->
                touched.problem(
                        event,
                        data.path("reason").asText(),
                        data.path("excerpt").asText());
            case EventTypes.TRACE_ERASED ->
                behind(writing ->
                        Deletion.ofTrace(event, data.path("traceId").asText(), writing.tables, writing.transaction));
            case EventTypes.TRACE_SCORE_ERASED ->
                behind(writing ->
                        Deletion.ofScore(event, data.path("id").asText(), writing.tables, writing.transaction));
            case EventTypes.PRICE_SET, EventTypes.PRICE_REMOVED ->
                behind(writing -> StoredPrices.change(event, data, writing.tables, writing.transaction)
                        .compose(changed -> writing.stored.load(writing.tables, writing.transaction))
                        .map(loaded -> writing.prices = loaded));
            default -> {
                // A type that a newer hub wrote says nothing to this one.
            }
        }
    }

    private void say(RecordedEvent event, JsonNode data, Mapped mapped) {
        touched.add(event, mapped.contributions());
        for (JsonNode warning : data.path("warnings")) touched.problem(event, mapped, warning.asText());
        for (String warning : mapped.warnings()) touched.problem(event, mapped, warning);
    }

    private void behind(Step step) {
        writeTouched();
        steps.add(step);
    }

    private void writeTouched() {
        RangeChanges full = touched;
        touched = new RangeChanges();
        steps.add(writing -> full.write(writing.tables, writing.transaction, writing.prices));
    }
}
