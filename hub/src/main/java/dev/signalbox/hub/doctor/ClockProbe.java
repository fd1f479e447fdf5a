package dev.signalbox.hub.doctor;

import dev.signalbox.hub.log.EventLog;
import dev.signalbox.hub.log.RecordedEvent;
import dev.signalbox.hub.schedule.ClockWatch;
import dev.signalbox.wire.Times;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The clock of this node against that of the store's server, and against the newest events. */
public record ClockProbe(ClockWatch watch, List<EventLog> logs, Clock clock) implements Probe {
    @Override
    public String name() {
        return "clock";
    }

    @Override
    public String looksAt() {
        return "The hub's clock against the database server's, and against the newest events.";
    }

    @Override
    public Sight look() throws InterruptedException {
        String skew = Asked.now(watch.skew());
        Sight sight = Sight.of(Times.format(clock.instant()));
        if (skew != null) sight = sight.fail(skew, "set both clocks with NTP (chronyc tracking, timedatectl)");
        for (EventLog log : logs) {
            Instant newest = newest(log);
            Instant now = clock.instant();
            if (newest == null || !newest.isAfter(now.plus(ClockWatch.SKEW_MAX))) continue;
            sight = sight.warn(
                    "the newest event of the log " + log.name() + " was recorded "
                            + Amount.time(Duration.between(now, newest))
                            + " from now: the clock was set back, or was ahead then",
                    "set the clock with NTP; times of the events between are not in order");
        }
        return sight;
    }

    private static @Nullable Instant newest(EventLog log) throws InterruptedException {
        return Asked.now(log.head().compose(head -> log.at(head.position())))
                .map(RecordedEvent::recordedAt)
                .orElse(null);
    }
}
