package dev.signalbox.cli.text;

import dev.signalbox.wire.Times;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** Durations as people say them: one number and one unit. */
public final class Ages {
    private Ages() {}

    /** How long ago, {@code 4m}; never negative, since two machines' clocks differ. */
    public static String since(Instant then, Instant now) {
        return said(Duration.between(then, now));
    }

    /** How long still, to the nearest unit: {@code 4h} also a second after four hours; {@code 0s} when it is over. */
    public static String until(Instant then, Instant now) {
        long seconds = Math.max(0, Duration.between(now, then).toSeconds());
        return said(Duration.ofSeconds(seconds + unit(seconds) / 2));
    }

    /** A time to the minute, UTC: {@code 2026-11-30 07:19}; null of none. */
    public static @Nullable String minute(@Nullable Instant time) {
        return time == null ? null : Times.format(time).substring(0, 16).replace('T', ' ');
    }

    /** The hour of something of which only the hour is known; null for nothing. */
    public static @Nullable String hour(@Nullable Instant then, Instant now) {
        if (then == null) return null;
        long hours = ChronoUnit.HOURS.between(then.truncatedTo(ChronoUnit.HOURS), now.truncatedTo(ChronoUnit.HOURS));
        if (hours <= 0) return "this hour";
        return hours < 48 ? hours + "h ago" : hours / 24 + "d ago";
    }

    /** Seconds of the unit in which so many are said. */
    private static long unit(long seconds) {
        if (seconds < 60) return 1;
        if (seconds < 3600) return 60;
        return seconds < 48 * 3600 ? 3600 : 86400;
    }

    private static String said(Duration duration) {
        long seconds = Math.max(0, duration.toSeconds());
        String name = seconds < 60 ? "s" : seconds < 3600 ? "m" : seconds < 48 * 3600 ? "h" : "d";
        return seconds / unit(seconds) + name;
    }
}
