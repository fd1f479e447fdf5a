package dev.signalbox.hub.tenancy;

import dev.signalbox.hub.command.Caller;
import dev.signalbox.hub.command.Outcome;
import dev.signalbox.hub.key.KeyTable;
import dev.signalbox.hub.matrix.MatrixFile;
import dev.signalbox.hub.matrix.MatrixFileRefused;
import dev.signalbox.hub.matrix.OwnershipMatrix;
import dev.signalbox.hub.matrix.Principal;
import dev.signalbox.hub.space.Space;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.InvalidInput;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.command.ApplyMatrix;
import dev.signalbox.wire.command.Command;
import dev.signalbox.wire.command.CreateKey;
import dev.signalbox.wire.command.RevokeKey;
import dev.signalbox.wire.resource.HubSpace;
import dev.signalbox.wire.resource.Key;
import io.vertx.core.Future;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What is done within a space before its first caller comes: rights, and keys. */
final class NewSpace {
    private NewSpace() {}

    /** Looks for faults before anything is made. Fails with {@link InvalidInput}. */
    static void checkSettings(@Nullable String matrix, @Nullable String role) {
        OwnershipMatrix rights = rights(matrix);
        if (role == null || rights.knowsRole(role)) return;
        String known = rights.roles().stream().map(OwnershipMatrix.Role::name).collect(Collectors.joining(", "));
        throw new InvalidInput("/role", "role must be one of " + known);
    }

    private static OwnershipMatrix rights(@Nullable String matrix) {
        if (matrix == null) return OwnershipMatrix.shipped();
        try {
            return MatrixFile.parseOfSpace(matrix, MatrixFile.NAME);
        } catch (MatrixFileRefused refused) {
            throw new InvalidInput("/matrix", refused.faults().get(0).toString());
        }
    }

    static Future<?> rule(Space space, @Nullable String matrix) {
        if (matrix == null) return Future.succeededFuture();
        return send(space, Ids.next(), "matrix.apply", null, new ApplyMatrix(matrix));
    }

    /** Of several who ask, on whatever node, the first gets the key with its secret, and the others without. */
    static Future<Key> firstKey(Space space, HubSpace made, String role) {
        String once = Ids.derived("first key", made.name(), made.createdAt().toString());
        return key(space, once, made.name(), role);
    }

    static Future<Key> nextKey(Space space, String name, String role) {
        return key(space, Ids.next(), name, role);
    }

    private static Future<Key> key(Space space, String id, String name, String role) {
        return send(space, id, "key.create", null, new CreateKey(name, role, null))
                .map(outcome -> (Key) outcome.resource());
    }

    private static Future<Outcome> send(Space to, String id, String command, @Nullable String target, Object body) {
        Command wish = new Command(id, command, target, null, null, Json.tree(body));
        return to.commands().handle(wish, new Caller(Principal.SYSTEM, "space", null));
    }

    /** Revokes every key that it has. */
    static Future<Void> revokeAll(Space space) {
        return KeyTable.KEYS
                .rows(space.main().database())
                .each(row -> row.as(Key.class).revokedAt() != null
                        ? Future.succeededFuture()
                        : send(space, Ids.next(), "key.revoke", row.key(), new RevokeKey(true)));
    }
}
