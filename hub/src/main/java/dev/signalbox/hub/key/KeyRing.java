package dev.signalbox.hub.key;

import dev.signalbox.hub.database.Database;
import dev.signalbox.hub.http.admission.Authenticator;
import dev.signalbox.hub.key.KeyEvent.KeyCreated;
import dev.signalbox.hub.key.KeyEvent.KeyRefused;
import dev.signalbox.hub.key.KeyEvent.Reason;
import dev.signalbox.hub.key.SignIns.Held;
import dev.signalbox.hub.log.EventFilter;
import dev.signalbox.hub.log.EventLog;
import dev.signalbox.hub.log.FollowSink;
import dev.signalbox.hub.log.LogPage;
import dev.signalbox.hub.log.RecordedEvent;
import dev.signalbox.hub.matrix.Principal;
import dev.signalbox.hub.projection.FoldedRows;
import dev.signalbox.wire.EventTypes;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.resource.Key;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All keys in memory, so that a request costs no read: loaded from the table once, then kept up to date by following
 * the log, on every node. It hears of each event before whoever follows the log, and of this node's own commits before
 * their callers do: so a key opens as soon as its maker has it, a revoked one does not open any more when the answer
 * says so, and what comes behind a revocation is delivered to nobody by that key. Any thread.
 */
public final class KeyRing implements Authenticator, FollowSink, EventLog.CommitListener {
    /** The events that a follower must deliver here. */
    public static final EventFilter EVENTS = EventFilter.types(List.of(
            EventTypes.KEY_CREATED,
            EventTypes.KEY_ROTATED,
            EventTypes.KEY_REVOKED,
            EventTypes.KEY_SIGNED_IN,
            EventTypes.KEY_SIGNED_OUT));

    private static final Logger LOG = LoggerFactory.getLogger(KeyRing.class);
    private static final byte[] NO_HASH = new byte[32];

    private final Map<String, Entry> keys = new ConcurrentHashMap<>();
    private final RefusedKeys refusedKeys;
    private final KeyUses uses;
    private final SignIns signIns;

    /** @param database of the main log, where the last use of keys is noted */
    public KeyRing(RefusedKeys refusedKeys, Database database) {
        this.refusedKeys = refusedKeys;
        this.uses = new KeyUses(database);
        this.signIns = new SignIns(database);
    }

    KeyUses uses() {
        return uses;
    }

    /** The browsers that are signed in. */
    SignIns signIns() {
        return signIns;
    }

    /**
     * Takes over what the table holds. Begin to follow from a position that the table had reached before; an event that
     * comes twice does no harm.
     */
    public Future<Void> load(Database database) {
        FoldedRows<KeyState> table = KeyTable.KEYS.rows(database);
        return table.each(row -> {
                    // What could not be read of it may have been its end.
                    if (!row.incomplete())
                        become(
                                row.key(),
                                before -> new Entry(table.table().read(row).state()));
                    return Future.succeededFuture();
                })
                .compose(loaded -> signIns.learn());
    }

    /** A key is something else from now on, and its browsers with it. */
    private void become(String id, UnaryOperator<@Nullable Entry> change) {
        keys.compute(id, (same, before) -> {
            Entry after = change.apply(before);
            signIns.follow(id, browsers(before), browsers(after));
            return after;
        });
    }

    private static List<SignedIn> browsers(@Nullable Entry entry) {
        return entry == null ? List.of() : entry.state().signedIn();
    }

    @Override
    public Future<Void> deliver(LogPage range) {
        range.events().forEach(this::apply);
        return Future.succeededFuture();
    }

    @Override
    public void committed(List<RecordedEvent> events) {
        for (RecordedEvent event : events) {
            if (!EVENTS.matches(event)) continue;
            try {
                apply(event);
            } catch (RuntimeException | StackOverflowError | LinkageError e) {
                LOG.error("{} cannot be read; its key opens nothing any more", event, e);
            }
        }
    }

    @Override
    public Optional<Principal> authenticate(String secret, Instant now) {
        Shown shown = shown(secret);
        if (shown == null || reasonAgainst(shown, now) != null) return Optional.empty();
        Entry shownItself = keys.get(shown.id());
        if (shownItself != null) return used(shownItself, now).map(entry -> entry.principal(shown.piece()));
        Held browser = signIns.of(shown.id());
        if (browser == null) return Optional.empty();
        signIns.used(browser.in(), now);
        return used(keys.get(browser.keyId()), now).map(entry -> entry.principal(browser.piece()));
    }

    @Override
    public Optional<Principal> holderOf(String publicKey, Instant now) {
        Entry named = KeySecret.idOfPublic(publicKey)
                .map(keys::get)
                .filter(entry -> entry.hasPublicKey(publicKey) && entry.reasonAgainst(now) == null)
                .orElse(null);
        return used(named, now).map(entry -> entry.principal(""));
    }

    private Optional<Entry> used(@Nullable Entry entry, Instant now) {
        if (entry != null) uses.used(entry.key().id(), now);
        return Optional.ofNullable(entry);
    }

    @Override
    public @Nullable String publicKeyOf(String keyId) {
        Entry entry = keys.get(keyId);
        return entry == null ? null : entry.key().publicKey();
    }

    @Override
    public boolean isValid(Principal principal, Instant now) {
        Entry entry = keys.get(principal.keyId());
        if (entry == null || entry.reasonAgainst(now) != null) return false;
        if (!SignIns.isSignIn(principal)) return entry.takes(principal.secret(), now);
        Held browser = signIns.by(principal);
        if (browser == null || !opens(browser, now)) return false;
        signIns.used(browser.in(), now);
        return true;
    }

    /** Whether a browser that is signed in may come in: neither its own time nor that of its key is over. */
    boolean opens(Held browser, Instant now) {
        Entry entry = keys.get(browser.keyId());
        return entry != null
                && entry.reasonAgainst(now) == null
                && entry.takes(browser.in().secret(), now)
                && signIns.lasts(browser.in(), now);
    }

    @Override
    public boolean isOfOperators(Principal principal) {
        return keys.containsKey(principal.keyId());
    }

    @Override
    public @Nullable Instant expiresAt(Principal principal) {
        Entry entry = keys.get(principal.keyId());
        if (entry == null) return null;
        Held browser = signIns.by(principal);
        if (browser == null) return entry.endOf(principal.secret());
        Instant end = entry.endOf(browser.in().secret());
        return end != null && end.isBefore(browser.in().end())
                ? end
                : browser.in().end();
    }

    /** Names of the keys with this role that open now, sorted. */
    public List<String> namesWithRole(String role, Instant now) {
        return keys.values().stream()
                .filter(entry -> entry.key().role().equals(role) && entry.reasonAgainst(now) == null)
                .map(entry -> entry.key().name())
                .sorted()
                .toList();
    }

    /** The role of the key with this id; empty when it does not open at a time. */
    Optional<String> roleOf(String keyId, Instant at) {
        return Optional.ofNullable(keys.get(keyId))
                .filter(entry -> entry.reasonAgainst(at) == null)
                .map(entry -> entry.key().role());
    }

    /** The keys that open at a time, as far as this node knows. */
    List<Key> opening(Instant at) {
        return keys.values().stream()
                .filter(entry -> entry.reasonAgainst(at) == null)
                .map(Entry::key)
                .toList();
    }

    /** Of the secrets that open at a time, and of the public keys beside them: what a look-up by hash finds. */
    Set<String> hashes(Instant at) {
        Set<String> all = new TreeSet<>();
        for (Entry entry : keys.values()) {
            if (entry.reasonAgainst(at) != null) continue;
            all.add(entry.state().secretSha256());
            String old = entry.state().oldSha256();
            Instant until = entry.key().oldSecretUntil();
            if (old != null && until != null && at.isBefore(until)) all.add(old);
            String shown = entry.key().publicKey();
            if (shown != null) all.add(Ids.sha256Hex(shown));
            for (SignedIn browser : entry.state().signedIn()) all.add(browser.tokenSha256());
        }
        return all;
    }

    /** Ids of the keys that open as an admin's at a time, as far as this node knows. */
    List<String> admins(Instant at) {
        return keys.values().stream()
                .filter(entry -> entry.state().opensAsAdmin(at))
                .map(entry -> entry.key().id())
                .toList();
    }

    /** The version of the key's stream of which this node knows; null for what is no key of the log. */
    @Nullable
    Long versionOf(String keyId) {
        Entry entry = keys.get(keyId);
        return entry == null ? null : entry.key().version();
    }

    @Override
    public void refused(String secret, String address, Instant now) {
        Shown shown = shown(secret);
        Reason reason = shown == null ? Reason.MANGLED : reasonAgainst(shown, now);
        if (reason != null) refusedKeys.note(reason, address, shown == null ? null : shown.id(), now);
    }

    /** The secret as it was shown; null when it has no form, and no operator chose it. */
    private @Nullable Shown shown(String secret) {
        KeySecret made = KeySecret.parse(secret).orElse(null);
        if (made != null) return new Shown(made.id(), made.hash());
        if (secret.length() > KeySecret.CHOSEN_CHARS_MAX) return null;
        KeySecret text = KeySecret.ofOperator(secret);
        Shown chosen = new Shown(text.id(), text.hash());
        Entry entry = keys.get(chosen.id());
        return entry != null && (entry.has(chosen.hash()) || entry.had(chosen.hash())) ? chosen : null;
    }

    /** A secret at the door, of which the hash is taken once. */
    private record Shown(String id, byte[] hash) {
        /** Enough of the hash to tell the few secrets of one key apart. */
        String piece() {
            return HexFormat.of().formatHex(hash, 0, 8);
        }
    }

    /** The key with this id, also one that does not open any more. */
    Optional<Key> key(String id) {
        return Optional.ofNullable(keys.get(id)).map(Entry::key);
    }

    /** Whether the secret is that of the key with its id. */
    boolean hasSecret(KeySecret secret) {
        Entry entry = keys.get(secret.id());
        return entry != null && entry.has(secret.hash());
    }

    /** Why the secret does not open; null when it does. As slow for an unknown id as for a known one. */
    private @Nullable Reason reasonAgainst(Shown shown, Instant now) {
        Entry entry = keys.get(shown.id());
        Held browser = entry == null ? signIns.of(shown.id()) : null;
        if (browser != null) return reasonAgainst(browser, shown, now);
        boolean current = MessageDigest.isEqual(entry == null ? NO_HASH : entry.hash(), shown.hash());
        boolean old = MessageDigest.isEqual(entry == null ? NO_HASH : entry.oldHash(), shown.hash());
        if (entry == null || !(current || old)) return Reason.UNKNOWN;
        Reason ended = entry.reasonAgainst(now);
        if (ended != null) return ended;
        return entry.takes(shown.piece(), now) ? null : Reason.EXPIRED;
    }

    private @Nullable Reason reasonAgainst(Held browser, Shown shown, Instant now) {
        byte[] token = HexFormat.of().parseHex(browser.in().tokenSha256());
        if (!MessageDigest.isEqual(token, shown.hash())) return Reason.UNKNOWN;
        Entry entry = keys.get(browser.keyId());
        Reason ended = entry == null ? Reason.UNKNOWN : entry.reasonAgainst(now);
        if (ended != null) return ended;
        return opens(browser, now) ? null : Reason.EXPIRED;
    }

    /** A key of which something cannot be read opens nothing any more: it may have been its end. */
    void apply(RecordedEvent recorded) {
        KeyEvent event;
        try {
            event = KeyEvent.CODEC.decode(recorded);
        } catch (RuntimeException | StackOverflowError | LinkageError e) {
            become(recorded.subjectId(), before -> null);
            throw e;
        }
        if (event instanceof KeyRefused) return;
        boolean made = event instanceof KeyCreated;
        become(recorded.subjectId(), before -> {
            if (before == null) return made ? new Entry(KeyState.NONE.after(event, recorded)) : null;
            return made ? before : before.after(event, recorded);
        });
    }

    /** A key with the hashes of its secrets. */
    record Entry(KeyState state, byte[] hash, byte[] oldHash) {
        Entry(KeyState state) {
            this(state, bytes(state.secretSha256()), bytes(state.oldSha256()));
        }

        private static byte[] bytes(@Nullable String sha256) {
            return sha256 == null ? NO_HASH : HexFormat.of().parseHex(sha256);
        }

        Key key() {
            return state.present();
        }

        boolean has(byte[] secret) {
            return MessageDigest.isEqual(hash, secret);
        }

        boolean had(byte[] secret) {
            return MessageDigest.isEqual(oldHash, secret);
        }

        @Nullable
        Reason reasonAgainst(Instant now) {
            return state.reasonAgainst(now);
        }

        /** Whether the secret with this piece of a hash is the key's, or the one before within its time. */
        boolean takes(String piece, Instant now) {
            if (state.secretSha256().startsWith(piece)) return true;
            Instant until = key().oldSecretUntil();
            return isOld(piece) && until != null && now.isBefore(until);
        }

        /** When that secret does not open any more; null for never. */
        @Nullable
        Instant endOf(String piece) {
            Instant key = key().expiresAt();
            Instant until = key().oldSecretUntil();
            if (until == null || piece.isEmpty() || !isOld(piece)) return key;
            return key == null || until.isBefore(key) ? until : key;
        }

        private boolean isOld(String piece) {
            String old = state.oldSha256();
            return old != null && old.startsWith(piece);
        }

        Principal principal(String piece) {
            return new Principal(key().id(), key().name(), key().role(), piece);
        }

        boolean hasPublicKey(String shown) {
            String own = key().publicKey();
            return own != null
                    && MessageDigest.isEqual(
                            own.getBytes(StandardCharsets.UTF_8), shown.getBytes(StandardCharsets.UTF_8));
        }

        /** Of an event that comes again nothing is left to do. */
        Entry after(KeyEvent event, RecordedEvent recorded) {
            return recorded.version() <= key().version() ? this : new Entry(state.after(event, recorded));
        }
    }
}
