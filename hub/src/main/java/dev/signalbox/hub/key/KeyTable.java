package dev.signalbox.hub.key;

import dev.signalbox.hub.projection.FoldedTable;
import dev.signalbox.wire.resource.Key;

/**
 * The table {@code keys}: one row a key, also of revoked ones. Beside what the API shows a row has the hashes of its
 * secrets.
 */
public final class KeyTable {
    public static final FoldedTable<KeyState> KEYS = FoldedTable.of("keys", KeyCommands.KEYS)
            .resource(Key.class, KeyState::resource, made -> new KeyState(made, "", null), "lastUsedAt", "secret")
            .extra(KeyState::hashes, KeyState::withHashes)
            .declared();

    private KeyTable() {}
}
