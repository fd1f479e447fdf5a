package dev.signalbox.hub.key;

import dev.signalbox.hub.projection.FoldedTable;
import dev.signalbox.wire.resource.Key;
import java.util.List;

/**
 * The table {@code keys}: one row a key, also of revoked ones. Beside what the API shows a row has the hashes of its
 * secrets, and the browsers that are signed in with it.
 */
public final class KeyTable {
    public static final FoldedTable<KeyState> KEYS = FoldedTable.of("keys", KeyCommands.KEYS)
            .resource(
                    Key.class,
                    KeyState::resource,
                    made -> new KeyState(made, "", null, List.of()),
                    "lastUsedAt",
                    "secret")
            .extra(KeyState::kept, KeyState::withKept)
            .declared();

    private KeyTable() {}
}
