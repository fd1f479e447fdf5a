package dev.signalbox.hub.trace.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.wire.Json;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The parts of usage, tokens by usage key, each counted once: what is a part of the input or of the output has a key of
 * its own and is taken off the whole. Where the parts are more than the whole, the whole cannot contain them, and stays
 * as it is.
 */
final class UsageParts {
    static final String INPUT = "input";
    static final String OUTPUT = "output";
    static final String TOTAL = "total";
    private static final long COUNT_MAX = 1_000_000_000_000_000L;

    private final Map<String, Long> wholes = new LinkedHashMap<>();
    private final Map<String, Map<String, Long>> parts = new LinkedHashMap<>();

    /** A whole number that counts something; null when it is none. Fractions are cut off. */
    static @Nullable Long count(@Nullable JsonNode value) {
        BigDecimal number = Numbers.decimal(value);
        if (number == null || number.signum() < 0 || number.compareTo(BigDecimal.valueOf(COUNT_MAX)) > 0) return null;
        return number.longValue();
    }

    /** The same as a {@link FieldFormat}. */
    static @Nullable JsonNode whole(JsonNode value, String field, Warnings warnings) {
        Long count = count(value);
        return count == null ? null : LongNode.valueOf(count);
    }

    /** What was counted as one; nothing when the count is null. */
    void whole(String key, @Nullable Long count) {
        if (count != null) wholes.put(key, count);
    }

    /**
     * What is counted in a whole, and has a key of its own; nothing when the count is null or 0. The first of a key
     * counts.
     */
    void part(String of, String key, @Nullable Long count) {
        if (count == null || count == 0) return;
        parts.computeIfAbsent(of, whole -> new LinkedHashMap<>()).putIfAbsent(key, count);
    }

    /** What is counted in a part, and has a key of its own; nothing when it does not fit into the part. */
    void partOfPart(String of, String key, String inner, @Nullable Long count) {
        Map<String, Long> inside = parts.getOrDefault(of, Map.of());
        Long all = inside.get(key);
        if (count == null || count == 0 || all == null || count > all) return;
        if (all.equals(count)) inside.remove(key);
        else inside.put(key, all - count);
        inside.put(inner, count);
    }

    /** Empty when nothing was counted. */
    ObjectNode details() {
        Map<String, Long> counts = new LinkedHashMap<>(wholes);
        parts.forEach((whole, inside) -> {
            long sum = inside.values().stream().mapToLong(Long::longValue).sum();
            Long counted = counts.get(whole);
            if (counted != null && sum <= counted) counts.put(whole, counted - sum);
            counts.putAll(inside);
        });
        ObjectNode details = Json.object();
        counts.forEach(details::put);
        // The total is last, as readers expect it.
        JsonNode total = details.remove(TOTAL);
        if (total != null) details.set(TOTAL, total);
        return details;
    }
}
