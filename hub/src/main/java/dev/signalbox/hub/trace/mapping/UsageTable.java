package dev.signalbox.hub.trace.mapping;

import static dev.signalbox.hub.trace.mapping.FieldRule.first;
import static dev.signalbox.hub.trace.mapping.Source.attribute;
import static dev.signalbox.hub.trace.mapping.Source.within;
import static dev.signalbox.hub.trace.mapping.UsageParts.INPUT;
import static dev.signalbox.hub.trace.mapping.UsageParts.OUTPUT;
import static dev.signalbox.hub.trace.mapping.UsageParts.TOTAL;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.wire.Json;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The table of tokens and cost of a span: a usage key a line, with the places where it is looked for, in order. What is
 * part of the input or the output is counted in the whole too, and is taken off it.
 */
final class UsageTable {
    private static final String PROVIDER = "ai.response.providerMetadata";

    private static final String CREATION = "input_cache_creation";

    /** @param of the whole that it is counted in, too */
    private record Part(String of, FieldRule rule) {}

    private static final List<FieldRule> WHOLES = List.of(
            first(
                    INPUT,
                    UsageParts::whole,
                    attribute("gen_ai.usage.prompt_tokens"),
                    attribute("gen_ai.usage.input_tokens"),
                    attribute("llm.token_count.prompt"),
                    attribute("llm.usage.prompt_tokens"),
                    attribute("ai.usage.inputTokens"),
                    attribute("ai.usage.promptTokens"),
                    within("genkit:output", "usage.inputTokens")),
            first(
                    OUTPUT,
                    UsageParts::whole,
                    attribute("gen_ai.usage.completion_tokens"),
                    attribute("gen_ai.usage.output_tokens"),
                    attribute("llm.token_count.completion"),
                    attribute("llm.usage.completion_tokens"),
                    attribute("ai.usage.outputTokens"),
                    attribute("ai.usage.completionTokens"),
                    within("genkit:output", "usage.outputTokens")),
            first(
                    TOTAL,
                    UsageParts::whole,
                    attribute("gen_ai.usage.total_tokens"),
                    attribute("llm.token_count.total"),
                    attribute("llm.usage.total_tokens"),
                    attribute("ai.usage.totalTokens"),
                    attribute("ai.usage.tokens"),
                    within("genkit:output", "usage.totalTokens")));

    private static final List<Part> PARTS = List.of(
            part(
                    INPUT,
                    "input_cached_tokens",
                    attribute("gen_ai.usage.cache_read.input_tokens"),
                    attribute("gen_ai.usage.cache_read_input_tokens"),
                    attribute("gen_ai.usage.details.cache_read_input_tokens"),
                    attribute("gen_ai.usage.details.cache_read_tokens"),
                    attribute("gen_ai.usage.details.cached_tokens"),
                    attribute("llm.token_count.prompt_details.cache_read"),
                    attribute("ai.usage.inputTokenDetails.cacheReadTokens"),
                    attribute("ai.usage.cachedInputTokens"),
                    within(PROVIDER, "openai.cachedPromptTokens"),
                    within(PROVIDER, "anthropic.usage.cache_read_input_tokens"),
                    within(PROVIDER, "bedrock.usage.cacheReadInputTokens"),
                    within("genkit:output", "usage.cachedContentTokens")),
            part(
                    INPUT,
                    CREATION,
                    attribute("gen_ai.usage.cache_write.input_tokens"),
                    attribute("gen_ai.usage.cache_creation.input_tokens"),
                    attribute("gen_ai.usage.cache_creation_input_tokens"),
                    attribute("gen_ai.usage.cache_write_tokens"),
                    attribute("gen_ai.usage.details.cache_creation_input_tokens"),
                    attribute("gen_ai.usage.details.cache_write_tokens"),
                    attribute("llm.token_count.prompt_details.cache_write"),
                    attribute("ai.usage.inputTokenDetails.cacheWriteTokens"),
                    within(PROVIDER, "anthropic.usage.cache_creation_input_tokens"),
                    within(PROVIDER, "anthropic.cacheCreationInputTokens"),
                    within(PROVIDER, "bedrock.usage.cacheWriteInputTokens")),
            part(
                    INPUT,
                    "input_audio_tokens",
                    attribute("gen_ai.usage.audio.input_tokens"),
                    attribute("gen_ai.usage.details.input_audio_tokens"),
                    attribute("llm.token_count.prompt_details.audio")),
            part(
                    OUTPUT,
                    "output_reasoning_tokens",
                    attribute("gen_ai.usage.reasoning.output_tokens"),
                    attribute("gen_ai.usage.reasoning_tokens"),
                    attribute("gen_ai.usage.details.reasoning_tokens"),
                    attribute("llm.token_count.completion_details.reasoning"),
                    attribute("llm.usage.reasoning_tokens"),
                    attribute("ai.usage.outputTokenDetails.reasoningTokens"),
                    attribute("ai.usage.reasoningTokens"),
                    within(PROVIDER, "openai.reasoningTokens"),
                    within("genkit:output", "usage.thoughtsTokens")),
            part(
                    OUTPUT,
                    "output_audio_tokens",
                    attribute("gen_ai.usage.audio.output_tokens"),
                    attribute("gen_ai.usage.details.output_audio_tokens"),
                    attribute("llm.token_count.completion_details.audio")));

    /** What is kept for an hour costs more to write than what is kept for minutes. */
    private static final Source LONG_LIVED =
            within(PROVIDER, "anthropic.usage.cache_creation.ephemeral_1h_input_tokens");

    private static final List<FieldRule> COSTS = List.of(
            first(INPUT, UsageTable::amount, attribute("gen_ai.usage.input_cost"), attribute("llm.cost.prompt")),
            first(OUTPUT, UsageTable::amount, attribute("gen_ai.usage.output_cost"), attribute("llm.cost.completion")),
            first(
                    TOTAL,
                    UsageTable::amount,
                    attribute("gen_ai.usage.cost"),
                    attribute("gen_ai.usage.total_cost"),
                    attribute("llm.cost.total"),
                    attribute("operation.cost")));

    private UsageTable() {}

    /** Empty when the span counts nothing. */
    static ObjectNode usage(Span span, Warnings warnings) {
        JsonNode verbatim = span.attribute("langfuse.observation.usage_details");
        if (verbatim != null) {
            ObjectNode details = ClassicUsage.details(verbatim, warnings);
            if (!details.isEmpty()) return details;
        }
        UsageParts parts = new UsageParts();
        for (FieldRule whole : WHOLES) parts.whole(whole.field(), UsageParts.count(whole.in(span, warnings)));
        for (Part part : PARTS) {
            parts.part(
                    part.of(), part.rule().field(), UsageParts.count(part.rule().in(span, warnings)));
        }
        parts.partOfPart(INPUT, CREATION, CREATION + "_1h", UsageParts.count(LONG_LIVED.in(span)));
        return parts.details();
    }

    /** Empty when the span names no cost. */
    static ObjectNode cost(Span span, Warnings warnings) {
        JsonNode verbatim = span.attribute("langfuse.observation.cost_details");
        if (verbatim != null) {
            ObjectNode cost = ClassicUsage.cost(verbatim, warnings);
            if (!cost.isEmpty()) return cost;
        }
        ObjectNode cost = Json.object();
        for (FieldRule rule : COSTS) {
            JsonNode dollars = rule.in(span, warnings);
            if (dollars != null) cost.set(rule.field(), dollars);
        }
        return cost;
    }

    private static @Nullable JsonNode amount(JsonNode value, String field, Warnings warnings) {
        BigDecimal amount = Numbers.decimal(value);
        return amount == null || amount.signum() < 0 ? null : DecimalNode.valueOf(amount);
    }

    private static Part part(String of, String key, Source... sources) {
        return new Part(of, first(key, UsageParts::whole, sources));
    }
}
