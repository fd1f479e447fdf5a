package dev.signalbox.hub.trace.query;

import dev.signalbox.hub.database.Database;
import dev.signalbox.hub.projection.Tables;
import dev.signalbox.hub.trace.price.Price;
import dev.signalbox.hub.trace.price.PriceTable;
import dev.signalbox.hub.trace.table.StoredPrices;
import dev.signalbox.hub.trace.table.TraceTables;
import dev.signalbox.wire.resource.TracePrice;
import io.vertx.core.Future;
import java.util.List;
import java.util.Locale;

/** The query of the prices that hold: the shipped ones, and over them what people have set. */
public final class Prices {
    private static final Tables TABLES = Tables.of(TraceTables.NAMES);

    private final Database database;
    private final StoredPrices stored = new StoredPrices();

    public Prices(Database database) {
        this.database = database;
    }

    /** All prices, by pattern. */
    public Future<List<TracePrice>> all() {
        return table().map(table -> table.prices().stream()
                .map(Prices::shown)
                .sorted((left, right) -> left.model().compareToIgnoreCase(right.model()))
                .toList());
    }

    /** What counts now. */
    public Future<PriceTable> table() {
        return database.read(transaction -> stored.load(TABLES, transaction));
    }

    private static TracePrice shown(Price price) {
        return new TracePrice(
                price.model(),
                price.prices(),
                price.unit().name().toLowerCase(Locale.ROOT),
                price.source().isEmpty() ? null : price.source(),
                PriceTable.shipped().prices().contains(price));
    }
}
