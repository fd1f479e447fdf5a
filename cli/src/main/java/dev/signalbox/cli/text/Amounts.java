package dev.signalbox.cli.text;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Durations, tokens and money as people read them; short, and never more exact than they are. */
public final class Amounts {
    private static final BigDecimal CENT = new BigDecimal("0.01");

    private Amounts() {}

    /** {@code 850µs}, {@code 12ms}, {@code 1.24s}, {@code 3m12s}, {@code 2h05m}; a hyphen for null. */
    public static String duration(@Nullable Long micros) {
        if (micros == null) return "-";
        if (micros < 0) return "-" + duration(-micros);
        if (micros < 1_000) return micros + "µs";
        if (micros < 999_500) return (micros + 500) / 1_000 + "ms";
        if (micros < 59_995_000) return String.format(Locale.ROOT, "%.2fs", micros / 1e6);
        long seconds = (micros + 500_000) / 1_000_000;
        if (seconds < 3_600) return String.format(Locale.ROOT, "%dm%02ds", seconds / 60, seconds % 60);
        return String.format(Locale.ROOT, "%dh%02dm", seconds / 3_600, seconds / 60 % 60);
    }

    /**
     * US dollars: two digits from a dollar on, four from a cent on, below it the first two that count; a hyphen for
     * null.
     */
    public static String dollars(@Nullable BigDecimal cost) {
        if (cost == null) return "-";
        if (cost.signum() == 0) return "$0";
        if (cost.abs().compareTo(BigDecimal.ONE) >= 0) {
            return "$" + String.format(Locale.ROOT, "%,.2f", cost.setScale(2, RoundingMode.HALF_UP));
        }
        if (cost.abs().compareTo(CENT) >= 0)
            return "$" + cost.setScale(4, RoundingMode.HALF_UP).toPlainString();
        BigDecimal shown = cost.round(new MathContext(2, RoundingMode.HALF_UP));
        return "$" + shown.stripTrailingZeros().toPlainString();
    }

    /** {@code 1,234,567}. */
    public static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** {@code 1 trace}, {@code 1,234 traces}. */
    public static String counted(long number, String what) {
        return count(number) + " " + what + (number == 1 ? "" : "s");
    }

    /** {@code 812 B}, {@code 1.2 KB}, {@code 31 MB}, {@code 4.1 GB}: by 1024. */
    public static String bytes(long bytes) {
        double shown = bytes;
        String[] units = {"B", "KB", "MB", "GB", "TB"};
        int unit = 0;
        for (; shown >= 1023.5 && unit < units.length - 1; unit++) shown /= 1024;
        String form = unit == 0 || shown >= 9.95 ? "%.0f %s" : "%.1f %s";
        return String.format(Locale.ROOT, form, shown, units[unit]);
    }

    /** {@code 812}, {@code 1.2k}, {@code 31k}, {@code 4.1M}. */
    static String about(long number) {
        if (number < 1_000) return Long.toString(number);
        if (number < 9_950) return String.format(Locale.ROOT, "%.1fk", number / 1e3);
        if (number < 999_500) return (number + 500) / 1_000 + "k";
        return String.format(Locale.ROOT, "%.1fM", number / 1e6);
    }

    /** Tokens in and out, {@code 1.2k→340}; empty for none. */
    public static String tokens(long input, long output, long total) {
        if (input == 0 && output == 0) return total == 0 ? "" : about(total);
        return about(input) + "→" + about(output);
    }
}
