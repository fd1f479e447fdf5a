package dev.signalbox.hub.trace.table;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.database.Database;
import dev.signalbox.hub.database.Row;
import dev.signalbox.hub.database.Transaction;
import dev.signalbox.hub.projection.Columns;
import dev.signalbox.hub.projection.Tables;
import dev.signalbox.hub.trace.price.Price;
import dev.signalbox.hub.trace.price.PriceTable;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The costs of observations by the prices of now. Every row says with which price it was computed, so what is left to
 * do stands in the table itself. In small transactions, beside what comes in; two that do it at once do no harm.
 */
public final class Costs {
    private static final String GROUPS =
            "SELECT model, price_key FROM observations WHERE model IS NOT NULL GROUP BY model, price_key";
    private static final String OF_GROUP =
            "SELECT trace_id, id, usage FROM observations" + " WHERE model = $1 AND usage IS NOT NULL AND price_key ";
    private static final String SET_COST = """
            UPDATE observations SET price_key = $1, cost = $2, input_cost = $3, output_cost = $4, cost_details = $5
            WHERE trace_id = $6 AND id = $7""";
    private static final int BATCH = 500;
    private static final Tables TABLES = Tables.of(TraceTables.NAMES);

    private final Database database;
    private final StoredPrices stored = new StoredPrices();

    /**
     * Observations of one model that do not go by the price that they should go by.
     *
     * @param key of the price that they go by; null for none
     */
    private record Stale(
            String model, @Nullable String key, @Nullable Price price) {}

    /** @param database of the traces log, or of tables that were folded from it */
    public Costs(Database database) {
        this.database = database;
    }

    /** Completes with the number of observations whose cost was computed anew, when all go by the prices of now. */
    public Future<Integer> computeAnew() {
        return database.read(transaction -> {
                    Future<PriceTable> prices = stored.load(TABLES, transaction);
                    Future<List<Row>> groups = transaction.query(GROUPS);
                    return Future.all(prices, groups).map(read -> stale(prices.result(), groups.result()));
                })
                .compose(this::reprice);
    }

    private static List<Stale> stale(PriceTable prices, List<Row> groups) {
        List<Stale> stale = new ArrayList<>();
        for (Row row : groups) {
            String key = row.textOrNull("price_key");
            if (Priced.GIVEN.equals(key)) continue;
            Price price = prices.find(row.text("model")).orElse(null);
            if (!Objects.equals(key, price == null ? null : price.edition())) {
                stale.add(new Stale(row.text("model"), key, price));
            }
        }
        return stale;
    }

    private Future<Integer> reprice(List<Stale> all) {
        Future<Integer> done = Future.succeededFuture(0);
        for (Stale stale : all) done = done.compose(before -> batches(stale).map(count -> before + count));
        return done;
    }

    private Future<Integer> batches(Stale stale) {
        return database.write(transaction -> batch(stale, transaction))
                .compose(count -> count < BATCH
                        ? Future.succeededFuture(count)
                        : batches(stale).map(rest -> rest + count));
    }

    private static Future<Integer> batch(Stale stale, Transaction transaction) {
        Future<List<Row>> some = stale.key() == null
                ? transaction.query(OF_GROUP + "IS NULL LIMIT $2", stale.model(), BATCH)
                : transaction.query(OF_GROUP + "= $2 LIMIT $3", stale.model(), stale.key(), BATCH);
        return some.compose(rows -> {
            List<Future<?>> updates = new ArrayList<>();
            Set<String> traces = new LinkedHashSet<>();
            for (Row row : rows) {
                updates.add(update(row, stale.price(), transaction));
                traces.add(row.text("trace_id"));
            }
            for (String trace : traces) updates.add(TraceRow.sum(trace, TABLES, transaction));
            return Future.all(updates).map(rows.size());
        });
    }

    private static Future<?> update(Row row, @Nullable Price price, Transaction transaction) {
        JsonNode usage = Columns.json(row, "usage", JsonNode.class);
        Priced priced = price == null || usage == null ? Priced.UNKNOWN : Priced.by(price, usage);
        return transaction.update(
                SET_COST,
                priced.key(),
                priced.nanos(),
                priced.part("input"),
                priced.part("output"),
                Columns.json(priced.details()),
                row.text("trace_id"),
                row.text("id"));
    }
}
