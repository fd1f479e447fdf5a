package dev.signalbox.hub.trace.intake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Times of OpenTelemetry: nanoseconds since 1970 as an unsigned number of 64 bits, in the log a text of digits; 0 for
 * unknown.
 */
final class OtlpTimes {
    private static final Pattern DIGITS = Pattern.compile("\\d{1,19}");
    private static final long NANOS = 1_000_000_000L;

    private OtlpTimes() {}

    /** The text of a time in JSON, which may be a number there. */
    static String text(JsonNode time) {
        if (time.isIntegralNumber()) return time.bigIntegerValue().toString();
        // 1.795241289649E18, as some write a long.
        if (time.isNumber() && time.doubleValue() >= 0 && time.doubleValue() < Long.MAX_VALUE) {
            return Long.toString(time.decimalValue().longValue());
        }
        return time.isTextual() ? time.textValue() : "0";
    }

    /** Makes the field of the flat form a text of digits, 0 and a warning when it was none. */
    static void settle(ObjectNode flat, String field, List<String> warnings) {
        if (instantOf(flat.path(field)) != null || flat.path(field).asText().equals("0")) return;
        warnings.add(field + " was no number of nanoseconds");
        flat.put(field, "0");
    }

    /** The first of the fields that is a time; null when none is. */
    static @Nullable Instant first(ObjectNode flat, String... fields) {
        for (String field : fields) {
            Instant time = instantOf(flat.path(field));
            if (time != null && time.getEpochSecond() > 0) return time;
        }
        return null;
    }

    private static @Nullable Instant instantOf(JsonNode digits) {
        String text = digits.asText();
        if (!DIGITS.matcher(text).matches()) return null;
        try {
            long nanos = Long.parseLong(text);
            return Instant.ofEpochSecond(nanos / NANOS, nanos % NANOS);
        } catch (NumberFormatException beyond2262) {
            return null;
        }
    }
}
