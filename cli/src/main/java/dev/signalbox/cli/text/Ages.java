package dev.signalbox.cli.text;

import java.time.Duration;
import java.time.Instant;

/** Durations as people say them: one number and one unit. */
public final class Ages {
    private Ages() {}

    /** How long ago, {@code 4m}; never negative, since two machines' clocks differ. */
    public static String since(Instant then, Instant now) {
        return said(Duration.between(then, now));
    }

    /** How long still, {@code 3h}; {@code 0s} when it is over. */
    public static String until(Instant then, Instant now) {
        return said(Duration.between(now, then));
    }

    private static String said(Duration duration) {
        long seconds = Math.max(0, duration.toSeconds());
        if (seconds < 60) return seconds + "s";
        if (seconds < 3600) return seconds / 60 + "m";
        if (seconds < 48 * 3600) return seconds / 3600 + "h";
        return seconds / 86400 + "d";
    }
}
