package dev.signalbox.hub.trace.table;

import dev.signalbox.hub.log.RecordedEvent;
import dev.signalbox.hub.projection.Projection;
import java.util.List;

/**
 * The projection of what clients sent into traces, observations, scores and the prices that go with them. A range of
 * events is mapped and merged in memory, and each thing that it is about is read and written once: {@link TraceRange},
 * {@link RangeChanges}, {@link RowWriter}, and a {@link RowForm} for each table.
 */
public final class TracesProjection implements Projection {
    public static final String NAME = "traces";

    private final StoredPrices stored = new StoredPrices();

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<String> tables() {
        return TraceTables.NAMES;
    }

    @Override
    public List<String> definition() {
        return TraceTables.DEFINITION;
    }

    @Override
    public List<String> eventTypes() {
        return List.of("trace.*", "price.*");
    }

    @Override
    public Work prepare(List<RecordedEvent> events) {
        TraceRange range = new TraceRange(events);
        return (tables, transaction) -> stored.load(tables, transaction)
                .compose(prices -> range.write(new RowWriter(tables, transaction, stored, prices)));
    }

    @Override
    public boolean preparesLong(List<RecordedEvent> events) {
        return true;
    }
}
