package dev.signalbox.hub.trace.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.hub.trace.model.StorableText;
import dev.signalbox.hub.trace.usage.Spelling;
import dev.signalbox.hub.trace.usage.TokenKind;
import dev.signalbox.hub.trace.usage.UsageReading;
import dev.signalbox.wire.Json;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Usage and cost as the bodies of generations have them: {@code usageDetails} and {@code costDetails}, the older
 * {@code usage}, and the forms in which makers of models answer.
 */
record ClassicUsage(ObjectNode details, ObjectNode cost) {
    private static final int UNIT_CHARS_MAX = 40;
    private static final int EXCERPT_CHARS_MAX = 100;
    /** Words about a call that are no counts of it. */
    private static final Set<String> REMARKS =
            Set.of(("unit type service_tier serviceTier trafficType traffic_type inference_geo speed finish_reason"
                            + " search_context_size")
                    .split(" "));

    private static final Pattern MONEY = Pattern.compile("(?i)[_.]?(costs?|price|usd)");

    static ClassicUsage of(JsonNode body, Warnings warnings) {
        ObjectNode details = details(body.path("usageDetails"), "usageDetails", warnings);
        ObjectNode cost = cost(body.path("costDetails"), "costDetails", warnings);
        JsonNode older = Texts.unfolded(body.path("usage"));
        if (cost.isEmpty()) cost = olderCost(older, warnings);
        if (details.isEmpty()) {
            details = details(older, "usage", warnings);
            if (details.isEmpty() && cost.isEmpty() && !older.isEmpty()) warnings.add("body.usage counts nothing");
        }
        return new ClassicUsage(details, cost);
    }

    /**
     * Tokens by usage key, see {@link UsageReading}; empty when there are none.
     *
     * @param where the value stands, for warnings
     */
    static ObjectNode details(JsonNode value, String where, Warnings warnings) {
        JsonNode usage = Texts.unfolded(value);
        if (!isObject(usage, where, warnings)) return Json.object();
        usage = unwrapped(usage);
        String unit = unitOf(usage);
        UsageReading reading = UsageReading.ofBody();
        UsageLeaves.walk("", usage, (path, leaf) -> {
            Spelling spelling = Spelling.of(path);
            if (spelling.meaning() == Spelling.Meaning.ASIDE || REMARKS.contains(path)) return;
            // Lists go through again, step by step, what is told as a whole.
            if (spelling.kind() == null && leaf.isArray()) return;
            Long count = Numbers.count(leaf, where + "." + path, warnings);
            if (count == null) return;
            if (unit.isEmpty()) reading.tell(path, spelling, count);
            else reading.tellUnit(unit, spelling, count);
        });
        return reading.details(warnings::add);
    }

    /** The one thing inside, where that is all: usage by the name of a model, as DSPy tells it. */
    private static JsonNode unwrapped(JsonNode usage) {
        if (usage.size() != 1) return usage;
        Map.Entry<String, JsonNode> only = usage.properties().iterator().next();
        Spelling name = Spelling.of(only.getKey());
        boolean wraps = only.getValue().isObject() && name.meaning() == Spelling.Meaning.OTHER;
        return wraps ? only.getValue() : usage;
    }

    /**
     * US dollars by key; what is no amount is left out.
     *
     * @param where the value stands, for warnings
     */
    static ObjectNode cost(JsonNode value, String where, Warnings warnings) {
        JsonNode given = Texts.unfolded(value);
        ObjectNode cost = Json.object();
        if (!isObject(given, where, warnings)) return cost;
        for (Map.Entry<String, JsonNode> field : given.properties()) {
            amount(cost, isTotal(field.getKey()) ? "total" : field.getKey(), field.getValue(), warnings);
        }
        return cost;
    }

    private static boolean isObject(JsonNode value, String where, Warnings warnings) {
        if (value.isObject()) return true;
        String text = Texts.of(value);
        if (text != null)
            warnings.add(where + " is no JSON object and was left out: " + StorableText.cut(text, EXCERPT_CHARS_MAX));
        return false;
    }

    /** A price is one of tokens: what counts something else must not look like it. Empty for tokens. */
    private static String unitOf(JsonNode usage) {
        String said = Texts.of(usage.path("unit"));
        String unit = said == null ? "" : said.strip().toLowerCase(Locale.ROOT);
        if (unit.isEmpty() || unit.equals("token") || unit.equals("tokens")) return "";
        String cut = StorableText.cut(unit, UNIT_CHARS_MAX);
        return Spelling.of(cut).meaning() == Spelling.Meaning.UNIT ? cut : "units_" + cut;
    }

    /** Whether a cost is the sum of the others, whatever it is called. */
    private static boolean isTotal(String key) {
        return Spelling.of(MONEY.matcher(key).replaceAll("")).kind() == TokenKind.TOTAL;
    }

    private static ObjectNode olderCost(JsonNode usage, Warnings warnings) {
        ObjectNode cost = Json.object();
        amount(cost, "input", usage.path("inputCost"), warnings);
        amount(cost, "output", usage.path("outputCost"), warnings);
        amount(cost, "total", usage.path("totalCost"), warnings);
        return cost;
    }

    private static void amount(ObjectNode cost, String key, JsonNode value, Warnings warnings) {
        if (value.isMissingNode() || value.isNull()) return;
        BigDecimal dollars = Numbers.amount(value, "the cost of " + key, warnings);
        if (dollars != null) cost.set(key, DecimalNode.valueOf(dollars));
    }
}
