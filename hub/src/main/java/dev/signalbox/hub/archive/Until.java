package dev.signalbox.hub.archive;

import dev.signalbox.hub.archive.Manifest.Entry;
import dev.signalbox.hub.log.RecordedEvent;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How much of an archive is wanted.
 *
 * @param position the last one of the log {@code main}, which has the other logs up to its time; null when a time is
 *     given, or all is wanted
 * @param time all that was recorded up to then, in the order of the log; null when a position is given, or all is
 *     wanted
 * @param backup the number of the last backup whose segments are wanted; null for all
 */
public record Until(
        @Nullable Long position,
        @Nullable Instant time,
        @Nullable Integer backup) {
    /** All of it. */
    public static final Until END = new Until(null, null, null);

    public static Until position(long position) {
        return new Until(position, null, null);
    }

    public static Until time(Instant time) {
        return new Until(null, time, null);
    }

    /** All that was there when a backup of that number was made. */
    public static Until backup(int number) {
        return new Until(null, null, number);
    }

    /** Whether a segment is of what is wanted, wherever in it the wanted moment lies. */
    boolean has(Entry segment) {
        return backup == null || segment.backup() <= backup;
    }

    /** Whether this event, and with it all behind it, is not wanted any more. */
    boolean isBefore(RecordedEvent event) {
        if (position != null) return event.position() > position;
        return time != null && event.recordedAt().isAfter(time);
    }
}
