package dev.signalbox.hub.key;

import dev.signalbox.hub.command.Refused;
import dev.signalbox.hub.key.KeyCommands.AdmitKey;
import dev.signalbox.hub.key.KeyEvent.KeyCreated;
import dev.signalbox.hub.key.KeyEvent.KeyRevoked;
import dev.signalbox.hub.key.KeyEvent.KeyRotated;
import dev.signalbox.hub.key.KeyEvent.Reason;
import dev.signalbox.hub.log.RecordedEvent;
import dev.signalbox.hub.matrix.OwnershipMatrix;
import dev.signalbox.hub.matrix.Principal;
import dev.signalbox.wire.InvalidInput;
import dev.signalbox.wire.ProblemCode;
import dev.signalbox.wire.command.CreateKey;
import dev.signalbox.wire.command.RevokeKey;
import dev.signalbox.wire.command.RotateKey;
import dev.signalbox.wire.resource.Key;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A key as its stream tells it, with the decisions about it.
 *
 * @param resource as the API shows it, without the secret; null before it was made
 * @param secretSha256 64 hex digits
 * @param oldSha256 the same of the secret before, which opens until {@link Key#oldSecretUntil}; null while there was
 *     none
 */
record KeyState(
        @Nullable Key resource,
        String secretSha256,
        @Nullable String oldSha256) {
    static final KeyState NONE = new KeyState(null, "", null);

    /** Fails with {@link InvalidInput} for a role that no key can have and for the hub's own name. */
    static List<KeyEvent> create(CreateKey wish, KeySecret secret, @Nullable String publicKey, OwnershipMatrix matrix) {
        check(wish.name(), wish.role(), matrix);
        Duration lifetime = wish.lifetime();
        return List.of(new KeyCreated(
                wish.name(), wish.role(), lifetime == null ? null : lifetime.toString(), secret.sha256(), publicKey));
    }

    /** Fails as {@link #create} does. */
    static List<KeyEvent> admit(AdmitKey wish, OwnershipMatrix matrix) {
        check(wish.name(), wish.role(), matrix);
        return List.of(new KeyCreated(wish.name(), wish.role(), null, wish.secretSha256(), null));
    }

    private static void check(String name, String role, OwnershipMatrix matrix) {
        if (!matrix.knowsRole(role)) {
            List<String> known =
                    matrix.roles().stream().map(OwnershipMatrix.Role::name).toList();
            throw new InvalidInput("/role", "role must be one of " + String.join(", ", known));
        }
        if (name.equals(Principal.SYSTEM.name())) {
            throw new InvalidInput("/name", "the name " + name + " is the hub's own; choose another");
        }
    }

    /**
     * Nothing for a key that is revoked already: the wish is fulfilled.
     *
     * @param lastAdmin whether no other admin could undo it
     */
    List<KeyEvent> revoke(RevokeKey wish, boolean lastAdmin) {
        Key key = present();
        if (key.revokedAt() != null) return List.of();
        if (lastAdmin && !wish.forced()) {
            throw new Refused(
                    ProblemCode.WOULD_ORPHAN,
                    "this is the last admin key that opens for more than 30 days, and without one nobody can make another: signalbox keys create NAME"
                            + " --role admin first, or repeat it with force (signalbox keys revoke " + key.name()
                            + " --force); the next start of the"
                            + " hub then writes a new one to admin.key");
        }
        return List.of(new KeyRevoked());
    }

    /** Fails for a key that does not open any more. */
    List<KeyEvent> rotate(RotateKey wish, KeySecret fresh, Instant now) {
        Key key = present();
        Instant end = key.expiresAt();
        if (key.revokedAt() != null || (end != null && !now.isBefore(end))) {
            throw new Refused(
                    ProblemCode.EXPIRED,
                    "this key " + (key.revokedAt() == null ? "has expired" : "is revoked")
                            + ", and another secret would not open either; make another key: signalbox keys create NAME --role "
                            + key.role());
        }
        return List.of(new KeyRotated(fresh.sha256(), wish.oldFor().toString()));
    }

    KeyState after(KeyEvent event, RecordedEvent recorded) {
        if (event instanceof KeyCreated created)
            return new KeyState(made(created, recorded), created.secretSha256(), null);
        if (event instanceof KeyRotated rotated)
            return new KeyState(rotated(present(), rotated, recorded), rotated.secretSha256(), secretSha256);
        if (event instanceof KeyRevoked) return new KeyState(revoked(present(), recorded), secretSha256, oldSha256);
        return this;
    }

    /** Why it opens nothing at a time; null when it does. Fails as {@link #present} does. */
    @Nullable
    Reason reasonAgainst(Instant at) {
        if (present().revokedAt() != null) return Reason.REVOKED;
        Instant expiresAt = present().expiresAt();
        return expiresAt != null && !at.isBefore(expiresAt) ? Reason.EXPIRED : null;
    }

    /** Whether it opens as an admin's at a time. Fails as {@link #present} does. */
    boolean opensAsAdmin(Instant at) {
        return present().role().equals(OwnershipMatrix.ADMIN) && reasonAgainst(at) == null;
    }

    /** Both hashes as the table keeps them. */
    String hashes() {
        return oldSha256 == null ? secretSha256 : secretSha256 + " " + oldSha256;
    }

    KeyState withHashes(String kept) {
        String[] hashes = kept.split(" ", 2);
        return new KeyState(resource, hashes[0], hashes.length == 1 ? null : hashes[1]);
    }

    /** The key as the API shows it. Fails with {@code not_found} when there is none. */
    Key present() {
        if (resource == null) throw new Refused(ProblemCode.NOT_FOUND, "there is no such key; GET /v1/keys lists them");
        return resource;
    }

    private static Key made(KeyCreated created, RecordedEvent recorded) {
        return new Key(
                recorded.subjectId(),
                created.name(),
                created.role(),
                recorded.recordedAt(),
                recorded.actor(),
                created.expiresAt(recorded.recordedAt()),
                null,
                null,
                null,
                null,
                null,
                created.publicKey(),
                null,
                recorded.version(),
                null);
    }

    private static Key revoked(Key key, RecordedEvent recorded) {
        return changed(
                key,
                recorded.recordedAt(),
                recorded.actor(),
                key.rotatedAt(),
                key.oldSecretUntil(),
                recorded.version());
    }

    private static Key rotated(Key key, KeyRotated rotated, RecordedEvent recorded) {
        Instant at = recorded.recordedAt();
        return changed(key, key.revokedAt(), key.revokedBy(), at, rotated.oldUntil(at), recorded.version());
    }

    private static Key changed(
            Key key,
            @Nullable Instant revokedAt,
            @Nullable String revokedBy,
            @Nullable Instant rotatedAt,
            @Nullable Instant oldSecretUntil,
            long version) {
        return new Key(
                key.id(),
                key.name(),
                key.role(),
                key.createdAt(),
                key.createdBy(),
                key.expiresAt(),
                revokedAt,
                revokedBy,
                rotatedAt,
                oldSecretUntil,
                null,
                key.publicKey(),
                null,
                version,
                null);
    }
}
