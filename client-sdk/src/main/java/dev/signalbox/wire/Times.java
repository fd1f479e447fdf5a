package dev.signalbox.wire;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times and durations as the API writes them: RFC 3339 in UTC with microseconds; ISO-8601 or short durations. */
public final class Times {
    private static final DateTimeFormatter MICROSECONDS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);
    private static final Pattern SHORT = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");
    private static final Pattern LEAP_SECOND = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:60([.,]\\d+)?\\S*");
    private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999999Z");

    private Times() {}

    /** Writes a time with exactly six decimals, {@code 2026-11-21T08:36:42.000000Z}; finer parts are cut. */
    public static String format(Instant time) {
        LocalDateTime at = LocalDateTime.ofEpochSecond(time.getEpochSecond(), time.getNano(), ZoneOffset.UTC);
        if (at.getYear() < 0 || at.getYear() > 9_999) return MICROSECONDS.format(time);
        char[] text = "0000-00-00T00:00:00.000000Z".toCharArray();
        digits(at.getYear(), text, 4);
        digits(at.getMonthValue(), text, 7);
        digits(at.getDayOfMonth(), text, 10);
        digits(at.getHour(), text, 13);
        digits(at.getMinute(), text, 16);
        digits(at.getSecond(), text, 19);
        digits(at.getNano() / 1_000, text, 26);
        return new String(text);
    }

    /**
     * Writes a number in front of a place: every event and every row has times, and a formatter costs ten times this.
     */
    private static void digits(int number, char[] text, int end) {
        int rest = number;
        for (int i = end - 1; rest > 0; i--, rest /= 10) text[i] = (char) ('0' + rest % 10);
    }

    /** Reads an RFC 3339 time with any offset, cut to microseconds. Fails with {@link IllegalArgumentException}. */
    public static Instant parse(String text) {
        Instant time;
        try {
            time = OffsetDateTime.parse(text).toInstant().truncatedTo(ChronoUnit.MICROS);
        } catch (DateTimeException e) {
            if (LEAP_SECOND.matcher(text).matches()) {
                throw new IllegalArgumentException(
                        "\"" + text
                                + "\" is a leap second, which clocks here do not have; write the second before it, :59",
                        e);
            }
            throw new IllegalArgumentException(
                    "\"" + text + "\" is not a time; write RFC 3339 such as 2026-11-21T08:36:42Z", e);
        }
        if (time.isBefore(EARLIEST) || time.isAfter(LATEST)) {
            throw new IllegalArgumentException("\"" + text + "\" is outside the years 0001 to 9999");
        }
        return time;
    }

    /**
     * Reads {@code PT30M} or {@code 250ms}, {@code 30s}, {@code 15m}, {@code 4h}, {@code 7d}. Fails with
     * {@link IllegalArgumentException}.
     */
    public static Duration parseDuration(String text) {
        Matcher matcher = SHORT.matcher(text);
        if (matcher.matches()) {
            return Duration.of(Long.parseLong(matcher.group(1)), unitOf(matcher.group(2)));
        }
        try {
            Duration duration = Duration.parse(text);
            if (!duration.isNegative()) return duration;
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(durationHelp(text), e);
        }
        throw new IllegalArgumentException(durationHelp(text));
    }

    /**
     * Writes a duration as {@link #parseDuration} reads it, in the largest unit of which it is a whole number, days
     * from two on: {@code 90m}, {@code 24h}, {@code 7d}; ISO-8601 for what is finer than a second.
     */
    public static String format(Duration duration) {
        long seconds = duration.getSeconds();
        if (duration.getNano() != 0 || seconds <= 0) return duration.toString();
        if (seconds % 86_400 == 0 && seconds > 86_400) return seconds / 86_400 + "d";
        if (seconds % 3_600 == 0) return seconds / 3_600 + "h";
        return seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
    }

    /** The time as microseconds since 1970, the form in which the stores keep it. */
    public static long toMicros(Instant time) {
        return Math.addExact(Math.multiplyExact(time.getEpochSecond(), 1_000_000L), time.getNano() / 1_000);
    }

    /** The inverse of {@link #toMicros}. */
    public static Instant ofMicros(long micros) {
        return Instant.ofEpochSecond(Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1_000);
    }

    private static ChronoUnit unitOf(String letter) {
        return switch (letter) {
            case "ms" -> ChronoUnit.MILLIS;
            case "s" -> ChronoUnit.SECONDS;
            case "m" -> ChronoUnit.MINUTES;
            case "h" -> ChronoUnit.HOURS;
            default -> ChronoUnit.DAYS;
        };
    }

    private static String durationHelp(String text) {
        return "\"" + text + "\" is not a duration; write 30s, 15m, 4h, 7d or ISO-8601 such as PT30M";
    }
}
