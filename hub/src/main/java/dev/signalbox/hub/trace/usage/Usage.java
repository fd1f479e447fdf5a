package dev.signalbox.hub.trace.usage;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.trace.usage.TokenKind.Side;
import java.util.Map;

/**
 * Usage is the sums of usage details as they are stored: tokens that went in, that came out, and all. The total is the
 * given one, else the sum of all keys; what counts something else than tokens is in none of them.
 */
public record Usage(long input, long output, long total) {
    public static final Usage NONE = new Usage(0, 0, 0);

    /** Sums up; {@link #NONE} for what is no object. What is no number counts nothing. */
    public static Usage of(JsonNode usageDetails) {
        long input = 0;
        long output = 0;
        long all = 0;
        for (Map.Entry<String, JsonNode> field : usageDetails.properties()) {
            Spelling spelling = Spelling.of(field.getKey());
            boolean counts = spelling.meaning() == Spelling.Meaning.OTHER
                    || (spelling.meaning() == Spelling.Meaning.TOKENS && spelling.kind() != TokenKind.TOTAL);
            if (!counts) continue;
            long count = count(field.getValue());
            all = plus(all, count);
            if (spelling.side() == Side.INPUT) input = plus(input, count);
            else if (spelling.side() == Side.OUTPUT) output = plus(output, count);
        }
        JsonNode given = usageDetails.path(TokenKind.TOTAL.key());
        return new Usage(input, output, given.isNumber() ? count(given) : all);
    }

    /** A number that counts; 0 for any other value. */
    public static long count(JsonNode value) {
        return value.isNumber() && value.canConvertToLong() ? Math.max(0, value.longValue()) : 0;
    }

    private static long plus(long sum, long more) {
        long next = sum + more;
        return next < 0 ? Long.MAX_VALUE : next;
    }
}
