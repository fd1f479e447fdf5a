package dev.signalbox.hub.trace;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.database.Transaction;
import dev.signalbox.hub.log.RecordedEvent;
import dev.signalbox.hub.projection.Tables;
import dev.signalbox.hub.trace.mapping.EnvelopeMapping;
import dev.signalbox.hub.trace.mapping.Mapped;
import dev.signalbox.hub.trace.mapping.SpanMapping;
import dev.signalbox.hub.trace.price.PriceTable;
import dev.signalbox.wire.EventTypes;
import dev.signalbox.wire.Json;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * One range of events on its way into the tables, within one transaction: what clients said gathers in a {@link Touched}; a deletion
 * or a price first has everything before it written.
 */
final class Fold {
    private final Tables tables;
    private final Transaction transaction;
    private final List<Supplier<Future<?>>> steps = new ArrayList<>();
    private final StoredPrices stored;
    private PriceTable prices;
    private Touched touched;

    /** @param prices what {@code stored} has now */
    Fold(Tables tables, Transaction transaction, StoredPrices stored, PriceTable prices) {
        this.tables = tables;
        this.transaction = transaction;
        this.stored = stored;
        this.prices = prices;
        this.touched = new Touched(tables, transaction);
    }

    Future<?> apply(List<RecordedEvent> events) {
        for (RecordedEvent event : events) if (!event.isErased()) plan(event);
        write();
        Future<?> last = Future.succeededFuture();
        for (Supplier<Future<?>> step : steps) last = last.compose(done -> step.get());
        return last;
    }

    private void plan(RecordedEvent event) {
        JsonNode data = Json.readLenient(event.data(), JsonNode.class);
        switch (event.type()) {
            case EventTypes.TRACE_SPAN_RECEIVED -> say(event, data, SpanMapping.map(data, event.id()));
            case EventTypes.TRACE_EVENT_RECEIVED, EventTypes.TRACE_SCORED ->
                say(event, data, EnvelopeMapping.map(data, event.id()));
            case EventTypes.TRACE_REFUSED ->
                touched.problem(
                        event,
                        data.path("reason").asText(),
                        data.path("excerpt").asText());
            case EventTypes.TRACE_ERASED -> {
                write();
                steps.add(() -> Deletion.ofTrace(event, data.path("traceId").asText(), tables, transaction));
            }
            case EventTypes.TRACE_SCORE_ERASED -> {
                write();
                steps.add(() -> Deletion.ofScore(event, data.path("id").asText(), tables, transaction));
            }
            case EventTypes.PRICE_SET, EventTypes.PRICE_REMOVED -> {
                write();
                steps.add(() -> StoredPrices.change(event, data, tables, transaction)
                        .compose(changed -> stored.load(tables, transaction))
                        .map(loaded -> prices = loaded));
            }
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

    private void write() {
        Touched full = touched;
        touched = new Touched(tables, transaction);
        steps.add(() -> full.write(prices));
    }
}
