package dev.signalbox.hub.schedule;

import java.time.Duration;
import java.time.Instant;

/** What was noted by a clock that may have been set back since. */
public final class Recent {
    private Recent() {}

    /** Whether a mark is of the time just past; one of a time to come, from before the clock was set back, is not. */
    public static boolean isWithin(Instant mark, Instant now, Duration time) {
        return !mark.isAfter(now) && Duration.between(mark, now).compareTo(time) < 0;
    }
}
