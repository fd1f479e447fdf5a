package dev.signalbox.wire.resource;

import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Traces that belong together: a conversation.
 *
 * @param userId of its newest trace that names one
 * @param firstAt timestamp of its first trace
 * @param lastAt timestamp of its last
 * @param cost US dollars, as far as known; null when nothing is
 */
public record TraceSession(
        String id,
        String environment,
        @Nullable String userId,
        long traces,
        long observations,
        long errors,
        Instant firstAt,
        Instant lastAt,
        long inputTokens,
        long outputTokens,
        long totalTokens,
        @Nullable BigDecimal cost,
        long unpriced) {}
