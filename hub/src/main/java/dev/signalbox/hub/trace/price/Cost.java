package dev.signalbox.hub.trace.price;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.wire.Json;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The cost of some usage.
 *
 * @param details US dollars by usage key, and their {@code total}; empty when nothing of it has a price, which is not
 *     the same as 0
 * @param nanos the total in 1e-9 US dollars, rounded half up, at most {@link #NANOS_MAX}; 0 when nothing has a price
 * @param unpriced usage keys of which the price says nothing: they are not in the total, which is then a lower bound
 */
public record Cost(ObjectNode details, long nanos, List<String> unpriced) {
    /** A billion US dollars; what costs more is taken for this, so that nine of them still have a sum. */
    public static final long NANOS_MAX = 1_000_000_000_000_000_000L;

    static final String TOTAL = "total";
    private static final int EXPONENT_MAX = 40;

    public Cost {
        unpriced = List.copyOf(unpriced);
    }

    /** Whether anything has a price. */
    public boolean isKnown() {
        return details.has(TOTAL);
    }

    /**
     * A cost that the producer gives by usage key: its {@code total}, else the sum of the others. Empty when there is
     * no amount among them.
     */
    public static Optional<Cost> given(JsonNode costDetails) {
        ObjectNode details = Json.object();
        BigDecimal sum = BigDecimal.ZERO;
        for (Map.Entry<String, JsonNode> field : costDetails.properties()) {
            if (!isAmount(field.getValue())) continue;
            BigDecimal dollars = field.getValue().decimalValue();
            details.set(field.getKey(), DecimalNode.valueOf(dollars));
            if (!field.getKey().equals(TOTAL)) sum = sum.add(dollars);
        }
        if (details.isEmpty()) return Optional.empty();
        BigDecimal total = details.has(TOTAL) ? details.path(TOTAL).decimalValue() : sum;
        return Optional.of(of(details, total, List.of()));
    }

    static Cost of(ObjectNode details, BigDecimal total, List<String> unpriced) {
        details.set(TOTAL, DecimalNode.valueOf(total));
        BigDecimal nanos = total.movePointRight(9).setScale(0, RoundingMode.HALF_UP);
        return new Cost(
                details,
                nanos.min(BigDecimal.valueOf(NANOS_MAX)).max(BigDecimal.ZERO).longValue(),
                unpriced);
    }

    /** A number that can be calculated with: neither negative nor of an absurd exponent. */
    private static boolean isAmount(JsonNode value) {
        if (!value.isNumber() || (value.isDouble() && !Double.isFinite(value.doubleValue()))) return false;
        BigDecimal number = value.decimalValue();
        return number.signum() >= 0
                && number.scale() <= 10 * EXPONENT_MAX
                && number.precision() <= 10 * EXPONENT_MAX
                && (long) number.precision() - number.scale() <= EXPONENT_MAX;
    }
}
