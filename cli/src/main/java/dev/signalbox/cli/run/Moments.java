package dev.signalbox.cli.run;

import dev.signalbox.wire.Times;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.regex.Pattern;

/** Moments as people say them, as what the hub takes. */
public final class Moments {
    private static final Pattern AGO = Pattern.compile(" +ago$");

    private Moments() {}

    /**
     * {@code 24h} or {@code 24h ago}, {@code 2026-11-20} (its first moment here) or a time; never a position of a log.
     */
    public static String time(String text, Instant now) {
        if (isPosition(text)) {
            throw Failure.usage(
                    "\"" + text + "\" is no moment.", "Write 24h or 7d for so long ago, a date, or a time.");
        }
        return positionOrTime(text, now);
    }

    /** The same, or a position of the log as it is. */
    public static String positionOrTime(String text, Instant now) {
        if (isPosition(text)) return text;
        try {
            return Times.format(
                    LocalDate.parse(text).atStartOfDay(ZoneId.systemDefault()).toInstant());
        } catch (DateTimeException noDate) {
            return timeOrAge(text, now);
        }
    }

    private static String timeOrAge(String text, Instant now) {
        try {
            return Times.format(
                    text.contains("T") && !text.startsWith("P")
                            ? Times.parse(text)
                            : now.minus(Times.parseDuration(AGO.matcher(text).replaceFirst(""))));
        } catch (IllegalArgumentException neither) {
            throw Failure.usage(
                    "\"" + text + "\" is no moment.",
                    "Give a position, a date (2026-11-20), a time (2026-11-20T08:00:00Z) or how long ago (2d).");
        }
    }

    private static boolean isPosition(String text) {
        return text.matches("\\d{1,18}");
    }
}
