package dev.signalbox.hub.key;

import dev.signalbox.hub.database.Database;
import dev.signalbox.hub.database.Row;
import dev.signalbox.hub.projection.Columns;
import dev.signalbox.hub.projection.Listing;
import dev.signalbox.wire.Limits;
import dev.signalbox.wire.resource.Key;
import dev.signalbox.wire.resource.Page;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the table of keys. */
public final class Keys {
    private final Database database;

    public Keys(Database database) {
        this.database = database;
    }

    /** A page of all keys, newest first, revoked ones too; never with a secret. */
    public Future<Page<Key>> page(int limit, @Nullable String cursor) {
        return new Listing("keys", limit, cursor).read(database, Keys::keyOf);
    }

    /** Every key with its hash, for the ring. */
    Future<List<KeyRing.Entry>> entries() {
        return entries(null, new ArrayList<>());
    }

    private Future<List<KeyRing.Entry>> entries(@Nullable String cursor, List<KeyRing.Entry> read) {
        return new Listing("keys", Limits.LIST_MAX, cursor)
                .read(database, Keys::entryOf)
                .compose(page -> {
                    read.addAll(page.items());
                    return page.nextCursor() == null ? Future.succeededFuture(read) : entries(page.nextCursor(), read);
                });
    }

    private static Key keyOf(Row row) {
        return new Key(
                row.text("id"),
                row.text("name"),
                row.text("role"),
                Columns.time(row, "created_at"),
                row.text("created_by"),
                Columns.timeOrNull(row, "expires_at"),
                Columns.timeOrNull(row, "revoked_at"),
                row.textOrNull("revoked_by"),
                row.textOrNull("public_key"),
                null,
                row.bigint("version"));
    }

    private static KeyRing.Entry entryOf(Row row) {
        return new KeyRing.Entry(keyOf(row), row.text("secret_sha256"));
    }
}
