package dev.signalbox.hub.trace.query;

import dev.signalbox.wire.InvalidInput;
import dev.signalbox.wire.Times;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Time steps are the parts of one length, or the months, in which a query of figures counts. Times are microseconds and
 * UTC; a week begins on Monday.
 *
 * @param sql the number of the step that a row belongs to
 * @param micros length of a step; 0 where the whole time is one, or where {@code begins} says where they begin
 * @param first where the step of the number 0 begins
 * @param begins of steps that are not all of one length
 */
public record TimeSteps(String sql, long micros, long first, List<Long> begins) {
    private static final long MINUTE = 60_000_000L;
    private static final long HOUR = 60 * MINUTE;
    private static final long DAY = 24 * HOUR;
    private static final int MONTHS_MAX = 240;

    /**
     * The steps by their word. Fails with {@link InvalidInput} when there is no such word.
     *
     * @param word minute, hour, day, week, month; {@code auto} for such that some dozens of them come out; empty for
     *     one step
     * @param from where the time begins; null for the first of all
     * @param to where it ends, not included; null for now
     * @param column of the time
     */
    public static TimeSteps of(String word, @Nullable Long from, @Nullable Long to, String column) {
        return switch (word) {
            case "auto" -> of(automatic(from, to), from, to, column);
            case "" -> new TimeSteps("0", 0, 0, List.of());
            case "minute" -> even(column, MINUTE, 0);
            case "hour" -> even(column, HOUR, 0);
            case "day" -> even(column, DAY, 0);
            // The day of the number 0 was a Thursday.
            case "week" -> even(column, 7 * DAY, 4 * DAY);
            case "month" -> months(from, to, column);
            default ->
                throw new InvalidInput("", "the granularity must be one of auto, minute, hour, day, week, month");
        };
    }

    /** False when the whole time is one. */
    public boolean isStepped() {
        return micros > 0 || !begins.isEmpty();
    }

    /** Where a step begins. */
    public long begin(long step) {
        return begins.isEmpty() ? step * micros + first : begins.get((int) step);
    }

    private static TimeSteps even(String column, long micros, long first) {
        // Times are never before 1970; a first step that begins after it is begun one earlier, for / cuts towards 0.
        long begin = first > 0 ? first - micros : first;
        return new TimeSteps("(" + column + " - (" + begin + ")) / " + micros, micros, begin, List.of());
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
            month = month.plusMonths(1);
            sql.append(" WHEN %s < %d THEN %d".formatted(column, micros(month), begins.size()));
            begins.add(begin);
        }
        if (begins.isEmpty()) throw new InvalidInput("", "toTimestamp must be behind fromTimestamp");
        return new TimeSteps(sql + " END", 0, 0, List.copyOf(begins));
    }

    private static long micros(LocalDate day) {
        return Times.toMicros(day.atStartOfDay(ZoneOffset.UTC).toInstant());
    }

    private static String automatic(@Nullable Long from, @Nullable Long to) {
        if (from == null || to == null) return "day";
        long length = to - from;
        if (length <= 2 * HOUR) return "minute";
        if (length <= 4 * DAY) return "hour";
        return length <= 90 * DAY ? "day" : "week";
    }
}
