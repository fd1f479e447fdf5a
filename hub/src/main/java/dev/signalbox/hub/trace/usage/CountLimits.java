package dev.signalbox.hub.trace.usage;

import java.math.BigDecimal;

/** The most that one call counts. What is said to be more is left out or counts as that, so that no sum overflows. */
public final class CountLimits {
    /** Tokens of one kind, or of one side. */
    public static final long TOKENS_MAX = 1_000_000_000_000L;

    /** US dollars. */
    public static final BigDecimal DOLLARS_MAX = BigDecimal.valueOf(1_000_000);

    private CountLimits() {}
}
