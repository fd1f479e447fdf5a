package dev.signalbox.wire.resource;

import java.math.BigDecimal;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The price of a model.
 *
 * @param model name of the model, or a pattern with {@code *}
 * @param prices US dollars for a {@code unit}, by usage key: input, output, input_cached_tokens …
 * @param unit per_million, per_thousand or per_one; per_million when absent
 * @param source where the price is from
 * @param shipped whether it came with the hub, not from a person
 */
public record TracePrice(
        String model,
        Map<String, BigDecimal> prices,
        @Nullable String unit,
        @Nullable String source,
        @Nullable Boolean shipped) {}
