package dev.signalbox.hub.trace.mapping;

import com.fasterxml.jackson.databind.JsonNode;
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

    private static @Nullable BigDecimal sane(BigDecimal number) {
        boolean small = number.precision() <= 2 * DIGITS_MAX
                && number.scale() <= 6 * DIGITS_MAX
                && (long) number.precision() - number.scale() <= DIGITS_MAX;
        return small ? number : null;
    }
}
