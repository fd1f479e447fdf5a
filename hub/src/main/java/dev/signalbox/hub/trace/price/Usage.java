package dev.signalbox.hub.trace.price;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.Map;

/**
 * Usage is the sums of usage details: input are all keys whose name contains {@code input}, output those with
 * {@code output}, whatever their case. The total is the given one, else the sum of all keys.
 */
public record Usage(long input, long output, long total) {
    public static final Usage NONE = new Usage(0, 0, 0);

    /** Sums up; {@link #NONE} for what is no object. What is no number counts nothing. */
    public static Usage of(JsonNode usageDetails) {
        long input = 0;
        long output = 0;
        long all = 0;
        for (Map.Entry<String, JsonNode> field : usageDetails.properties()) {
            String key = field.getKey().toLowerCase(Locale.ROOT);
            if (key.equals("total")) continue;
            long count = count(field.getValue());
            all = plus(all, count);
            if (key.contains("input")) input = plus(input, count);
            else if (key.contains("output")) output = plus(output, count);
        }
        JsonNode given = usageDetails.path("total");
        return new Usage(input, output, given.isNumber() ? count(given) : all);
    }

    static long count(JsonNode value) {
        return value.isNumber() && value.canConvertToLong() ? Math.max(0, value.longValue()) : 0;
    }

    private static long plus(long sum, long more) {
        long next = sum + more;
        return next < 0 ? Long.MAX_VALUE : next;
    }
}
