package dev.signalbox.hub.trace.table;

import dev.signalbox.hub.database.Row;
import dev.signalbox.hub.database.Transaction;
import dev.signalbox.hub.projection.Tables;
import dev.signalbox.hub.trace.model.Fields;
import dev.signalbox.hub.trace.price.PriceTable;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The writer of rows within one transaction, with the prices as they stand there. */
final class RowWriter {
    private final Tables tables;
    private final Transaction transaction;
    private final StoredPrices stored;
    private PriceTable prices;

    /** @param prices what {@code stored} has in this transaction */
    RowWriter(Tables tables, Transaction transaction, StoredPrices stored, PriceTable prices) {
        this.tables = tables;
        this.transaction = transaction;
        this.stored = stored;
        this.prices = prices;
    }

    Transaction transaction() {
        return transaction;
    }

    PriceTable prices() {
        return prices;
    }

    /** Reads the prices again, for one was changed. */
    Future<?> loadPrices() {
        return stored.load(tables, transaction).map(loaded -> prices = loaded);
    }

    /** @param template a statement that names its tables as {@link Tables} wants it */
    Future<Integer> update(String template, @Nullable Object... values) {
        return transaction.update(tables.sql(template), values);
    }

    /** @param template a statement that names its tables as {@link Tables} wants it */
    Future<List<Row>> query(String template, Object... values) {
        return transaction.query(tables.sql(template), values);
    }

    /** Reads the row of a subject, merges what was said, and writes it when that changed it. */
    Future<Integer> write(Subject subject) {
        String id = subject.key().id();
        return switch (subject.key().kind()) {
            case TRACE ->
                state(TraceRow.STATE, id)
                        .compose(state -> subject.merge(state)
                                ? TraceRow.write(subject, this)
                                : update(TraceRow.TOUCH, subject.lastAt(), id));
            case OBSERVATION ->
                state(ObservationRow.STATE, subject.key().traceId(), id)
                        .compose(state ->
                                subject.merge(state) ? ObservationRow.write(subject, this) : Future.succeededFuture(0));
            case SCORE ->
                state(ScoreRow.STATE, id)
                        .compose(state ->
                                subject.merge(state) ? ScoreRow.FORM.write(subject, this) : Future.succeededFuture(0));
        };
    }

    /** Names a trace that does not speak for itself after the topmost of its observations. */
    Future<?> standIn(Subject trace) {
        return update(TraceRow.STAND_IN, trace.text(Fields.NAME), trace.key().id());
    }

    /** Sums up traces anew. */
    Future<?> sum(Collection<String> traceIds) {
        return Future.all(traceIds.stream()
                .map(id -> TraceRow.sum(id, tables, transaction))
                .toList());
    }

    private Future<@Nullable String> state(String template, Object... key) {
        return query(template, key)
                .map(rows -> rows.isEmpty() ? null : rows.get(0).text("state"));
    }
}
