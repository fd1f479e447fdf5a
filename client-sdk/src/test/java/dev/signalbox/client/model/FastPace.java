package dev.signalbox.client.model;

import dev.signalbox.client.http.Pace;
import java.time.Duration;

/** The pace of tests: everything that takes seconds in life takes milliseconds. */
public final class FastPace {
    public static final Pace PACE = silentFor(Duration.ofSeconds(2));

    /** For what counts requests: an answer that is late on a busy machine is not asked for again. */
    public static final Pace PATIENT = silentFor(Duration.ofMinutes(1));

    private FastPace() {}

    private static Pace silentFor(Duration silence) {
        return new Pace(
                Duration.ofMillis(5),
                Duration.ofMillis(40),
                Duration.ofMillis(10),
                Duration.ofMillis(100),
                Duration.ofMillis(50),
                Duration.ofMillis(100),
                silence,
                1_000_000,
                silence,
                // As in life: how long a busy machine takes for one event must not decide what counts as a quick cut.
                Pace.STANDARD.quickCut(),
                Duration.ofMillis(10),
                Duration.ofMillis(300),
                Duration.ofMillis(160));
    }
}
