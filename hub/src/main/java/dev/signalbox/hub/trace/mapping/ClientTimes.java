package dev.signalbox.hub.trace.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Times of clients as microseconds since 1970: ISO-8601, or a number of seconds, milliseconds, microseconds or
 * nanoseconds.
 */
final class ClientTimes {
    /** The end of the year 9999; what is later, or before 1970, is no time of a trace. */
    private static final long MAX = 253_402_300_799_999_999L;

    private static final int ISO_CHARS_MAX = 60;

    /** The day of a leap second goes on with its 60th. */
    private static final Pattern LEAP_SECOND = Pattern.compile("[T ]\\d\\d:\\d\\d:60(?!\\d)");

    private static final Pattern FINER_THAN_NANOS = Pattern.compile("(\\.\\d{9})\\d+");

    private ClientTimes() {}

    /**
     * Null when it is no time. A time without an offset is in UTC; a text may be quoted twice, and may hold a number.
     */
    static @Nullable Long of(JsonNode value) {
        if (value.isNumber()) return ofNumber(Numbers.decimal(value));
        if (!value.isTextual()) return null;
        String text = value.textValue().strip();
        if (text.length() >= 2 && text.startsWith("\"") && text.endsWith("\""))
            text = text.substring(1, text.length() - 1);
        BigDecimal number = Numbers.decimal(text);
        return number == null ? ofIso(text) : ofNumber(number);
    }

    /** Nanoseconds since 1970, as OpenTelemetry writes them; null when there is no such time. */
    static @Nullable Long ofNanos(JsonNode nanos) {
        BigDecimal number = Numbers.decimal(nanos);
        return number == null || number.signum() <= 0 ? null : bounded(number.movePointLeft(3));
    }

    /** Which unit a number has shows from its size: no trace is of before 1973 or after 5138. */
    private static @Nullable Long ofNumber(@Nullable BigDecimal number) {
        if (number == null || number.signum() <= 0) return null;
        int digits = number.precision() - number.scale();
        if (digits <= 11) return bounded(number.movePointRight(6));
        if (digits <= 14) return bounded(number.movePointRight(3));
        if (digits <= 17) return bounded(number);
        return bounded(number.movePointLeft(3));
    }

    private static @Nullable Long ofIso(String given) {
        if (given.length() > ISO_CHARS_MAX) return null;
        boolean leap = LEAP_SECOND.matcher(given).find();
        String text = FINER_THAN_NANOS
                .matcher(leap ? given.replaceFirst(":60", ":59") : given)
                .replaceFirst("$1");
        try {
            TemporalAccessor parsed = DateTimeFormatter.ISO_DATE_TIME.parseBest(
                    text.replace(' ', 'T'), Instant::from, LocalDateTime::from);
            Instant time =
                    parsed instanceof Instant instant ? instant : ((LocalDateTime) parsed).toInstant(ZoneOffset.UTC);
            return bounded(BigDecimal.valueOf(time.getEpochSecond() + (leap ? 1 : 0))
                    .movePointRight(6)
                    .add(BigDecimal.valueOf(time.getNano() / 1000)));
        } catch (DateTimeException | ArithmeticException notATime) {
            return null;
        }
    }

    private static @Nullable Long bounded(BigDecimal micros) {
        BigDecimal whole = micros.setScale(0, RoundingMode.DOWN);
        return whole.signum() < 0 || whole.compareTo(BigDecimal.valueOf(MAX)) > 0 ? null : (Long) whole.longValue();
    }
}
