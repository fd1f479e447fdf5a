package dev.signalbox.hub.notification;

import static dev.signalbox.hub.notification.NotificationCommands.NOTIFICATIONS;

import dev.signalbox.hub.command.CommandExecution;
import dev.signalbox.hub.command.Fold;
import dev.signalbox.hub.command.Joint;
import dev.signalbox.hub.command.Lanes;
import dev.signalbox.hub.command.Loaded;
import dev.signalbox.hub.command.Outcome;
import dev.signalbox.hub.log.ExpectedVersion;
import dev.signalbox.hub.log.NewEvent;
import dev.signalbox.hub.notification.NotificationEvent.DedupKeyTaken;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.Limits;
import dev.signalbox.wire.command.PostNotification;
import io.vertx.core.Future;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Posts under a dedup key. The key has a stream of its own that says who holds it; taking it is one append with the new
 * notification, which expects the version of the key's stream. So of two nodes that post at the same moment one takes
 * the key, and the other loads again and repeats.
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
     */
    Future<Outcome> post(PostNotification wish, CommandExecution by) {
        by.expectNoVersion("a post with a dedupKey adds a notification or counts on an open one");
        String keyId = Ids.derived(KEYS.category(), Objects.requireNonNull(wish.dedupKey()));
        return lanes.run(keyId, () -> by.decide(NOTIFICATIONS, NotificationState::present)
                .creating()
                .retrying(CONFLICT_RETRIES_MAX)
                .jointly(() -> keys.load(keyId, by).compose(key -> holderOf(key, by)
                        .map(holder -> holder.state().holdsDedupKey(by.now())
                                ? Joint.alone(holder, NotificationState.repeat(wish))
                                : take(key, wish, by)))));
    }

    /** The notification that has the key; one that does not exist when none has. */
    private Future<Loaded<NotificationState>> holderOf(Loaded<DedupKey> key, CommandExecution by) {
        String holder = key.state().holder();
        return holder == null ? Future.succeededFuture(Loaded.unread(NOTIFICATIONS, "")) : holders.load(holder, by);
    }

    private static Joint<NotificationState, NotificationEvent> take(
            Loaded<DedupKey> key, PostNotification wish, CommandExecution by) {
        String id = by.idToCreate(wish.id());
        DedupKeyTaken taken = new DedupKeyTaken(Objects.requireNonNull(wish.dedupKey()), id);
        NewEvent claim = by.newEvent(
                key.stream(), NotificationEvent.CODEC.typeOf(taken), NotificationEvent.CODEC.encode(taken), 1);
        return new Joint<>(
                Loaded.unread(NOTIFICATIONS, id),
                NotificationState.post(wish),
                List.of(claim),
                Map.of(key.stream(), ExpectedVersion.exactly(key.version())));
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
