package dev.signalbox.cli;

import dev.signalbox.wire.Times;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;

/** A moment as people say it. */
final class AsOf {
    private AsOf() {}

    /**
     * A position of the log as it is; {@code 2026-11-20} (its first moment here), a time, or {@code 2d} for so long ago as a time that
     * the hub takes.
     */
    static String parse(String text, Instant now) {
        if (text.matches("\\d{1,18}")) return text;
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
                            : now.minus(Times.parseDuration(text)));
        } catch (IllegalArgumentException neither) {
            throw Failure.usage(
                    "\"" + text + "\" is no moment.",
                    "Give a position, a date (2026-11-20), a time (2026-11-20T08:00:00Z) or how long ago (2d).");
        }
    }
}
