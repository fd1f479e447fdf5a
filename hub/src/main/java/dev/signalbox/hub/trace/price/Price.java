package dev.signalbox.hub.trace.price;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.hub.trace.usage.Spelling;
import dev.signalbox.hub.trace.usage.TokenKind;
import dev.signalbox.hub.trace.usage.Usage;
import dev.signalbox.wire.Check;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.InvalidInput;
import dev.signalbox.wire.Json;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The price of a model. Immutable. As JSON: {@code {"model": "gpt-4o", "prices": {"input": "2.50",
 * "input_cached_tokens": "1.25", "output": "10.00"}, "unit": "per_million", "source": "…"}}; {@code unit} and
 * {@code source} may be left out. {@link #of} makes it.
 *
 * @param model the name of the model as a pattern: {@code *} stands for any characters; dates and versions behind the
 *     name need none, see {@link PriceTable}. At most {@link #MODEL_CHARS_MAX} characters
 * @param prices US dollars by usage key, each for as many as the unit says; {@code request} is the price of a call,
 *     whatever it uses
 * @param unit how many tokens, or whatever the key counts, a price is for
 * @param source where the price was read; empty when nobody said
 * @param edition names this very price: another of the same model has another edition
 */
public record Price(String model, Map<String, BigDecimal> prices, Unit unit, String source, String edition) {
    public static final int MODEL_CHARS_MAX = 200;
    public static final int KEYS_MAX = 50;
    /** Stars in a pattern: with many, comparing takes its time. */
    public static final int STARS_MAX = 5;

    private static final String INPUT = TokenKind.INPUT.key();
    private static final String OUTPUT = TokenKind.OUTPUT.key();
    /** The price of a call, whatever it uses. */
    private static final String REQUEST = "request";

    private static final int SOURCE_CHARS_MAX = 500;
    private static final BigDecimal DOLLARS_MAX = BigDecimal.valueOf(1_000_000_000);
    private static final Pattern AMOUNT = Pattern.compile("[0-9]{1,10}(\\.[0-9]{1,18})?");

    /** How many a price is for. */
    public enum Unit {
        PER_MILLION(6),
        PER_THOUSAND(3),
        PER_ONE(0);

        private final int zeroes;

        Unit(int zeroes) {
            this.zeroes = zeroes;
        }

        private String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Price {
        prices = Collections.unmodifiableMap(new TreeMap<>(prices));
    }

    /** Reads the JSON form. Fails with {@link InvalidInput}, which names the field. */
    public static Price of(JsonNode json) {
        JsonNode model = json.path("model");
        if (!model.isTextual() || model.textValue().isBlank() || Check.chars(model.textValue()) > MODEL_CHARS_MAX)
            throw new InvalidInput(
                    "/model",
                    "the name of a model or a pattern such as gpt-4o*, of at most " + MODEL_CHARS_MAX + " characters");
        if (model.textValue().chars().filter(c -> c == '*').count() > STARS_MAX)
            throw new InvalidInput("/model", "at most " + STARS_MAX + " stars");
        JsonNode amounts = json.path("prices");
        if (!amounts.isObject() || amounts.isEmpty() || amounts.size() > KEYS_MAX)
            throw new InvalidInput(
                    "/prices",
                    "US dollars by usage key, such as {\"input\": \"2.50\", \"output\": \"10.00\"}; 1 to " + KEYS_MAX);
        Map<String, BigDecimal> prices = new TreeMap<>();
        for (Map.Entry<String, JsonNode> field : amounts.properties()) {
            prices.put(Spelling.canonical(field.getKey()), amount("/prices/" + field.getKey(), field.getValue()));
        }
        JsonNode source = json.path("source");
        if (Check.chars(source.asText()) > SOURCE_CHARS_MAX)
            throw new InvalidInput("/source", "at most " + SOURCE_CHARS_MAX + " characters");
        String name = model.textValue().strip();
        String origin = source.isTextual() ? source.textValue() : "";
        Price price = new Price(name, prices, unit(json.path("unit")), origin, "");
        String digest = HexFormat.of().formatHex(Ids.sha256(Json.write(price.toJson())), 0, 4);
        return new Price(name, prices, price.unit(), origin, price.key() + "@" + digest);
    }

    /** Names the price among others for good: the pattern in lower case. */
    public String key() {
        return model.toLowerCase(Locale.ROOT);
    }

    /** The JSON form. */
    public ObjectNode toJson() {
        ObjectNode json = Json.object().put("model", model);
        ObjectNode amounts = json.putObject("prices");
        prices.forEach((key, price) -> amounts.put(key, price.toPlainString()));
        json.put("unit", unit.word());
        if (!source.isEmpty()) json.put("source", source);
        return json;
    }

    /**
     * What usage costs. Each key by its own price; {@code input_*} without one as input, {@code output_*} as output;
     * others are {@link Cost#unpriced()}. A {@code total} of usage is not counted beside its parts; alone it is input
     * where the model has no output.
     */
    public Cost cost(JsonNode usageDetails) {
        ObjectNode details = Json.object();
        BigDecimal total = BigDecimal.ZERO;
        List<String> unpriced = new ArrayList<>();
        BigDecimal perCall = prices.get(REQUEST);
        if (perCall != null) {
            details.set(REQUEST, DecimalNode.valueOf(perCall));
            total = perCall;
        }
        for (Map.Entry<String, JsonNode> used : usageDetails.properties()) {
            long count = Usage.count(used.getValue());
            boolean sum = used.getKey().equals(TokenKind.TOTAL.key()) && usageDetails.size() > 1;
            boolean nothing = count == 0 && !isZero(used.getValue());
            if (sum || nothing) continue;
            BigDecimal price = priceOf(used.getKey());
            if (price == null && count > 0) {
                unpriced.add(used.getKey());
                continue;
            }
            // Nothing costs nothing, whatever a thing costs.
            if (price == null) price = BigDecimal.ZERO;
            BigDecimal dollars = price.multiply(BigDecimal.valueOf(count)).movePointLeft(unit.zeroes);
            details.set(used.getKey(), DecimalNode.valueOf(dollars));
            total = total.add(dollars);
        }
        return details.isEmpty() ? new Cost(details, 0, unpriced) : Cost.of(details, total, unpriced);
    }

    @Nullable
    BigDecimal priceOf(String usageKey) {
        if (usageKey.equals(TokenKind.TOTAL.key())) return prices.containsKey(OUTPUT) ? null : prices.get(INPUT);
        for (String key : pricedAs(usageKey)) {
            BigDecimal price = prices.get(key);
            if (price != null) return price;
        }
        return null;
    }

    /** The keys whose price counts for this one, the first that has one. */
    private static List<String> pricedAs(String usageKey) {
        String canonical = Spelling.canonical(usageKey);
        List<String> keys = new ArrayList<>(List.of(canonical));
        if (canonical.equals(TokenKind.CACHE_WRITTEN_1H.key())) keys.add(TokenKind.CACHE_WRITTEN.key());
        if (canonical.startsWith("input_")) keys.add(INPUT);
        if (canonical.startsWith("output_")) keys.add(OUTPUT);
        return keys;
    }

    private static boolean isZero(JsonNode value) {
        return value.isNumber() && value.canConvertToLong() && value.longValue() == 0;
    }

    private static BigDecimal amount(String pointer, JsonNode value) {
        String text = value.isNumber() || value.isTextual() ? plain(value) : "";
        BigDecimal amount = AMOUNT.matcher(text).matches() ? new BigDecimal(text) : null;
        if (amount != null && amount.compareTo(DOLLARS_MAX) <= 0) return amount;
        throw new InvalidInput(pointer, "US dollars such as \"2.50\", from 0 to a billion");
    }

    /** A number as 0.0000001 and not as 1E-7; one with an absurd exponent stays short, and is refused. */
    private static String plain(JsonNode value) {
        if (value.isTextual()) return value.textValue().strip();
        BigDecimal number = value.isDouble() && !Double.isFinite(value.doubleValue())
                ? BigDecimal.ONE.negate()
                : value.decimalValue();
        return Math.abs((long) number.scale()) > 100 ? "" : number.toPlainString();
    }

    private static Unit unit(JsonNode value) {
        if (value.isMissingNode() || value.isNull()) return Unit.PER_MILLION;
        for (Unit unit : Unit.values()) if (unit.word().equals(value.asText())) return unit;
        throw new InvalidInput("/unit", "one of per_million, per_thousand, per_one");
    }
}
