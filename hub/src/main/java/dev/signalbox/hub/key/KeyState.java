package dev.signalbox.hub.key;

import dev.signalbox.hub.command.Refused;
import dev.signalbox.hub.key.KeyCommands.AdmitKey;
import dev.signalbox.hub.key.KeyEvent.KeyCreated;
import dev.signalbox.hub.key.KeyEvent.KeyRevoked;
import dev.signalbox.hub.key.KeyEvent.KeyRotated;
import dev.signalbox.hub.key.KeyEvent.KeySignedIn;
import dev.signalbox.hub.key.KeyEvent.KeySignedOut;
import dev.signalbox.hub.key.KeyEvent.Reason;
import dev.signalbox.hub.log.RecordedEvent;
import dev.signalbox.hub.matrix.OwnershipMatrix;
import dev.signalbox.hub.matrix.Principal;
import dev.signalbox.wire.InvalidInput;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.Limits;
import dev.signalbox.wire.ProblemCode;
import dev.signalbox.wire.command.CreateKey;
import dev.signalbox.wire.command.RevokeKey;
import dev.signalbox.wire.command.RotateKey;
import dev.signalbox.wire.resource.Key;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A key as its stream tells it, with the decisions about it.
 *
 * @param resource as the API shows it, without the secret; null before it was made
 * @param secretSha256 64 hex digits
 * @param oldSha256 the same of the secret before, which opens until {@link Key#oldSecretUntil}; null while there was
 *     none
 * @param signedIn browsers that showed it, {@link Limits#SIGN_INS_OF_KEY_MAX} at most, also those whose time is over
 */
record KeyState(
        @Nullable Key resource,
        String secretSha256,
        @Nullable String oldSha256,
        List<SignedIn> signedIn) {
    static final KeyState NONE = new KeyState(null, "", null, List.of());

    /** As the table keeps them. */
    record Browsers(List<SignedIn> signedIn) {}

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

    /**
     * A browser more. Those whose time is over go with it, and of too many the one that was not seen for the longest.
     * Fails for a key that does not open any more.
     *
     * @param lastUsed when one was last seen
     */
    List<KeyEvent> signIn(KeySignedIn fresh, Function<SignedIn, Instant> lastUsed, Instant now) {
        if (reasonAgainst(now) != null) {
            throw new Refused(ProblemCode.UNAUTHORIZED, "this key has ended meanwhile; nobody was signed in");
        }
        List<SignedIn> oldestFirst =
                signedIn.stream().sorted(Comparator.comparing(lastUsed)).toList();
        List<KeyEvent> events = new ArrayList<>();
        int stay = signedIn.size();
        for (SignedIn each : oldestFirst) {
            if (each.lasts(lastUsed.apply(each), now) && stay < Limits.SIGN_INS_OF_KEY_MAX) continue;
            events.add(new KeySignedOut(each.id(), Principal.SYSTEM.name()));
            stay--;
        }
        events.add(fresh);
        return events;
    }

    /** Nothing for a browser that is signed in no more. */
    List<KeyEvent> signOut(KeySignedOut wish) {
        present();
        return signedIn(wish.id()) == null ? List.of() : List.of(wish);
    }

    /** The browser with this id; null when it is not signed in. */
    @Nullable
    SignedIn signedIn(String id) {
        return signedIn.stream()
                .filter(each -> each.id().equals(id))
                .findFirst()
                .orElse(null);
    }

    KeyState after(KeyEvent event, RecordedEvent recorded) {
        if (event instanceof KeyCreated created)
            return new KeyState(made(created, recorded), created.secretSha256(), null, List.of());
        if (event instanceof KeyRotated rotated)
            return new KeyState(rotated(present(), rotated, recorded), rotated.secretSha256(), secretSha256, signedIn);
        if (event instanceof KeyRevoked)
            return new KeyState(revoked(present(), recorded), secretSha256, oldSha256, List.of());
        if (event instanceof KeySignedIn in) return withSignedIn(with(in, recorded), recorded);
        if (event instanceof KeySignedOut out) return withSignedIn(without(out.id()), recorded);
        return this;
    }

    private List<SignedIn> with(KeySignedIn in, RecordedEvent recorded) {
        List<SignedIn> all = without(in.id());
        all.add(new SignedIn(in.id(), in.tokenSha256(), in.secret(), in.browser(), recorded.recordedAt()));
        return all;
    }

    private List<SignedIn> without(String id) {
        List<SignedIn> others = new ArrayList<>(signedIn);
        others.removeIf(each -> each.id().equals(id));
        return others;
    }

    private KeyState withSignedIn(List<SignedIn> browsers, RecordedEvent recorded) {
        Key key = present();
        Key same = changed(
                key, key.revokedAt(), key.revokedBy(), key.rotatedAt(), key.oldSecretUntil(), recorded.version());
        return new KeyState(same, secretSha256, oldSha256, List.copyOf(browsers));
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

    /** What the table keeps beside the resource: one hash or both, and behind them the browsers, if there are any. */
    String kept() {
        String hashes = oldSha256 == null ? secretSha256 : secretSha256 + " " + oldSha256;
        return signedIn.isEmpty() ? hashes : hashes + " " + Json.writeText(new Browsers(signedIn));
    }

    KeyState withKept(String kept) {
        int list = kept.indexOf('{');
        String[] hashes = (list < 0 ? kept : kept.substring(0, list)).strip().split(" ", 2);
        List<SignedIn> browsers = list < 0 ? List.of() : read(kept.substring(list));
        return new KeyState(resource, hashes[0], hashes.length == 1 ? null : hashes[1], browsers);
    }

    private static List<SignedIn> read(String browsers) {
        return Json.read(browsers.getBytes(StandardCharsets.UTF_8), Browsers.class)
                .signedIn();
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
