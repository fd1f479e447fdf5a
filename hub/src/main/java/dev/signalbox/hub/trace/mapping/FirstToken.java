package dev.signalbox.hub.trace.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.LongNode;
import dev.signalbox.hub.trace.model.Fields;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The time of the first token as a span tells it: at its clock, else as a wait since its start. A wait that cannot be
 * is not used; a time that cannot be is kept as given where no wait says better, and makes no figure.
 */
final class FirstToken {
    private static final String GIVEN = "langfuse.observation.completion_start_time";

    /** Where a span tells how long it waited, in order. */
    private static final List<Wait> WAITS = List.of(
            new Wait("ai.response.msToFirstChunk", 1_000),
            new Wait("ai.stream.msToFirstChunk", 1_000),
            new Wait("gen_ai.response.time_to_first_chunk", 1_000_000));

    /** Two clocks that are read at one moment differ by what they round. */
    private static final long ROUNDED_MICROS = 1_000;

    private record Wait(String attribute, long microsPerUnit) {}

    private FirstToken() {}

    /** Microseconds since 1970; null when the span does not say. */
    static @Nullable JsonNode of(Span span, Warnings warnings) {
        JsonNode given = span.attribute(GIVEN);
        JsonNode time = given == null ? null : FieldFormat.time(given, Fields.COMPLETION_START, warnings);
        Long within = time == null ? null : within(span, time.longValue(), warnings);
        if (within != null) return LongNode.valueOf(within);
        for (Wait wait : WAITS) {
            JsonNode said = span.attribute(wait.attribute());
            Long at = said == null ? null : after(span, wait, said, warnings);
            if (at != null) return LongNode.valueOf(at);
        }
        return time;
    }

    private static @Nullable Long within(Span span, long time, Warnings warnings) {
        Long start = span.start();
        String doubt = doubt(start, time, span.end());
        if (doubt != null) {
            warnings.add(GIVEN + doubt + " and makes no figure");
            return null;
        }
        return start == null ? (Long) time : (Long) Math.max(start, Math.min(time, last(start, span.end())));
    }

    /** Why a time cannot be that of the first token, in words; null when it can. */
    static @Nullable String doubt(@Nullable Long start, long time, @Nullable Long end) {
        if (start == null) return null;
        if (time < start - ROUNDED_MICROS) return " is before the start";
        return time > last(start, end) + ROUNDED_MICROS ? " is after the end" : null;
    }

    /** An end that cannot be bounds nothing. */
    private static long last(long start, @Nullable Long end) {
        return end == null || end < start ? Long.MAX_VALUE - ROUNDED_MICROS : end;
    }

    private static @Nullable Long after(Span span, Wait wait, JsonNode said, Warnings warnings) {
        Long start = span.start();
        if (start == null) return null;
        BigDecimal units = Numbers.decimal(said);
        long last = last(start, span.end());
        BigDecimal micros = units == null ? null : units.multiply(BigDecimal.valueOf(wait.microsPerUnit()));
        if (micros == null || micros.signum() < 0) {
            warnings.add(wait.attribute() + " is no time to wait and was left out");
            return null;
        }
        if (micros.compareTo(BigDecimal.valueOf(last - start + ROUNDED_MICROS)) > 0) {
            warnings.add(wait.attribute() + " is longer than the span and was left out");
            return null;
        }
        return Math.min(start + micros.longValue(), last);
    }
}
