package dev.signalbox.hub.trace.table;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.trace.price.Cost;
import dev.signalbox.hub.trace.price.Price;
import dev.signalbox.hub.trace.price.PriceTable;
import dev.signalbox.hub.trace.usage.CountLimits;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The cost of an observation and why it is that: as given, or by a price; all null when neither is known.
 *
 * @param key {@link #GIVEN}, or the edition of the price
 */
public record Priced(
        @Nullable String key,
        @Nullable Long nanos,
        @Nullable JsonNode details) {
    /** What the producer gave costs with; no price can change it. */
    public static final String GIVEN = "given";

    public static final Priced UNKNOWN = new Priced(null, null, null);

    private static final long NANOS_MAX =
            CountLimits.DOLLARS_MAX.movePointRight(9).longValueExact();

    static Priced of(@Nullable JsonNode given, @Nullable String model, @Nullable JsonNode usage, PriceTable prices) {
        Cost said = given == null ? null : Cost.given(given).orElse(null);
        if (said != null) return of(GIVEN, said);
        if (model == null || usage == null) return UNKNOWN;
        return prices.find(model).map(price -> by(price, usage)).orElse(UNKNOWN);
    }

    public static Priced by(Price price, JsonNode usage) {
        return of(price.edition(), price.cost(usage));
    }

    /** What the keys with this word cost together; null when nothing is known. */
    public @Nullable Long part(String word) {
        if (details == null) return null;
        BigDecimal sum = BigDecimal.ZERO;
        for (Map.Entry<String, JsonNode> field : details.properties()) {
            if (field.getKey().contains(word)) sum = sum.add(field.getValue().decimalValue());
        }
        BigDecimal nanos = sum.movePointRight(9).setScale(0, RoundingMode.HALF_UP);
        return nanos.min(BigDecimal.valueOf(NANOS_MAX)).longValue();
    }

    private static Priced of(String key, Cost cost) {
        if (!cost.isKnown()) return new Priced(key, null, null);
        return new Priced(key, Math.min(cost.nanos(), NANOS_MAX), cost.details());
    }
}
