package dev.signalbox.hub.trace.query;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** Money in US dollars, which the tables keep as billionths. */
public final class Money {
    private static final int DIGITS = 9;

    private Money() {}

    /** Null for null. */
    public static @Nullable BigDecimal ofNanos(@Nullable Long nanos) {
        if (nanos == null) return null;
        BigDecimal dollars = BigDecimal.valueOf(nanos, DIGITS).stripTrailingZeros();
        return dollars.scale() < 0 ? dollars.setScale(0) : dollars;
    }
}
