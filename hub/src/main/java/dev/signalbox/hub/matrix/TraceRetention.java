package dev.signalbox.hub.matrix;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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

    /**
     * One line of it.
     *
     * @param environment of the traces; null for all environments but {@code others}
     * @param others those that have a line of their own; empty beside an environment
     */
    public record Line(@Nullable String environment, List<String> others, Duration time) {
        public Line {
            others = List.copyOf(others);
        }
    }

    /** Its lines, in no order: each trace is of one at most. */
    public List<Line> lines() {
        List<String> named = byEnvironment.keySet().stream()
                .filter(environment -> !environment.equals(OTHERS))
                .toList();
        List<Line> lines = new ArrayList<>();
        byEnvironment.forEach((environment, time) -> lines.add(
                environment.equals(OTHERS) ? new Line(null, named, time) : new Line(environment, List.of(), time)));
        return lines;
    }
}
