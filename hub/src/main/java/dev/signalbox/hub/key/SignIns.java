package dev.signalbox.hub.key;

import dev.signalbox.hub.database.Database;
import dev.signalbox.hub.matrix.Principal;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The browsers that are signed in, by id, with when they were last seen: exact to {@link #GRAIN}, by every node, as far
 * as those have noted it. A page that listens is in use. Any thread.
 */
final class SignIns {
    private static final Duration GRAIN = Duration.ofMinutes(10);
    /** What tells the piece of a principal that signed in from that of a secret, which is hexadecimal. */
    private static final String PIECE = "in:";

    private final Map<String, Held> held = new ConcurrentHashMap<>();
    private final KeyUses uses;

    SignIns(Database database) {
        this.uses = new KeyUses(database, GRAIN);
    }

    /** One of a key. */
    record Held(String keyId, SignedIn in) {
        /** What a principal has in place of the piece of a secret. */
        String piece() {
            return PIECE + in.id();
        }
    }

    /** A key has these browsers now. */
    void follow(String keyId, List<SignedIn> before, List<SignedIn> now) {
        for (SignedIn each : now) held.put(each.id(), new Held(keyId, each));
        for (SignedIn each : before) {
            if (now.stream().anyMatch(stays -> stays.id().equals(each.id()))) continue;
            held.remove(each.id());
            uses.forget(each.id());
        }
    }

    @Nullable
    Held of(String id) {
        return held.get(id);
    }

    /** That by which somebody was let in; null when it ended, and for whoever showed a key. */
    @Nullable
    Held by(Principal principal) {
        return isSignIn(principal) ? held.get(principal.secret().substring(PIECE.length())) : null;
    }

    static boolean isSignIn(Principal principal) {
        return principal.secret().startsWith(PIECE);
    }

    Collection<Held> all() {
        return List.copyOf(held.values());
    }

    /** When it was last seen; when it began for one that was not seen since. */
    Instant lastUsed(SignedIn in) {
        Instant seen = uses.seen(in.id());
        return seen == null || seen.isBefore(in.at()) ? in.at() : seen;
    }

    /** Whether it opens now. */
    boolean lasts(SignedIn in, Instant now) {
        return in.lasts(lastUsed(in), now);
    }

    /** It is seen now. */
    void used(SignedIn in, Instant now) {
        uses.used(in.id(), now);
    }

    /** Notes for other nodes and the next start what was seen here, and learns what they saw. */
    Future<Integer> note() {
        return uses.note().compose(noted -> learn().map(noted));
    }

    /** Learns what other nodes, and this one before it started, have noted. */
    Future<Void> learn() {
        return uses.learn(new ArrayList<>(held.keySet()));
    }
}
