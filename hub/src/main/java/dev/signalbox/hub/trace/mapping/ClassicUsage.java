package dev.signalbox.hub.trace.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.hub.trace.model.StorableText;
import dev.signalbox.wire.Json;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Usage and cost as the bodies of generations have them: {@code usageDetails} and {@code costDetails}, the older
 * {@code usage}, and the forms in which OpenAI and Anthropic answer.
 */
record ClassicUsage(ObjectNode details, ObjectNode cost) {
    static ClassicUsage of(JsonNode body, Warnings warnings) {
        JsonNode usage = Texts.unfolded(body.path("usage"));
        ObjectNode details = details(body.path("usageDetails"), warnings);
        ObjectNode cost = cost(body.path("costDetails"), warnings);
        return new ClassicUsage(
                details.isEmpty() ? older(usage, warnings) : details,
                cost.isEmpty() ? olderCost(usage, warnings) : cost);
    }

    /** Plain keys as they are; counts with details inside, as OpenAI answers, are taken apart. */
    static ObjectNode details(JsonNode value, Warnings warnings) {
        JsonNode usage = Texts.unfolded(value);
        if (!usage.isObject()) return Json.object();
        if (isProviders(usage)) return ofProvider(usage);
        ObjectNode details = Json.object();
        for (Map.Entry<String, JsonNode> field : usage.properties()) {
            if (field.getValue().isNull()) continue;
            Long count = UsageParts.count(field.getValue());
            if (count != null) details.put(field.getKey(), count);
            else warnings.add("usageDetails." + field.getKey() + " counts nothing and was left out");
        }
        return details;
    }

    /** US dollars by key; what is no amount is left out. */
    static ObjectNode cost(JsonNode value, Warnings warnings) {
        JsonNode given = Texts.unfolded(value);
        ObjectNode cost = Json.object();
        for (Map.Entry<String, JsonNode> field : given.properties()) {
            amount(cost, field.getKey(), field.getValue(), warnings);
        }
        return cost;
    }

    private static ObjectNode older(JsonNode usage, Warnings warnings) {
        if (!usage.isObject()) return Json.object();
        if (isProviders(usage)) return ofProvider(usage);
        String unit = usage.path("unit").asText().toLowerCase(Locale.ROOT);
        // A price is one of tokens: what counts characters or images must not look like it.
        String prefix =
                unit.isEmpty() || unit.equals("null") || unit.equals("tokens") ? "" : StorableText.cut(unit, 40) + "_";
        UsageParts parts = new UsageParts();
        parts.whole(prefix + UsageParts.INPUT, firstCount(usage, "input", "promptTokens"));
        parts.whole(prefix + UsageParts.OUTPUT, firstCount(usage, "output", "completionTokens"));
        parts.whole(prefix + UsageParts.TOTAL, firstCount(usage, "total", "totalTokens"));
        ObjectNode details = parts.details();
        if (details.isEmpty() && !usage.isEmpty() && olderCost(usage, warnings).isEmpty())
            warnings.add("body.usage counts nothing");
        return details;
    }

    private static ObjectNode olderCost(JsonNode usage, Warnings warnings) {
        ObjectNode cost = Json.object();
        amount(cost, UsageParts.INPUT, usage.path("inputCost"), warnings);
        amount(cost, UsageParts.OUTPUT, usage.path("outputCost"), warnings);
        amount(cost, UsageParts.TOTAL, usage.path("totalCost"), warnings);
        return cost;
    }

    private static void amount(ObjectNode cost, String key, JsonNode value, Warnings warnings) {
        if (value.isMissingNode() || value.isNull()) return;
        BigDecimal dollars = Numbers.decimal(value);
        if (dollars != null && dollars.signum() >= 0) cost.set(key, DecimalNode.valueOf(dollars));
        else warnings.add("the cost of " + key + " is no amount and was left out");
    }

    private static boolean isProviders(JsonNode usage) {
        return usage.has("prompt_tokens")
                || usage.has("completion_tokens")
                || usage.has("input_tokens")
                || usage.has("output_tokens");
    }

    private static ObjectNode ofProvider(JsonNode usage) {
        UsageParts parts = new UsageParts();
        parts.whole(UsageParts.INPUT, firstCount(usage, "prompt_tokens", "input_tokens"));
        parts.whole(UsageParts.OUTPUT, firstCount(usage, "completion_tokens", "output_tokens"));
        parts.whole(UsageParts.TOTAL, firstCount(usage, "total_tokens"));
        inside(parts, UsageParts.INPUT, usage.path("prompt_tokens_details"));
        inside(parts, UsageParts.INPUT, usage.path("input_tokens_details"));
        inside(parts, UsageParts.OUTPUT, usage.path("completion_tokens_details"));
        inside(parts, UsageParts.OUTPUT, usage.path("output_tokens_details"));
        // Beside the input, as Anthropic counts: not contained in it.
        for (String beside : List.of("cache_read_input_tokens", "cache_creation_input_tokens")) {
            Long count = firstCount(usage, beside);
            if (count != null && count > 0) parts.whole(beside, count);
        }
        return parts.details();
    }

    private static void inside(UsageParts parts, String whole, JsonNode details) {
        for (Map.Entry<String, JsonNode> field : details.properties()) {
            parts.part(whole, whole + "_" + field.getKey(), UsageParts.count(field.getValue()));
        }
    }

    private static @Nullable Long firstCount(JsonNode usage, String... names) {
        for (String name : names) {
            Long count = UsageParts.count(usage.path(name));
            if (count != null) return count;
        }
        return null;
    }
}
