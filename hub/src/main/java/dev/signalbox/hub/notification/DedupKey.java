package dev.signalbox.hub.notification;

import dev.signalbox.hub.log.RecordedEvent;
import dev.signalbox.hub.notification.NotificationEvent.DedupKeyHeard;
import dev.signalbox.hub.notification.NotificationEvent.DedupKeyTaken;
import dev.signalbox.wire.Limits;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A dedup key as its stream tells it, with the rules of what came in what order: pure functions of times that senders
 * told, and of the hub's clock.
 *
 * @param key null when nothing was ever said under it
 * @param holder id of the notification that took it last, over or not; null when none ever did
 * @param startsAt the newest beginning that was told; null when none was
 * @param endsAt the newest end that was told; null when none was
 * @param endHeardAt when the hub recorded that end
 */
record DedupKey(
        @Nullable String key,
        @Nullable String holder,
        @Nullable Instant startsAt,
        @Nullable Instant endsAt,
        @Nullable Instant endHeardAt) {
    static final DedupKey FREE = new DedupKey(null, null, null, null, null);

    DedupKey after(NotificationEvent event, RecordedEvent recorded) {
        if (event instanceof DedupKeyTaken taken) {
            return new DedupKey(taken.dedupKey(), taken.notification(), startsAt, endsAt, endHeardAt);
        }
        if (event instanceof DedupKeyHeard heard) {
            boolean end = heard.endsAt() != null;
            return new DedupKey(
                    heard.dedupKey(),
                    holder,
                    heard.startsAt() == null ? startsAt : heard.startsAt(),
                    end ? heard.endsAt() : endsAt,
                    end ? recorded.recordedAt() : endHeardAt);
        }
        throw new IllegalArgumentException("no step for " + event);
    }

    /** Whether something began later than this: then it is old news. */
    boolean beganAfter(@Nullable Instant beginning) {
        return startsAt != null && beginning != null && beginning.isBefore(startsAt);
    }

    /** Whether this very beginning was told before. */
    boolean beganAt(@Nullable Instant beginning) {
        return beginning != null && beginning.equals(startsAt);
    }

    /** Whether a beginning comes so shortly behind its end that it must have been overtaken on its way. */
    boolean hasEnded(@Nullable Instant beginning, Instant now) {
        return beginning != null
                && endsAt != null
                && endHeardAt != null
                && !beginning.isAfter(endsAt)
                && now.isBefore(endHeardAt.plus(Limits.ALERT_OVERTAKEN_MAX));
    }

    /** Whether an end says something new. */
    boolean endsBy(Instant end) {
        return !(endsAt != null && !end.isAfter(endsAt)) && !(startsAt != null && end.isBefore(startsAt));
    }

    /** Whether the newest that was told is an end. */
    boolean isEnded() {
        return endsAt != null && (startsAt == null || !startsAt.isAfter(endsAt));
    }
}
