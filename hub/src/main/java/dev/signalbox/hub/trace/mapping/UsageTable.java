package dev.signalbox.hub.trace.mapping;

import static dev.signalbox.hub.trace.mapping.FieldRule.first;
import static dev.signalbox.hub.trace.mapping.Source.attribute;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.hub.trace.usage.Spelling;
import dev.signalbox.hub.trace.usage.UsageReading;
import dev.signalbox.wire.Json;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The table of where a span tells its tokens and its cost. What the names there mean says {@link Spelling}; of several
 * places that tell of one kind of tokens the first counts.
 */
final class UsageTable {
    /** Attributes that are called so, or begin so and go on behind a dot, count tokens. */
    private static final List<String> TOKENS =
            List.of("gen_ai.usage", "llm.token_count", "llm.usage", "ai.usage", "mlflow.chat.tokenUsage");

    /** Of the Vercel AI SDK, for what it embeds. */
    private static final String EMBEDDED = "ai.usage.tokens";

    private static final Spelling INPUT = Spelling.of("input");

    /** What makers of models say of a call, as the Vercel AI SDK passes it on: parts of what it counts itself. */
    private static final String PROVIDERS = "ai.response.providerMetadata";

    private static final List<String> PROVIDERS_USAGE = List.of("usage", "usageMetadata");

    private static final List<FieldRule> COSTS = List.of(
            first(
                    "input",
                    UsageTable::amount,
                    attribute("gen_ai.usage.input_cost"),
                    attribute("gen_ai.cost.input_cost"),
                    attribute("llm.cost.prompt")),
            first(
                    "output",
                    UsageTable::amount,
                    attribute("gen_ai.usage.output_cost"),
                    attribute("gen_ai.cost.output_cost"),
                    attribute("llm.cost.completion")),
            first(
                    "total",
                    UsageTable::amount,
                    attribute("gen_ai.usage.cost"),
                    attribute("gen_ai.usage.total_cost"),
                    attribute("gen_ai.cost.total_cost"),
                    attribute("gen_ai.cost.total"),
                    attribute("llm.cost.total"),
                    attribute("operation.cost")));

    private UsageTable() {}

    /** Empty when the span counts nothing. */
    static ObjectNode usage(Span span, Warnings warnings) {
        JsonNode verbatim = span.attribute("langfuse.observation.usage_details");
        if (verbatim != null) {
            ObjectNode details = ClassicUsage.details(verbatim, "langfuse.observation.usage_details", warnings);
            if (!details.isEmpty()) return details;
        }
        String only = onlyObject(span);
        if (only != null) return ClassicUsage.details(span.unfolded(only), only, warnings);
        UsageReading reading = UsageReading.ofAttributes();
        for (String place : TOKENS) ofAttributes(span, place, reading, warnings);
        UsageLeaves.walk("", span.unfolded("genkit:output").path("usage"), (path, leaf) -> {
            Long count = countOf(path, leaf, "usage of genkit:output", warnings);
            if (count != null) reading.tell(path, Spelling.of(path), count);
        });
        ofProviders(span.unfolded(PROVIDERS), reading, warnings);
        return reading.details(warnings::add);
    }

    /** The attribute that tells all usage as one object; null when others tell of it, too. */
    private static @Nullable String onlyObject(Span span) {
        String found = null;
        for (String place : TOKENS) {
            if (span.unfolded(place).isObject() && found != null) return null;
            if (span.unfolded(place).isObject()) found = place;
            for (Map.Entry<String, JsonNode> attribute : span.attributes().properties()) {
                String name = attribute.getKey();
                boolean below = name.startsWith(place + ".");
                if (below && Spelling.of(name.substring(place.length() + 1)).kind() != null) return null;
            }
        }
        return found;
    }

    private static void ofAttributes(Span span, String place, UsageReading reading, Warnings warnings) {
        for (Map.Entry<String, JsonNode> attribute : span.attributes().properties()) {
            String name = attribute.getKey();
            if (!name.startsWith(place)) continue;
            if (name.length() > place.length() && name.charAt(place.length()) != '.') continue;
            String path = name.substring(Math.min(name.length(), place.length() + 1));
            if (attribute.getValue().isNull() && Spelling.of(path).kind() != null) warnings.add(name + " has no value");
            UsageLeaves.walk(path, Texts.unfolded(attribute.getValue()), (leafPath, leaf) -> {
                Spelling spelling = name.equals(EMBEDDED) ? INPUT : Spelling.of(leafPath);
                Long count = countOf(leafPath, leaf, name, warnings);
                if (count != null) reading.tell(leafPath, spelling, count);
            });
        }
    }

    /** Null where nothing is counted, and for what is not known to count tokens. */
    private static @Nullable Long countOf(String path, JsonNode leaf, String where, Warnings warnings) {
        return Spelling.of(path).kind() == null ? null : Numbers.count(leaf, where, warnings);
    }

    private static void ofProviders(JsonNode providers, UsageReading reading, Warnings warnings) {
        for (JsonNode provider : providers) {
            for (Map.Entry<String, JsonNode> field : provider.properties()) {
                boolean usage = PROVIDERS_USAGE.contains(field.getKey());
                if (usage || field.getValue().isValueNode())
                    UsageLeaves.walk(usage ? "" : field.getKey(), field.getValue(), (path, leaf) -> {
                        Long count = countOf(path, leaf, PROVIDERS, warnings);
                        if (count != null) reading.tellPart(path, Spelling.of(path), count);
                    });
            }
        }
    }

    /** Empty when the span names no cost. */
    static ObjectNode cost(Span span, Warnings warnings) {
        JsonNode verbatim = span.attribute("langfuse.observation.cost_details");
        if (verbatim != null) {
            ObjectNode cost = ClassicUsage.cost(verbatim, "langfuse.observation.cost_details", warnings);
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
        BigDecimal amount = Numbers.amount(value, "the cost of " + field, warnings);
        return amount == null ? null : DecimalNode.valueOf(amount);
    }
}
