package dev.signalbox.hub.trace.table;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.database.Row;
import dev.signalbox.hub.database.Transaction;
import dev.signalbox.hub.log.RecordedEvent;
import dev.signalbox.hub.projection.Columns;
import dev.signalbox.hub.projection.Tables;
import dev.signalbox.hub.trace.price.Price;
import dev.signalbox.hub.trace.price.PriceTable;
import dev.signalbox.wire.EventTypes;
import dev.signalbox.wire.Json;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The prices that people have set, over the shipped ones. Keeps the table that it read last, for it hardly ever
 * changes, and to make it costs more than a range of events. Any thread.
 */
public final class StoredPrices {
    private static final String SET = """
            INSERT INTO {prices} (pattern, position, entry) VALUES ($1, $2, $3) ON CONFLICT (pattern) DO UPDATE
            SET position = excluded.position, entry = excluded.entry""";

    private volatile @Nullable Known known;

    /** A table, and the rows that it was made of: pattern and position of each. */
    private record Known(List<String> rows, PriceTable table) {}

    public Future<PriceTable> load(Tables tables, Transaction transaction) {
        return transaction
                .query(tables.sql("SELECT pattern, position, entry FROM {prices} ORDER BY pattern"))
                .map(this::tableOf);
    }

    private PriceTable tableOf(List<Row> rows) {
        if (rows.isEmpty()) return PriceTable.shipped();
        List<String> names = rows.stream()
                .map(row -> row.bigint("position") + " " + row.text("pattern"))
                .toList();
        Known last = known;
        if (last != null && last.rows().equals(names)) return last.table();
        PriceTable table = PriceTable.shipped()
                .with(rows.stream()
                        .map(row -> Price.of(
                                Json.readLenient(row.text("entry").getBytes(StandardCharsets.UTF_8), JsonNode.class)))
                        .toList());
        known = new Known(names, table);
        return table;
    }

    static Future<?> change(RecordedEvent event, JsonNode data, RowWriter rows) {
        String pattern = data.path("model").asText();
        if (event.type().equals(EventTypes.PRICE_REMOVED)) {
            return rows.update("DELETE FROM {prices} WHERE pattern = $1", pattern);
        }
        return rows.update(SET, pattern, event.position(), Columns.json(data));
    }
}
