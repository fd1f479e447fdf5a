package dev.signalbox.hub.key;

import dev.signalbox.hub.database.Database;
import dev.signalbox.hub.http.admission.Authenticator;
import dev.signalbox.hub.key.KeyEvent.KeyCreated;
import dev.signalbox.hub.key.KeyEvent.KeyRevoked;
import dev.signalbox.hub.key.KeyEvent.Reason;
import dev.signalbox.hub.log.EventFilter;
import dev.signalbox.hub.log.EventLog;
import dev.signalbox.hub.log.FollowSink;
import dev.signalbox.hub.log.LogPage;
import dev.signalbox.hub.log.RecordedEvent;
import dev.signalbox.hub.matrix.OwnershipMatrix;
import dev.signalbox.hub.matrix.Principal;
import dev.signalbox.hub.projection.FoldedRow;
import dev.signalbox.hub.projection.FoldedRows;
import dev.signalbox.wire.EventTypes;
import dev.signalbox.wire.Limits;
import dev.signalbox.wire.resource.Key;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
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
    public static final EventFilter EVENTS = EventFilter.types(List.of(EventTypes.KEY_CREATED, EventTypes.KEY_REVOKED));

    /** An admin's key that opens so long from now stands in for one that opens for ever. */
    static final Duration LASTING = Duration.ofDays(30);

    private static final Logger LOG = LoggerFactory.getLogger(KeyRing.class);
    private static final byte[] NO_HASH = new byte[32];

    private final Map<String, Entry> keys = new ConcurrentHashMap<>();
    private final RefusedKeys refusedKeys;

    public KeyRing(RefusedKeys refusedKeys) {
        this.refusedKeys = refusedKeys;
    }

    /**
     * Takes over what the table holds. Begin to follow from a position that the table had reached before; an event that
     * comes twice does no harm.
     */
    public Future<Void> load(Database database) {
        return load(KeyTable.KEYS.rows(database), "");
    }

    private Future<Void> load(FoldedRows<KeyState> table, String behind) {
        return table.present(behind, Limits.LIST_MAX).compose(rows -> {
            for (FoldedRow row : rows) {
                // What could not be read of it may have been its end.
                if (!row.incomplete())
                    keys.put(row.key(), new Entry(table.table().read(row).state()));
            }
            return rows.size() < Limits.LIST_MAX
                    ? Future.succeededFuture()
                    : load(table, rows.get(rows.size() - 1).key());
        });
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
        KeySecret shown = shown(secret);
        if (shown == null || reasonAgainst(shown, now) != null) return Optional.empty();
        return Optional.ofNullable(keys.get(shown.id())).map(Entry::principal);
    }

    @Override
    public Optional<Principal> holderOf(String publicKey, Instant now) {
        return KeySecret.idOfPublic(publicKey)
                .map(keys::get)
                .filter(entry -> entry.hasPublicKey(publicKey) && entry.reasonAgainst(now) == null)
                .map(Entry::principal);
    }

    @Override
    public @Nullable String publicKeyOf(String keyId) {
        Entry entry = keys.get(keyId);
        return entry == null ? null : entry.key().publicKey();
    }

    @Override
    public boolean isValid(String keyId, Instant now) {
        Entry entry = keys.get(keyId);
        return entry != null && entry.reasonAgainst(now) == null;
    }

    @Override
    public @Nullable Instant expiresAt(String keyId) {
        Entry entry = keys.get(keyId);
        return entry == null ? null : entry.key().expiresAt();
    }

    /** Names of the keys with this role that open now, sorted. */
    public List<String> namesWithRole(String role, Instant now) {
        return keys.values().stream()
                .filter(entry -> entry.key().role().equals(role) && entry.reasonAgainst(now) == null)
                .map(entry -> entry.key().name())
                .sorted()
                .toList();
    }

    /**
     * Whether, without this key, no admin's would open for as long as it does itself, or for {@link #LASTING}: so one
     * that ends next week is no other to the last of those that stay. As far as this node knows.
     */
    boolean isLastAdmin(String keyId, Instant now) {
        Entry entry = keys.get(keyId);
        if (entry == null || !entry.opensAsAdmin(now)) return false;
        Instant lasting = now.plus(LASTING);
        Instant at = entry.opensAsAdmin(lasting) ? lasting : now;
        return keys.values().stream().noneMatch(other -> !other.key().id().equals(keyId) && other.opensAsAdmin(at));
    }

    @Override
    public void refused(String secret, String address, Instant now) {
        KeySecret shown = shown(secret);
        Reason reason = shown == null ? Reason.MANGLED : reasonAgainst(shown, now);
        if (reason != null) refusedKeys.note(reason, address, shown == null ? null : shown.id(), now);
    }

    /** The secret as it was shown; null when it has no form, and no operator chose it. */
    private @Nullable KeySecret shown(String secret) {
        KeySecret made = KeySecret.parse(secret).orElse(null);
        if (made != null || secret.length() > KeySecret.CHOSEN_CHARS_MAX) return made;
        KeySecret chosen = KeySecret.ofOperator(secret);
        return hasSecret(chosen) ? chosen : null;
    }

    /** The key with this id, also one that does not open any more. */
    Optional<Key> key(String id) {
        return Optional.ofNullable(keys.get(id)).map(Entry::key);
    }

    /** Whether the secret is that of the key with its id. */
    boolean hasSecret(KeySecret secret) {
        Entry entry = keys.get(secret.id());
        return entry != null && MessageDigest.isEqual(entry.hash(), secret.hash());
    }

    /** Why the secret does not open; null when it does. As slow for an unknown id as for a known one. */
    private @Nullable Reason reasonAgainst(KeySecret shown, Instant now) {
        Entry entry = keys.get(shown.id());
        byte[] expected = entry == null ? NO_HASH : entry.hash();
        boolean same = MessageDigest.isEqual(expected, shown.hash());
        return entry == null || !same ? Reason.UNKNOWN : entry.reasonAgainst(now);
    }

    /** A key of which something cannot be read opens nothing any more: it may have been its end. */
    private void apply(RecordedEvent recorded) {
        KeyEvent event;
        try {
            event = KeyEvent.CODEC.decode(recorded);
        } catch (RuntimeException | StackOverflowError | LinkageError e) {
            keys.remove(recorded.subjectId());
            throw e;
        }
        if (event instanceof KeyCreated created) {
            keys.putIfAbsent(recorded.subjectId(), new Entry(KeyState.NONE.after(created, recorded)));
        }
        if (event instanceof KeyRevoked) {
            keys.computeIfPresent(recorded.subjectId(), (id, entry) -> entry.after(event, recorded));
        }
    }

    /** A key with its hash. */
    record Entry(Key key, byte[] hash) {
        Entry(KeyState state) {
            this(state.present(), HexFormat.of().parseHex(state.secretSha256()));
        }

        @Nullable
        Reason reasonAgainst(Instant now) {
            if (key.revokedAt() != null) return Reason.REVOKED;
            Instant expiresAt = key.expiresAt();
            return expiresAt != null && !now.isBefore(expiresAt) ? Reason.EXPIRED : null;
        }

        boolean opensAsAdmin(Instant now) {
            return key.role().equals(OwnershipMatrix.ADMIN) && reasonAgainst(now) == null;
        }

        Principal principal() {
            return new Principal(key.id(), key.name(), key.role());
        }

        boolean hasPublicKey(String shown) {
            String own = key.publicKey();
            return own != null
                    && MessageDigest.isEqual(
                            own.getBytes(StandardCharsets.UTF_8), shown.getBytes(StandardCharsets.UTF_8));
        }

        Entry after(KeyEvent event, RecordedEvent recorded) {
            return new Entry(new KeyState(key, "").after(event, recorded).present(), hash);
        }
    }
}
