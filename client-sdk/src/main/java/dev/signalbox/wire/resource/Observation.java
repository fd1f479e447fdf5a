package dev.signalbox.wire.resource;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A step of a trace: a call of a model, of a tool, or whatever else its producer tells.
 *
 * @param parentId the observation around it; null at the top. It may name one that has not come, or never comes
 * @param root whether it stands at the top of the tree as it is known now
 * @param type SPAN, EVENT, GENERATION, AGENT, TOOL, CHAIN, RETRIEVER, EVALUATOR, EMBEDDING, GUARDRAIL, HUMAN: people
 *     were asked
 * @param startDerived nobody gave a start; it is when the hub first heard of it
 * @param endTime null while it runs; an event has none. As it was given: it may lie before the start
 * @param durationMicros null while it runs, and where the times are impossible; so is {@code timeToFirstTokenMicros}
 * @param timeToFirstTokenMicros from the start to the first token
 * @param level DEBUG, DEFAULT, WARNING, ERROR
 * @param usage tokens by usage key, each counted once
 * @param cost US dollars; null when unknown
 * @param costBy {@code given} by the producer, or the key of the price; null when unknown
 * @param children how many observations name it as parent; only in pages of a tree
 * @param input only where one observation is asked for; null when it is {@link #large}
 * @param metadata only where one observation is asked for
 */
public record Observation(
        String id,
        String traceId,
        @Nullable String parentId,
        boolean root,
        String type,
        @Nullable String name,
        Instant startTime,
        boolean startDerived,
        @Nullable Instant endTime,
        @Nullable Long durationMicros,
        @Nullable Instant completionStartTime,
        @Nullable Long timeToFirstTokenMicros,
        String level,
        @Nullable String statusMessage,
        @Nullable String model,
        @Nullable JsonNode modelParameters,
        String environment,
        @Nullable String version,
        @Nullable String promptName,
        @Nullable Long promptVersion,
        @Nullable JsonNode usage,
        long inputTokens,
        long outputTokens,
        long totalTokens,
        @Nullable BigDecimal cost,
        @Nullable JsonNode costDetails,
        @Nullable String costBy,
        @Nullable Long children,
        @Nullable JsonNode input,
        @Nullable JsonNode output,
        @Nullable JsonNode metadata,
        @Nullable List<Trace.LargeText> large) {}
