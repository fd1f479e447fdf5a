package dev.signalbox.hub.notification;

import dev.signalbox.hub.log.RecordedEvent;
import dev.signalbox.hub.notification.NotificationEvent.DedupKeyTaken;
import org.jspecify.annotations.Nullable;

/**
 * A dedup key as its stream tells it.
 *
 * @param holder id of the notification that took it last, over or not; null when none ever did
 */
record DedupKey(@Nullable String holder) {
    static final DedupKey FREE = new DedupKey(null);

    DedupKey after(NotificationEvent event, RecordedEvent recorded) {
        if (event instanceof DedupKeyTaken taken) return new DedupKey(taken.notification());
        throw new IllegalArgumentException("no step for " + event);
    }
}
