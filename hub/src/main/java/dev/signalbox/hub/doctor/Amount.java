package dev.signalbox.hub.doctor;

import java.time.Duration;
import java.util.Locale;

/** Sizes and times as people read them. */
final class Amount {
    static final long KIB = 1024;
    static final long MIB = 1024 * KIB;
    static final long GIB = 1024 * MIB;

    private Amount() {}

    /** {@code 812 B}, {@code 1.2 KB}, {@code 64 MB}, {@code 3.4 GB}: by 1024. */
    static String bytes(long bytes) {
        if (bytes < KIB) return bytes + " B";
        if (bytes < MIB) return scaled(bytes, KIB, "KB");
        return bytes < GIB ? scaled(bytes, MIB, "MB") : scaled(bytes, GIB, "GB");
    }

    private static String scaled(long bytes, long unit, String name) {
        double number = (double) bytes / unit;
        return String.format(Locale.ROOT, number < 9.95 ? "%.1f %s" : "%.0f %s", number, name);
    }

    /** {@code 850 µs}, {@code 1.2 ms}, {@code 40 ms}. */
    static String ofNanos(long nanos) {
        if (nanos < 1_000_000) return nanos / 1_000 + " µs";
        return String.format(Locale.ROOT, nanos < 10_000_000 ? "%.1f ms" : "%.0f ms", nanos / 1e6);
    }

    /** In its largest unit: {@code 3 days}, {@code 5 hours}, {@code 12 minutes}, {@code 1 second}. */
    static String time(Duration time) {
        long seconds = time.abs().toSeconds();
        if (seconds < 120) return counted(seconds, "second");
        if (seconds < 7_200) return counted(seconds / 60, "minute");
        return seconds < 172_800 ? counted(seconds / 3_600, "hour") : counted(seconds / 86_400, "day");
    }

    static String counted(long number, String what) {
        return String.format(Locale.ROOT, "%,d %s%s", number, what, number == 1 ? "" : "s");
    }
}
