package dev.signalbox.hub.notification;

import static dev.signalbox.hub.notification.NotificationCommands.NOTIFICATIONS;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.hub.command.CommandExecution;
import dev.signalbox.hub.command.Fold;
import dev.signalbox.hub.command.Joint;
import dev.signalbox.hub.command.Lanes;
import dev.signalbox.hub.command.Loaded;
import dev.signalbox.hub.command.Outcome;
import dev.signalbox.hub.log.ExpectedVersion;
import dev.signalbox.hub.log.NewEvent;
import dev.signalbox.hub.notification.NotificationEvent.DedupKeyHeard;
import dev.signalbox.hub.notification.NotificationEvent.DedupKeyTaken;
import dev.signalbox.hub.notification.NotificationEvent.NotificationResolved;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.InvalidInput;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.Limits;
import dev.signalbox.wire.Times;
import dev.signalbox.wire.command.PostNotification;
import dev.signalbox.wire.command.ResolveNotification;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Posts under a dedup key, and their end. The key has a stream of its own that says who holds it; taking it is one
 * append with the new notification, which expects the version of the key's stream. So of two nodes that post at the
 * same moment one takes the key, and the other loads again and repeats.
 *
 * <p>A repeated command needs no care here: whatever this decides the second time, the log knows the id and answers
 * with the first events.
 */
final class DedupPosts {
    /** Only other nodes conflict, one lane each; in a storm on several of them a post may lose many times in a row. */
    private static final int CONFLICT_RETRIES_MAX = 100;
    /**
     * Streams whose state is kept in memory: an alert that repeats ten thousand times must not be loaded ten thousand
     * times.
     */
    private static final int KEPT_MAX = 200;

    private static final Fold<DedupKey, NotificationEvent> KEYS =
            new Fold<>("notification-key", NotificationEvent.CODEC, DedupKey.FREE, DedupKey::after);

    private final Lanes lanes = new Lanes(Limits.DEDUP_WAITING_MAX);
    private final Kept<DedupKey> keys = new Kept<>(KEYS);
    private final Kept<NotificationState> holders = new Kept<>(NOTIFICATIONS);

    /**
     * Adds a notification, or repeats the one that holds the key; so the caller cannot know whose version to expect.
     * What was overtaken by newer words about the same thing changes nothing.
     */
    Future<Outcome> post(PostNotification wish, CommandExecution by) {
        by.expectNoVersion("a post with a dedupKey adds a notification or counts on an open one");
        String keyId = idOf(Objects.requireNonNull(wish.dedupKey()));
        return lanes.run(keyId, () -> by.decide(NOTIFICATIONS, NotificationState::present)
                .creating()
                .retrying(CONFLICT_RETRIES_MAX)
                .jointly(() -> keys.load(keyId, by).compose(key -> holderOf(key, by)
                        .map(holder -> holder.state().holdsDedupKey(by.now())
                                ? again(key, holder, wish, by)
                                : begin(key, holder, wish, by)))));
    }

    /**
     * Notes that what the key stands for has ended, and resolves the notification that holds it, if that is open. Of
     * what never began, and of what has ended already, no notification changes; neither does one that began later.
     */
    Future<Outcome> resolve(ResolveNotification wish, CommandExecution by) {
        by.expectNoVersion("a resolve under a dedupKey is of whichever notification holds it");
        if (by.target() != null) {
            throw new InvalidInput("/dedupKey", "name the notification by its id or by dedupKey, not by both");
        }
        String keyId = idOf(Objects.requireNonNull(wish.dedupKey()));
        return lanes.run(keyId, () -> by.decide(KEYS, DedupPosts::shown)
                .retrying(CONFLICT_RETRIES_MAX)
                .jointly(() -> keys.load(keyId, by)
                        .compose(key -> holderOf(key, by).map(holder -> end(key, holder, wish, by)))));
    }

    private static String idOf(String dedupKey) {
        return Ids.derived(KEYS.category(), dedupKey);
    }

    /** A key as the answer to a resolve shows it. */
    private static Object shown(DedupKey key) {
        ObjectNode shown = Json.object();
        if (key.key() != null) shown.put("dedupKey", key.key());
        if (key.holder() != null) shown.put("notification", key.holder());
        if (key.endsAt() != null) shown.put("endsAt", Times.format(key.endsAt()));
        return shown;
    }

    /** The notification that has the key; one that does not exist when none has. */
    private Future<Loaded<NotificationState>> holderOf(Loaded<DedupKey> key, CommandExecution by) {
        String holder = key.state().holder();
        return holder == null ? Future.succeededFuture(Loaded.unread(NOTIFICATIONS, "")) : holders.load(holder, by);
    }

    /** More about what is open. */
    private static Joint<NotificationState, NotificationEvent> again(
            Loaded<DedupKey> key, Loaded<NotificationState> holder, PostNotification wish, CommandExecution by) {
        Instant startsAt = wish.startsAt();
        boolean same = key.state().beganAt(startsAt);
        if (key.state().beganAfter(startsAt) || (same && holder.state().says(wish)))
            return Joint.alone(holder, List.of());
        List<NotificationEvent> repeat = NotificationState.repeat(wish);
        if (startsAt == null || same) return Joint.alone(holder, repeat);
        return joint(holder, repeat, key, List.of(heard(wish)), by);
    }

    /** Of something that is not open. */
    private static Joint<NotificationState, NotificationEvent> begin(
            Loaded<DedupKey> key, Loaded<NotificationState> holder, PostNotification wish, CommandExecution by) {
        Instant startsAt = wish.startsAt();
        boolean over = key.state().hasEnded(startsAt, by.now());
        boolean known = key.state().beganAt(startsAt) || key.state().beganAfter(startsAt);
        if (over && known && holder.version() > 0) return Joint.alone(holder, List.of());
        String id = by.idToCreate(wish.id());
        List<NotificationEvent> events = new ArrayList<>(NotificationState.post(wish));
        // Its end came before it: nobody has to do anything about it, and it is not lost.
        if (over) events.add(new NotificationResolved(null));
        List<NotificationEvent> ofKey = new ArrayList<>();
        ofKey.add(new DedupKeyTaken(Objects.requireNonNull(wish.dedupKey()), id));
        if (startsAt != null) ofKey.add(heard(wish));
        return joint(Loaded.unread(NOTIFICATIONS, id), events, key, ofKey, by);
    }

    private static Joint<DedupKey, NotificationEvent> end(
            Loaded<DedupKey> key, Loaded<NotificationState> holder, ResolveNotification wish, CommandExecution by) {
        boolean open = holder.state().holdsDedupKey(by.now());
        Instant endsAt = Objects.requireNonNullElse(wish.endsAt(), by.now());
        boolean repeated = wish.endsAt() == null && !open && key.state().isEnded();
        if (repeated || !key.state().endsBy(endsAt)) return Joint.alone(key, List.of());
        List<NotificationEvent> noted =
                List.of(new DedupKeyHeard(Objects.requireNonNull(wish.dedupKey()), null, endsAt));
        if (!open) return Joint.alone(key, noted);
        List<NewEvent> resolved = events(holder.stream(), holder.state().resolve(wish, by.now()), noted.size(), by);
        return new Joint<>(key, noted, resolved, Map.of(holder.stream(), ExpectedVersion.exactly(holder.version())));
    }

    private static DedupKeyHeard heard(PostNotification wish) {
        return new DedupKeyHeard(Objects.requireNonNull(wish.dedupKey()), wish.startsAt(), null);
    }

    /** Events of a notification together with those of the key. */
    private static Joint<NotificationState, NotificationEvent> joint(
            Loaded<NotificationState> on,
            List<NotificationEvent> events,
            Loaded<DedupKey> key,
            List<NotificationEvent> ofKey,
            CommandExecution by) {
        return new Joint<>(
                on,
                events,
                events(key.stream(), ofKey, events.size(), by),
                Map.of(key.stream(), ExpectedVersion.exactly(key.version())));
    }

    /** @param first number of the first of them among the events of the command */
    private static List<NewEvent> events(
            String stream, List<NotificationEvent> events, int first, CommandExecution by) {
        List<NewEvent> all = new ArrayList<>();
        for (NotificationEvent event : events) {
            all.add(by.newEvent(
                    stream,
                    NotificationEvent.CODEC.typeOf(event),
                    NotificationEvent.CODEC.encode(event),
                    first + all.size()));
        }
        return all;
    }

    /** The states of streams that were used lately. A stale one does no harm: it is read on before each use. */
    private static final class Kept<S> {
        private final Fold<S, NotificationEvent> fold;
        private final Map<String, Loaded<S>> states = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Loaded<S>> eldest) {
                return size() > KEPT_MAX;
            }
        };

        Kept(Fold<S, NotificationEvent> fold) {
            this.fold = fold;
        }

        Future<Loaded<S>> load(String id, CommandExecution by) {
            Loaded<S> known;
            synchronized (states) {
                known = states.getOrDefault(id, Loaded.unread(fold, id));
            }
            return by.load(fold, known).map(loaded -> {
                synchronized (states) {
                    states.put(id, loaded);
                }
                return loaded;
            });
        }
    }
}
