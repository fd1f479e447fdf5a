package dev.signalbox.hub.matrix;

import java.time.Duration;
import java.util.Map;

/**
 * How long traces are kept after the last that came for them, by their environment. Without a line they are kept for
 * ever.
 *
 * @param byEnvironment environment to its time; {@link #OTHERS} for those that have no line of their own
 */
public record TraceRetention(Map<String, Duration> byEnvironment) {
    /** Every environment without a line of its own. */
    public static final String OTHERS = "*";
    /** The default: everything is kept. */
    public static final TraceRetention NONE = new TraceRetention(Map.of());

    public TraceRetention {
        byEnvironment = Map.copyOf(byEnvironment);
    }
}
