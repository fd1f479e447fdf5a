package dev.signalbox.hub.notification;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.command.EventCodec;
import dev.signalbox.wire.EventTypes;
import dev.signalbox.wire.command.Expiry;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What happened to a notification, and to the dedup keys. Who and when stand in the event's own columns. */
sealed interface NotificationEvent {
    EventCodec<NotificationEvent> CODEC = EventCodec.of(NotificationEvent.class)
            .with(EventTypes.NOTIFICATION_POSTED, NotificationPosted.class)
            .with(EventTypes.NOTIFICATION_REPEATED, NotificationRepeated.class)
            .with(EventTypes.NOTIFICATION_ACKNOWLEDGED, NotificationAcknowledged.class)
            .with(EventTypes.NOTIFICATION_RESOLVED, NotificationResolved.class)
            .with(EventTypes.NOTIFICATION_EXPIRED, NotificationExpired.class)
            .with(EventTypes.NOTIFICATION_KEY_TAKEN, DedupKeyTaken.class)
            .with(EventTypes.NOTIFICATION_KEY_HEARD, DedupKeyHeard.class);

    /** Somebody tells people something. */
    record NotificationPosted(
            @Nullable String dedupKey,
            String title,
            @Nullable String body,
            int priority,
            List<String> tags,
            @Nullable String link,
            @Nullable String expiresIn,
            @Nullable Instant expiresAt,
            @Nullable JsonNode data)
            implements NotificationEvent, Ending {}

    /** It was posted again under its dedup key: all of this is what it says from now on. */
    record NotificationRepeated(
            String title,
            @Nullable String body,
            int priority,
            List<String> tags,
            @Nullable String link,
            @Nullable String expiresIn,
            @Nullable Instant expiresAt,
            @Nullable JsonNode data)
            implements NotificationEvent, Ending {}

    /** Somebody has seen it and cares. */
    record NotificationAcknowledged(@Nullable String comment) implements NotificationEvent {}

    /** It is settled. */
    record NotificationResolved(@Nullable String comment) implements NotificationEvent {}

    /** Its time is over. */
    @JsonInclude
    record NotificationExpired() implements NotificationEvent {}

    /**
     * A notification took a dedup key; on the key's own stream, in one append with the notification.
     *
     * @param notification its id
     */
    @JsonInclude
    record DedupKeyTaken(String dedupKey, String notification) implements NotificationEvent {}

    /**
     * When what a dedup key stands for began, or ended, by the word of who told; on the key's own stream, in one append
     * with what that changed.
     */
    record DedupKeyHeard(
            String dedupKey,
            @Nullable Instant startsAt,
            @Nullable Instant endsAt) implements NotificationEvent {}

    /** An event that brings a notification's end. */
    sealed interface Ending {
        /** Counts from the event's recordedAt; ISO-8601; null for none. Never together with {@link #expiresAt}. */
        @Nullable
        String expiresIn();

        @Nullable
        Instant expiresAt();

        /** The end, when the hub recorded the event then; null for never. */
        default @Nullable Instant deadline(Instant recordedAt) {
            String in = expiresIn();
            Instant deadline = new Expiry(in == null ? null : Duration.parse(in), expiresAt()).from(recordedAt);
            return deadline == null ? null : deadline.truncatedTo(ChronoUnit.MICROS);
        }
    }
}
