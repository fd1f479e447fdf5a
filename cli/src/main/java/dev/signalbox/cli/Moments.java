package dev.signalbox.cli;

import java.time.Instant;

/** Moments of a time span: how long ago, a date, or a time; never a position of a log. */
final class Moments {
    private Moments() {}

    /** {@code 24h} (ago), {@code 2026-11-20} (its first moment here) or a time, as a time that the hub takes. */
    static String parse(String text, Instant now) {
        if (text.matches("\\d{1,18}")) {
            throw Failure.usage(
                    "\"" + text + "\" is no moment.", "Write 24h or 7d for so long ago, a date, or a time.");
        }
        return AsOf.parse(text, now);
    }
}
