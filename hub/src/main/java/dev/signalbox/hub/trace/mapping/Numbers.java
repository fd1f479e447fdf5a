package dev.signalbox.hub.trace.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.trace.usage.CountLimits;
import java.math.BigDecimal;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Numbers of clients, of which a text may hold one too. Those with an absurd exponent are none: adding 1 to them fills
 * the memory.
 */
final class Numbers {
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,40}(\\.[0-9]{1,40})?([eE][+-]?[0-9]{1,2})?");
    private static final int DIGITS_MAX = 60;
    private static final BigDecimal COUNT_MAX = BigDecimal.valueOf(CountLimits.TOKENS_MAX);

    private Numbers() {}

    /** Null when it is no number. */
    static @Nullable BigDecimal decimal(@Nullable JsonNode value) {
        if (value == null) return null;
        if (value.isTextual()) return decimal(value.textValue());
        if (!value.isNumber()) return null;
        if (value.isDouble() || value.isFloat()) {
            double number = value.doubleValue();
            return Double.isFinite(number) ? sane(BigDecimal.valueOf(number)) : null;
        }
        return sane(value.decimalValue());
    }

    static @Nullable BigDecimal decimal(String text) {
        String stripped = text.strip();
        return NUMBER.matcher(stripped).matches() ? sane(new BigDecimal(stripped)) : null;
    }

    /** Whatever a double can hold, for what is shown and never added up; null when it is no number. */
    static @Nullable BigDecimal finite(JsonNode value) {
        BigDecimal small = decimal(value);
        if (small != null || !value.isNumber() || !Double.isFinite(value.doubleValue())) return small;
        return value.decimalValue().precision() <= 2 * DIGITS_MAX ? value.decimalValue() : null;
    }

    /**
     * A number that counts something; null, and a warning, when it is none. Fractions are cut off, with a warning.
     *
     * @param what the number is called, for warnings
     */
    static @Nullable Long count(JsonNode value, String what, Warnings warnings) {
        BigDecimal number = decimal(value);
        if (number == null || number.signum() < 0 || number.compareTo(COUNT_MAX) > 0) {
            warnings.add(what + " counts nothing and was left out");
            return null;
        }
        if (number.stripTrailingZeros().scale() > 0)
            warnings.add(what + " is no whole number and counts as " + number.longValue());
        return number.longValue();
    }

    /** US dollars; null, and a warning, when it is no amount. */
    static @Nullable BigDecimal amount(JsonNode value, String what, Warnings warnings) {
        BigDecimal dollars = decimal(value);
        if (dollars == null || dollars.signum() < 0) {
            warnings.add(what + " is no amount and was left out");
            return null;
        }
        if (dollars.compareTo(CountLimits.DOLLARS_MAX) > 0)
            warnings.add(what + " is counted as " + CountLimits.DOLLARS_MAX.toPlainString()
                    + " US dollars, the most that is");
        return dollars;
    }

    private static @Nullable BigDecimal sane(BigDecimal number) {
        boolean small = number.precision() <= 2 * DIGITS_MAX
                && number.scale() <= 6 * DIGITS_MAX
                && (long) number.precision() - number.scale() <= DIGITS_MAX;
        return small ? number : null;
    }
}
