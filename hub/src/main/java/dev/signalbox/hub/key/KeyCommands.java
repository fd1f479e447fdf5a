package dev.signalbox.hub.key;

import dev.signalbox.hub.command.CommandExecution;
import dev.signalbox.hub.command.CommandHandler;
import dev.signalbox.hub.command.Fold;
import dev.signalbox.hub.command.NoFields;
import dev.signalbox.hub.command.Outcome;
import dev.signalbox.hub.key.KeyEvent.KeyRefused;
import dev.signalbox.hub.key.KeyEvent.KeySignedIn;
import dev.signalbox.hub.key.KeyEvent.KeySignedOut;
import dev.signalbox.hub.key.KeyFeature.Newcomers;
import dev.signalbox.hub.matrix.MatrixInForce;
import dev.signalbox.hub.matrix.OwnershipMatrix;
import dev.signalbox.wire.command.CreateKey;
import dev.signalbox.wire.command.RevokeKey;
import dev.signalbox.wire.command.RotateKey;
import dev.signalbox.wire.resource.Key;
import io.vertx.core.Future;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/**
 * {@code key.create}, {@code key.rotate}, {@code key.revoke}, and the hub's own {@code key.admit}, {@code key.sign-in},
 * {@code key.sign-out} and {@code key.refuse}.
 */
public final class KeyCommands {
    static final Fold<KeyState, KeyEvent> KEYS = new Fold<>("key", KeyEvent.CODEC, KeyState.NONE, KeyState::after);
    /** One stream a refusal: the trail is only ever read as events. */
    private static final Fold<KeyState, KeyEvent> REFUSALS =
            new Fold<>("key-refusal", KeyEvent.CODEC, KeyState.NONE, KeyState::after);

    private final SecureRandom random = new SecureRandom();
    private final MatrixInForce matrix;
    private final Newcomers newcomers;

    private KeyCommands(MatrixInForce matrix, Newcomers newcomers) {
        this.matrix = matrix;
        this.newcomers = newcomers;
    }

    /**
     * Registers the commands of keys.
     *
     * @param ring what this node knows of the keys
     */
    public static void register(CommandHandler commands, MatrixInForce matrix, KeyRing ring, Newcomers newcomers) {
        KeyCommands keys = new KeyCommands(matrix, newcomers);
        commands.takes("key.create", CreateKey.class, keys::create);
        commands.takes("key.admit", AdmitKey.class, keys::admit);
        commands.takes("key.rotate", RotateKey.class, keys::rotate);
        commands.takes("key.revoke", RevokeKey.class, new Revocation(ring::admins)::revoke);
        commands.on(KEYS, KeyState::present, KeySecret::isId)
                .changes(
                        "key.sign-in",
                        KeySignedIn.class,
                        (key, wish, by) -> key.signIn(wish, ring.signIns()::lastUsed, by.now()))
                .changes("key.sign-out", KeySignedOut.class, (key, wish, by) -> key.signOut(wish));
        commands.on(REFUSALS, none -> new NoFields())
                .creates("key.refuse", KeyRefused.class, refusal -> null, (refusal, by) -> List.of(refusal));
    }

    /**
     * The first answer carries the secret; a repeated command gets the same key without it, for nobody knows it any
     * more.
     */
    private Future<Outcome> create(CreateKey wish, CommandExecution by) {
        boolean pair = Boolean.TRUE.equals(wish.langfuse());
        KeySecret secret = pair ? KeySecret.forLangfuse(random) : KeySecret.generate(wish.role(), random);
        String publicKey = secret.publicKey(random);
        OwnershipMatrix roles = matrix.matrix();
        return by.decide(KEYS, KeyState::present)
                .create(secret.id(), () -> KeyState.create(wish, secret, publicKey, roles))
                .compose(outcome -> told(outcome, secret, by));
    }

    private Future<Outcome> admit(AdmitKey wish, CommandExecution by) {
        OwnershipMatrix roles = matrix.matrix();
        return by.decide(KEYS, KeyState::present).create(wish.id(), () -> KeyState.admit(wish, roles));
    }

    /**
     * {@code key.admit}: let a program in whose secret the operator chose.
     *
     * @param id of the key, which its secret decides
     * @param secretSha256 64 hex digits
     */
    record AdmitKey(String id, String name, String role, String secretSha256) {}

    /** As with the first one, a repeated command does not get the secret again. */
    private Future<Outcome> rotate(RotateKey wish, CommandExecution by) {
        AtomicReference<KeySecret> fresh = new AtomicReference<>();
        return by.decide(KEYS, KeyState::present)
                .change(by.targetId(KEYS, KeySecret::isId), key -> {
                    KeySecret secret = KeySecret.renewed(key.present(), random);
                    fresh.set(secret);
                    return key.rotate(wish, secret, by.now());
                })
                .compose(outcome -> {
                    KeySecret secret = fresh.get();
                    return secret == null ? Future.succeededFuture(outcome) : told(outcome, secret, by);
                });
    }

    private Future<Outcome> told(Outcome outcome, KeySecret secret, CommandExecution by) {
        if (outcome.receipt().duplicate()) return Future.succeededFuture(outcome);
        Outcome whole = withSecret(outcome, secret);
        if (by.rehearses()) return Future.succeededFuture(whole);
        String publicKey = ((Key) whole.resource()).publicKey();
        List<String> shown = publicKey == null ? List.of(secret.text()) : List.of(secret.text(), publicKey);
        return newcomers.admit(shown).map(whole);
    }

    private static Outcome withSecret(Outcome outcome, KeySecret secret) {
        Key key = (Key) outcome.resource();
        return new Outcome(outcome.receipt(), key.withSecret(secret.text()));
    }
}
