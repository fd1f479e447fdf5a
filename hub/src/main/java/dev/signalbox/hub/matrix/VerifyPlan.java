package dev.signalbox.hub.matrix;

import dev.signalbox.wire.Times;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How often the hub verifies its store by itself: {@code verify} of signalbox.yaml.
 *
 * @param every time between the end of one and the begin of the next; null when one runs only when somebody asks
 */
public record VerifyPlan(@Nullable Duration every) {
    /** None runs by itself. */
    public static final VerifyPlan NONE = new VerifyPlan(null);

    static final Duration EVERY_MIN = Duration.ofHours(1);
    static final Duration EVERY_MAX = Duration.ofDays(92);

    /** How old the last one may be before people are told; null when none runs by itself. */
    public @Nullable Duration overdueAfter() {
        return every == null ? null : every.multipliedBy(2);
    }

    /** For people: {@code every 24h}. */
    public String words() {
        return every == null ? "only when asked for" : "every " + Times.format(every);
    }
}
