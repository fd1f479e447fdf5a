package dev.signalbox.hub.key;

import dev.signalbox.hub.command.CommandExecution;
import dev.signalbox.hub.command.Decision;
import dev.signalbox.hub.command.Joint;
import dev.signalbox.hub.command.Loaded;
import dev.signalbox.hub.command.Outcome;
import dev.signalbox.hub.log.ExpectedVersion;
import dev.signalbox.wire.command.RevokeKey;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * {@code key.revoke}: a key of an admin goes when another one stays that opens for as long. The version of that one is
 * expected with the event, so of two that stand in for each other the second to be revoked is judged again.
 *
 * @param admins ids of the keys that open as an admin's at a time, as far as this node knows
 */
record Revocation(Function<Instant, List<String>> admins) {
    /** An admin's key that opens so long from now stands in for one that opens for ever. */
    private static final Duration LASTING = Duration.ofDays(30);

    Future<Outcome> revoke(RevokeKey wish, CommandExecution by) {
        Decision<KeyState, KeyEvent> decision =
                by.decide(KeyCommands.KEYS, KeyState::present).at(by.expectedVersion());
        String id = by.targetId(KeyCommands.KEYS, KeySecret::isId);
        return decision.jointly(() -> decision.load(id).compose(key -> {
            boolean needsNone = wish.forced() || !key.state().opensAsAdmin(by.now());
            if (needsNone) {
                return Future.succeededFuture(Joint.alone(key, key.state().revoke(wish, false)));
            }
            Instant lasting = by.now().plus(LASTING);
            Instant at = key.state().opensAsAdmin(lasting) ? lasting : by.now();
            List<String> others =
                    admins.apply(at).stream().filter(other -> !other.equals(id)).toList();
            return instead(key, wish, by, at, others.iterator());
        }));
    }

    /** The first of the others that still opens is rested on. */
    private Future<Joint<KeyState, KeyEvent>> instead(
            Loaded<KeyState> key, RevokeKey wish, CommandExecution by, Instant at, Iterator<String> others) {
        if (!others.hasNext()) {
            return Future.succeededFuture(Joint.alone(key, key.state().revoke(wish, true)));
        }
        String id = others.next();
        return by.load(KeyCommands.KEYS, Loaded.unread(KeyCommands.KEYS, id)).compose(other -> {
            if (!other.state().opensAsAdmin(at)) return instead(key, wish, by, at, others);
            // The sender's own is expected with every command, at the version by which it was let in.
            Map<String, ExpectedVersion> expected = id.equals(by.principal().keyId())
                    ? Map.of()
                    : Map.of(other.stream(), ExpectedVersion.exactly(other.version()));
            return Future.succeededFuture(new Joint<>(key, key.state().revoke(wish, false), List.of(), expected));
        });
    }
}
