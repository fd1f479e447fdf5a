package dev.signalbox.cli.doctor;

import dev.signalbox.hub.doctor.Probe;
import dev.signalbox.hub.doctor.Sight;
import java.time.Duration;
import java.time.Instant;

/**
 * The clock of this machine against the hub's.
 *
 * @param before when the hub was asked, by this machine's clock
 * @param hub what the hub's clock said between
 * @param after when it had answered
 */
record ClockHere(Instant before, Instant hub, Instant after) implements Probe {
    /** A little is nothing: what ends does so by the hub's clock. */
    static final Duration SKEW_MAX = Duration.ofSeconds(5);

    @Override
    public String name() {
        return "clock here";
    }

    @Override
    public String looksAt() {
        return "This machine's clock against the hub's: times that programs here say are off by as much.";
    }

    @Override
    public Sight look() {
        Duration ahead = Duration.between(hub, before);
        Duration behind = Duration.between(after, hub);
        Duration most = ahead.compareTo(behind) > 0 ? ahead : behind;
        if (most.compareTo(SKEW_MAX) <= 0) return Sight.of("as the hub's");
        String way = most.equals(ahead) ? " ahead of the hub's" : " behind the hub's";
        String words = most.toSeconds() + " s" + way;
        return Sight.of(words)
                .warn(
                        "the clock of this machine is " + words,
                        "set both clocks with NTP (timedatectl, chronyc tracking)");
    }
}
