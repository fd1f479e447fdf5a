package dev.signalbox.hub.inbound;

import dev.signalbox.wire.Limits;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The words for how bad something is, as priorities from 1 to 5. */
final class Severity {
    private Severity() {}

    /** {@link Limits#PRIORITY_DEFAULT} for no word, and for one that is not known. */
    static int priorityOf(@Nullable String word) {
        if (word == null) return Limits.PRIORITY_DEFAULT;
        return switch (word.strip().toLowerCase(Locale.ROOT)) {
            case "critical", "page", "emergency", "fatal", "disaster", "urgent", "max", "p1", "5" -> 5;
            case "error", "high", "major", "severe", "p2", "4" -> 4;
            case "info", "information", "informational", "low", "minor", "notice", "p4", "2" -> 2;
            case "debug", "none", "min", "trivial", "p5", "1" -> 1;
            default -> Limits.PRIORITY_DEFAULT;
        };
    }
}
