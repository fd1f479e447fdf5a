package dev.signalbox.hub.key;

import dev.signalbox.hub.projection.FoldedTable;
import dev.signalbox.wire.resource.Key;

/**
 * The table {@code keys}: one row a key, also of revoked ones. Beside what the API shows a row has the hash of the
 * secret.
 */
public final class KeyTable {
    public static final FoldedTable<KeyState> KEYS = FoldedTable.of("keys", KeyCommands.KEYS)
            .resource(Key.class, KeyState::resource, made -> new KeyState(made, ""))
            .extra(KeyState::secretSha256, (key, hash) -> new KeyState(key.resource(), hash))
            .declared();

    private KeyTable() {}
}
