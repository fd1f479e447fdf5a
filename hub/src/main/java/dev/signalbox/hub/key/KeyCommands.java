package dev.signalbox.hub.key;

import dev.signalbox.hub.command.CommandHandler;
import dev.signalbox.hub.command.CommandType;
import dev.signalbox.hub.command.Fold;
import dev.signalbox.hub.command.Invocation;
import dev.signalbox.hub.command.NoFields;
import dev.signalbox.hub.command.Outcome;
import dev.signalbox.hub.matrix.MatrixInForce;
import dev.signalbox.hub.matrix.OwnershipMatrix;
import dev.signalbox.wire.command.CreateKey;
import dev.signalbox.wire.resource.Key;
import io.vertx.core.Future;
import java.security.SecureRandom;
import java.util.List;

/** {@code key.create}, {@code key.revoke}, and the hub's own {@code key.refuse}. */
public final class KeyCommands {
    static final Fold<KeyState, KeyEvent> KEYS = new Fold<>("key", KeyEvent.CODEC, KeyState.NONE, KeyState::after);
    /** One stream a refusal: the trail is only ever read as events. */
    private static final Fold<KeyState, KeyEvent> REFUSALS =
            new Fold<>("key-refusal", KeyEvent.CODEC, KeyState.NONE, KeyState::after);

    private final SecureRandom random = new SecureRandom();
    private final MatrixInForce matrix;

    private KeyCommands(MatrixInForce matrix) {
        this.matrix = matrix;
    }

    public static void register(CommandHandler commands, MatrixInForce matrix) {
        KeyCommands keys = new KeyCommands(matrix);
        commands.register(new CommandType<>("key.create", CreateKey.class, keys::create));
        commands.register(new CommandType<>("key.revoke", NoFields.class, keys::revoke));
        commands.register(new CommandType<>("key.refuse", KeyEvent.KeyRefused.class, keys::refuse));
    }

    /** The first answer carries the secret; a repeated command gets the same key without it, for nobody knows it any more. */
    private Future<Outcome> create(CreateKey wish, Invocation invocation) {
        boolean pair = Boolean.TRUE.equals(wish.langfuse());
        KeySecret secret = pair ? KeySecret.forLangfuse(random) : KeySecret.generate(wish.role(), random);
        String publicKey = secret.publicKey(random);
        OwnershipMatrix roles = matrix.matrix();
        return invocation
                .create(KEYS, secret.id(), none -> KeyState.create(wish, secret, publicKey, roles), KeyState::present)
                .map(outcome -> outcome.receipt().duplicate() ? outcome : withSecret(outcome, secret));
    }

    private Future<Outcome> revoke(NoFields body, Invocation invocation) {
        return invocation.change(KEYS, invocation.targetId(KEYS, KeySecret::isId), KeyState::revoke, KeyState::present);
    }

    private Future<Outcome> refuse(KeyEvent.KeyRefused refusal, Invocation invocation) {
        return invocation.create(
                REFUSALS, invocation.idToCreate(null), none -> List.of(refusal), none -> new NoFields());
    }

    private static Outcome withSecret(Outcome outcome, KeySecret secret) {
        Key key = (Key) outcome.resource();
        return new Outcome(outcome.receipt(), key.withSecret(secret.text()));
    }
}
