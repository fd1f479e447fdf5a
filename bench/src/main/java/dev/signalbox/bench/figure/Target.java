package dev.signalbox.bench.figure;

import java.util.Locale;

/** What a figure should come to. */
public record Target(Kind kind, double bound) {
    public static final Target NONE = new Target(Kind.NONE, 0);

    /** What the bound is held against. */
    public enum Kind {
        NONE,
        RATIO_AT_LEAST,
        RATIO_AT_MOST,
        AT_LEAST,
        AT_MOST
    }

    public static Target ratioAtLeast(double share) {
        return new Target(Kind.RATIO_AT_LEAST, share);
    }

    public static Target ratioAtMost(double share) {
        return new Target(Kind.RATIO_AT_MOST, share);
    }

    public static Target atLeast(double value) {
        return new Target(Kind.AT_LEAST, value);
    }

    public static Target atMost(double value) {
        return new Target(Kind.AT_MOST, value);
    }

    boolean isReachedBy(double value, double ratio) {
        return switch (kind) {
            case NONE -> true;
            case RATIO_AT_LEAST -> ratio >= bound;
            case RATIO_AT_MOST -> ratio <= bound;
            case AT_LEAST -> value >= bound;
            case AT_MOST -> value <= bound;
        };
    }

    /** For people, such as {@code ratio ≥ 0.4}; empty when there is none. */
    public String text(String unit) {
        String number = Figure.number(bound) + " " + unit;
        return switch (kind) {
            case NONE -> "";
            case RATIO_AT_LEAST -> "ratio ≥ " + String.format(Locale.ROOT, "%.1f", bound);
            case RATIO_AT_MOST -> "ratio ≤ " + String.format(Locale.ROOT, "%.1f", bound);
            case AT_LEAST -> "≥ " + number;
            case AT_MOST -> "≤ " + number;
        };
    }
}
