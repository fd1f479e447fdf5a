package dev.signalbox.hub.notification;

import static dev.signalbox.wire.resource.Notification.State.ACKNOWLEDGED;
import static dev.signalbox.wire.resource.Notification.State.EXPIRED;
import static dev.signalbox.wire.resource.Notification.State.OPEN;
import static dev.signalbox.wire.resource.Notification.State.RESOLVED;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.command.Refused;
import dev.signalbox.hub.log.RecordedEvent;
import dev.signalbox.hub.notification.NotificationEvent.NotificationAcknowledged;
import dev.signalbox.hub.notification.NotificationEvent.NotificationExpired;
import dev.signalbox.hub.notification.NotificationEvent.NotificationPosted;
import dev.signalbox.hub.notification.NotificationEvent.NotificationRepeated;
import dev.signalbox.hub.notification.NotificationEvent.NotificationResolved;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.Problem;
import dev.signalbox.wire.ProblemCode;
import dev.signalbox.wire.Times;
import dev.signalbox.wire.command.CloseNotification;
import dev.signalbox.wire.command.PostNotification;
import dev.signalbox.wire.command.ResolveNotification;
import dev.signalbox.wire.resource.Notification;
import dev.signalbox.wire.resource.Notification.State;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A notification as its stream tells it, with the decisions about it: pure functions that return events or throw
 * {@link Refused}. It is over at its end by the clock of whoever decides, also when the timer that writes this down has
 * not fired yet.
 *
 * <p>Acknowledging and resolving are idempotent: where the wish is fulfilled already, nothing changes and nothing is
 * refused. Only a comment is never dropped in silence: a new one on something that is closed is refused with
 * {@code already_resolved}.
 *
 * @param resource as the API shows it; null before it was posted
 */
record NotificationState(@Nullable Notification resource) {
    static final NotificationState NONE = new NotificationState(null);

    static List<NotificationEvent> post(PostNotification wish) {
        return List.of(new NotificationPosted(
                wish.dedupKey(),
                wish.title(),
                wish.body(),
                Objects.requireNonNull(wish.priority()),
                Objects.requireNonNullElse(wish.tags(), List.of()),
                wish.link(),
                expiresIn(wish),
                wish.expiresAt(),
                wish.data()));
    }

    /** The same thing again, under its dedup key: it says what the newest post says, and counts. */
    static List<NotificationEvent> repeat(PostNotification wish) {
        return List.of(new NotificationRepeated(
                wish.title(),
                wish.body(),
                Objects.requireNonNull(wish.priority()),
                Objects.requireNonNullElse(wish.tags(), List.of()),
                wish.link(),
                expiresIn(wish),
                wish.expiresAt(),
                wish.data()));
    }

    /** Whether a post would say nothing else than what stands here. */
    boolean says(PostNotification wish) {
        Notification said = present();
        return said.title().equals(wish.title())
                && Objects.equals(said.body(), wish.body())
                && said.priority() == Objects.requireNonNull(wish.priority())
                && said.tags().equals(Objects.requireNonNullElse(wish.tags(), List.of()))
                && Objects.equals(said.link(), wish.link())
                && Objects.equals(said.data(), asRead(wish.data()));
    }

    /** Numbers that are read have other types than numbers that were put into a tree. */
    private static @Nullable JsonNode asRead(@Nullable JsonNode data) {
        return data == null ? null : Json.readLenient(Json.write(data), JsonNode.class);
    }

    /**
     * Whether another post under the dedup key repeats this one. So it is while it is open or acknowledged: somebody
     * who is at work on it wants the repeats there, not a second notification. A repeat does not open an acknowledged
     * one again.
     */
    boolean holdsDedupKey(Instant now) {
        return resource != null && !isOver(resource, now);
    }

    /** Somebody has seen it. Of one that is resolved or acknowledged already nothing changes. */
    List<NotificationEvent> acknowledge(CloseNotification wish, Instant now) {
        Notification notification = present();
        if (notification.state() == OPEN) {
            refuseExpired(notification, now);
            return List.of(new NotificationAcknowledged(wish.comment()));
        }
        return nothingToDo(notification, wish.comment());
    }

    /** It is settled, acknowledged before or not. Of one that is resolved already nothing changes. */
    List<NotificationEvent> resolve(ResolveNotification wish, Instant now) {
        Notification notification = present();
        if (notification.state() == OPEN || notification.state() == ACKNOWLEDGED) {
            refuseExpired(notification, now);
            return List.of(new NotificationResolved(wish.comment()));
        }
        return nothingToDo(notification, wish.comment());
    }

    /** What the clock does at the end. Nothing before it, and nothing when it is over. */
    List<NotificationEvent> expire(Instant now) {
        Notification notification = present();
        boolean open = notification.state() == OPEN || notification.state() == ACKNOWLEDGED;
        return open && isOver(notification, now) ? List.of(new NotificationExpired()) : List.of();
    }

    NotificationState after(NotificationEvent event, RecordedEvent recorded) {
        if (event instanceof NotificationPosted posted) return new NotificationState(posted(posted, recorded));
        Notification notification = present();
        if (event instanceof NotificationRepeated repeated)
            return new NotificationState(said(notification, repeated, recorded));
        if (event instanceof NotificationAcknowledged acknowledged) {
            return new NotificationState(closed(notification, ACKNOWLEDGED, acknowledged.comment(), recorded));
        }
        if (event instanceof NotificationResolved resolved) {
            return new NotificationState(closed(notification, RESOLVED, resolved.comment(), recorded));
        }
        if (event instanceof NotificationExpired)
            return new NotificationState(closed(notification, EXPIRED, null, recorded));
        throw new IllegalArgumentException("no step for " + event);
    }

    /** When it ends by itself; null when it does not, or is over. */
    @Nullable
    Instant due() {
        Notification notification = present();
        boolean open = notification.state() == OPEN || notification.state() == ACKNOWLEDGED;
        return open ? notification.expiresAt() : null;
    }

    /** The notification as the API shows it. Fails with {@code not_found} when nobody posted it. */
    Notification present() {
        if (resource == null) {
            throw new Refused(ProblemCode.NOT_FOUND, "there is no such notification; GET /v1/notifications lists them");
        }
        return resource;
    }

    private static List<NotificationEvent> nothingToDo(Notification notification, @Nullable String comment) {
        if (notification.state() == EXPIRED) throw new Refused(expired(notification));
        if (comment == null || comment.equals(notification.comment())) return List.of();
        String by = notification.state() == RESOLVED ? notification.resolvedBy() : notification.acknowledgedBy();
        throw new Refused(Problem.of(
                        ProblemCode.ALREADY_RESOLVED,
                        by + " has " + notification.state().word()
                                + " it already, so your comment would be lost; repeat without a comment")
                .withCurrent(
                        Json.object().put("version", notification.version()).set("resource", Json.tree(notification))));
    }

    private static void refuseExpired(Notification notification, Instant now) {
        if (isOver(notification, now)) throw new Refused(expired(notification));
    }

    private static Problem expired(Notification notification) {
        return Problem.of(
                ProblemCode.EXPIRED,
                "the notification expired at " + Times.format(Objects.requireNonNull(notification.expiresAt()))
                        + "; there is nothing left to do about it");
    }

    private static boolean isOver(Notification notification, Instant now) {
        if (notification.state() == RESOLVED || notification.state() == EXPIRED) return true;
        Instant end = notification.expiresAt();
        return end != null && !now.isBefore(end);
    }

    private static Notification posted(NotificationPosted posted, RecordedEvent recorded) {
        return new Notification(
                recorded.subjectId(),
                OPEN,
                posted.title(),
                posted.body(),
                posted.priority(),
                posted.tags(),
                posted.link(),
                posted.dedupKey(),
                1,
                recorded.actor(),
                recorded.recordedAt(),
                recorded.recordedAt(),
                posted.deadline(recorded.recordedAt()),
                null,
                null,
                null,
                null,
                null,
                posted.data(),
                recorded.version(),
                null);
    }

    private static Notification said(Notification before, NotificationRepeated repeated, RecordedEvent recorded) {
        return new Notification(
                before.id(),
                before.state(),
                repeated.title(),
                repeated.body(),
                repeated.priority(),
                repeated.tags(),
                repeated.link(),
                before.dedupKey(),
                before.count() + 1,
                before.source(),
                before.createdAt(),
                recorded.recordedAt(),
                repeated.deadline(recorded.recordedAt()),
                before.acknowledgedBy(),
                before.acknowledgedAt(),
                null,
                null,
                before.comment(),
                repeated.data(),
                recorded.version(),
                null);
    }

    private static Notification closed(
            Notification before, State state, @Nullable String comment, RecordedEvent recorded) {
        boolean acknowledged = state == ACKNOWLEDGED;
        boolean resolved = state == RESOLVED;
        return new Notification(
                before.id(),
                state,
                before.title(),
                before.body(),
                before.priority(),
                before.tags(),
                before.link(),
                before.dedupKey(),
                before.count(),
                before.source(),
                before.createdAt(),
                recorded.recordedAt(),
                before.expiresAt(),
                acknowledged ? recorded.actor() : before.acknowledgedBy(),
                acknowledged ? recorded.recordedAt() : before.acknowledgedAt(),
                resolved ? recorded.actor() : null,
                resolved ? recorded.recordedAt() : null,
                comment == null ? before.comment() : comment,
                before.data(),
                recorded.version(),
                null);
    }

    private static @Nullable String expiresIn(PostNotification wish) {
        Duration in = wish.expiry().in();
        return in == null ? null : in.toString();
    }
}
