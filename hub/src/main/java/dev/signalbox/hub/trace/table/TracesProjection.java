package dev.signalbox.hub.trace.table;

import dev.signalbox.hub.database.Database;
import dev.signalbox.hub.database.Transaction;
import dev.signalbox.hub.log.RecordedEvent;
import dev.signalbox.hub.projection.Projection;
import dev.signalbox.hub.projection.Tables;
import dev.signalbox.hub.trace.model.TraceStream;
import io.vertx.core.Future;
import java.util.List;
import java.util.function.Function;

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
        return (tables, transaction) -> prepared(tables, transaction, range::write);
    }

    private Future<?> prepared(Tables tables, Transaction transaction, Function<RowWriter, Future<?>> write) {
        return stored.load(tables, transaction)
                .compose(prices -> write.apply(new RowWriter(tables, transaction, stored, prices))
                        .map(done -> prices));
    }

    /** The trace gets a row, also when nothing else is known of it, and a line among its problems. */
    @Override
    public Future<?> setAside(RecordedEvent event, Tables tables, Transaction transaction) {
        if (!event.category().equals(TraceStream.CATEGORY)) return Future.succeededFuture();
        RangeChanges changes = new RangeChanges();
        changes.lacks(event);
        return prepared(tables, transaction, changes::write)
                .compose(written -> transaction.update(
                        tables.sql("UPDATE {traces} SET incomplete = 1 WHERE id = $1"), event.subjectId()));
    }

    /** Costs by the prices of now. */
    @Override
    public Future<?> settle(Database database) {
        return new Costs(database).computeAnew();
    }

    @Override
    public boolean settles() {
        return true;
    }

    @Override
    public boolean preparesLong(List<RecordedEvent> events) {
        return true;
    }
}
