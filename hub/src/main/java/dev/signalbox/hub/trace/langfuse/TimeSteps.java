package dev.signalbox.hub.trace.langfuse;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.wire.InvalidInput;
import dev.signalbox.wire.Times;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The time that a query of metrics is about, and the steps in which it goes. Times are microseconds and UTC; a week begins on Monday.
 *
 * @param from where it begins; null for the first of all
 * @param to where it ends, not included; null for now
 * @param sql the number of the step that a row belongs to
 * @param micros length of a step; 0 where there are none, or where {@code begins} says where they begin
 * @param begins of steps that are not all of one length
 */
record TimeSteps(@Nullable Long from, @Nullable Long to, String sql, long micros, List<Long> begins) {
    private static final long MINUTE = 60_000_000L;
    private static final long HOUR = 60 * MINUTE;
    private static final long DAY = 24 * HOUR;
    private static final long MONDAY = 4 * DAY;
    private static final int MONTHS_MAX = 240;

    static TimeSteps of(JsonNode asked, String column) {
        Long from = time(asked, "fromTimestamp");
        Long to = time(asked, "toTimestamp");
        String word = asked.path("timeDimension").path("granularity").asText("");
        if (word.equals("auto")) word = automatic(from, to);
        return switch (word) {
            case "" -> new TimeSteps(from, to, "0", 0, List.of());
            case "minute" -> even(from, to, column, MINUTE);
            case "hour" -> even(from, to, column, HOUR);
            case "day" -> even(from, to, column, DAY);
            case "week" ->
                new TimeSteps(from, to, "(" + column + " - " + MONDAY + ") / " + 7 * DAY, 7 * DAY, List.of());
            case "month" -> months(from, to, column);
            default ->
                throw new InvalidInput("", "the granularity must be one of auto, minute, hour, day, week, month");
        };
    }

    boolean isStepped() {
        return micros > 0 || !begins.isEmpty();
    }

    /** Where a step begins. */
    long begin(long step) {
        if (!begins.isEmpty()) return begins.get((int) step);
        return step * micros + (micros == 7 * DAY ? MONDAY : 0);
    }

    private static TimeSteps even(@Nullable Long from, @Nullable Long to, String column, long micros) {
        return new TimeSteps(from, to, column + " / " + micros, micros, List.of());
    }

    private static TimeSteps months(@Nullable Long from, @Nullable Long to, String column) {
        if (from == null || to == null) {
            throw new InvalidInput("", "steps of months need fromTimestamp and toTimestamp");
        }
        LocalDate month =
                Times.ofMicros(from).atZone(ZoneOffset.UTC).toLocalDate().withDayOfMonth(1);
        List<Long> begins = new ArrayList<>();
        StringBuilder sql = new StringBuilder("CASE");
        for (long begin = micros(month); begin < to; begin = micros(month)) {
            if (begins.size() == MONTHS_MAX) throw new InvalidInput("", "at most " + MONTHS_MAX + " months at a time");
            begins.add(begin);
            month = month.plusMonths(1);
            sql.append(" WHEN ")
                    .append(column)
                    .append(" < ")
                    .append(micros(month))
                    .append(" THEN ")
                    .append(begins.size() - 1);
        }
        if (begins.isEmpty()) throw new InvalidInput("", "toTimestamp must be behind fromTimestamp");
        return new TimeSteps(from, to, sql + " END", 0, List.copyOf(begins));
    }

    private static long micros(LocalDate day) {
        return Times.toMicros(day.atStartOfDay(ZoneOffset.UTC).toInstant());
    }

    /** So that some dozens of steps come out. */
    private static String automatic(@Nullable Long from, @Nullable Long to) {
        if (from == null || to == null) return "day";
        long length = to - from;
        if (length <= 2 * HOUR) return "minute";
        if (length <= 4 * DAY) return "hour";
        return length <= 90 * DAY ? "day" : "week";
    }

    private static @Nullable Long time(JsonNode asked, String field) {
        JsonNode text = asked.path(field);
        if (text.isMissingNode() || text.isNull()) return null;
        try {
            Instant time = Times.parse(text.asText());
            if (time.isBefore(Instant.EPOCH) || time.isAfter(Instant.EPOCH.plus(Duration.ofDays(200_000)))) {
                throw new IllegalArgumentException("far away");
            }
            return Times.toMicros(time);
        } catch (IllegalArgumentException noTime) {
            throw new InvalidInput("", field + " must be a time such as 2026-11-21T08:00:00Z");
        }
    }
}
