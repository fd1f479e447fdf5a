package dev.signalbox.wire.resource;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What somebody thinks of a trace, an observation or a session.
 *
 * @param dataType NUMERIC, CATEGORICAL, BOOLEAN, TEXT, CORRECTION
 * @param value the number; of BOOLEAN 0 or 1; null for a text
 * @param stringValue the text; null for a number
 * @param source API, EVAL, ANNOTATION
 */
public record Score(
        String id,
        @Nullable String traceId,
        @Nullable String observationId,
        @Nullable String sessionId,
        String name,
        String dataType,
        @Nullable BigDecimal value,
        @Nullable String stringValue,
        String source,
        @Nullable String comment,
        String environment,
        Instant timestamp,
        @Nullable JsonNode metadata) {}
