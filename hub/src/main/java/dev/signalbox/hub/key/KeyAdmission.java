package dev.signalbox.hub.key;

import dev.signalbox.hub.command.Caller;
import dev.signalbox.hub.command.CommandHandler;
import dev.signalbox.hub.command.Refused;
import dev.signalbox.hub.key.InitKeys.Given;
import dev.signalbox.hub.key.KeyCommands.AdmitKey;
import dev.signalbox.hub.matrix.Principal;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.command.Command;
import dev.signalbox.wire.resource.Key;
import io.vertx.core.Future;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The step of the start that lets the keys of {@link InitKeys} in. A key that is there already is left alone, whatever
 * became of it: one that was revoked stays revoked. Nodes that start at once make each key once, for the id of the
 * command follows from the line.
 */
final class KeyAdmission {
    private static final Logger LOG = LoggerFactory.getLogger(KeyAdmission.class);

    private final InitKeys file;
    private final KeyRing ring;
    private final CommandHandler commands;

    KeyAdmission(InitKeys file, KeyRing ring, CommandHandler commands) {
        this.file = file;
        this.ring = ring;
        this.commands = commands;
    }

    /**
     * Completes when every key of the file is there. Call once the ring is loaded. Fails with
     * {@link IllegalArgumentException} that names the line of a role that is unknown, or of a secret that is another
     * key's.
     */
    Future<?> admitAll() {
        Future<?> last = Future.succeededFuture();
        for (Given given : file.keys()) last = last.compose(done -> admit(given));
        return last;
    }

    private Future<?> admit(Given given) {
        Optional<Key> there = ring.key(given.secret().id());
        if (there.isEmpty()) return create(given);
        Key key = there.get();
        boolean same = key.name().equals(given.wish().name())
                && key.role().equals(given.wish().role())
                && (key.rotatedAt() != null || ring.hasSecret(given.secret()));
        if (!same)
            return refused(
                    given,
                    "this secret is that of the key " + key.name() + " (" + key.role() + ") already; choose another");
        if (key.revokedAt() != null) {
            LOG.warn(
                    "line {} of SIGNALBOX_INIT_KEYS: the key {} was revoked and stays so; a new secret makes a new one",
                    given.line(),
                    key.name());
        }
        if (key.rotatedAt() != null && !ring.hasSecret(given.secret())) {
            LOG.warn(
                    "line {} of SIGNALBOX_INIT_KEYS: the key {} was rotated and has another secret; write that one there",
                    given.line(),
                    key.name());
        }
        return Future.succeededFuture();
    }

    private Future<?> create(Given given) {
        KeySecret secret = given.secret();
        AdmitKey wish =
                new AdmitKey(secret.id(), given.wish().name(), given.wish().role(), secret.sha256());
        String id = Ids.derived("key.admit", wish.id(), wish.name(), wish.role(), wish.secretSha256());
        Command command = new Command(id, "key.admit", null, null, null, Json.tree(wish));
        return commands.handle(command, new Caller(Principal.SYSTEM, "start", null))
                .map(made -> {
                    LOG.info("the key {} ({}) opens", wish.name(), wish.role());
                    return made;
                })
                .recover(failure -> failure instanceof Refused fault
                        ? refused(given, String.valueOf(fault.problem().detail()))
                        : Future.failedFuture(failure));
    }

    private static <T> Future<T> refused(Given given, String why) {
        return Future.failedFuture(
                new IllegalArgumentException("line " + given.line() + " of SIGNALBOX_INIT_KEYS: " + why));
    }
}
