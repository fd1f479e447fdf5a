package dev.signalbox.wire.resource;

import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One line of an analysis: what the observations of one group come to. Which figures are there depends on what was
 * asked for.
 *
 * @param time begin of the interval; null when the whole time is one
 * @param key what the group has in common; null for observations that have no such thing, and when there is one group
 *     only
 * @param count observations in the group
 * @param traces traces that they belong to
 * @param cost US dollars, as far as known
 * @param unpriced observations with a model and tokens but no price: {@code cost} lacks them
 * @param humanMicros how long people were waited for, beside {@code cost}; those waits are not in {@code count}
 * @param errors observations of level ERROR
 * @param errorRate errors in each observation: 0 to 1
 * @param p50Micros half of the observations took at most so long
 * @param firstTokenP50Micros the same for the time to the first token, where it is known
 */
public record Figure(
        @Nullable Instant time,
        @Nullable String key,
        long count,
        @Nullable Long traces,
        @Nullable BigDecimal cost,
        @Nullable Long unpriced,
        @Nullable Long humanMicros,
        @Nullable Long inputTokens,
        @Nullable Long outputTokens,
        @Nullable Long totalTokens,
        @Nullable Long errors,
        @Nullable Double errorRate,
        @Nullable Long p50Micros,
        @Nullable Long p90Micros,
        @Nullable Long p99Micros,
        @Nullable Long maxMicros,
        @Nullable Long firstTokenCount,
        @Nullable Long firstTokenP50Micros,
        @Nullable Long firstTokenP90Micros,
        @Nullable Long firstTokenP99Micros) {}
