package dev.signalbox.wire.resource;

import dev.signalbox.wire.Word;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A space of a hub, as its operator sees it: one isolated set of logs, tables, keys, rights and backups.
 *
 * @param externalId what whoever provisioned it calls it; null for none
 * @param database the server that keeps it, {@code host:port/database}; null where the hub keeps its own data
 * @param cloneOf the space whose data it began with; null for none
 * @param sealedAt since when nobody is let in; null while everybody is
 * @param gone when a sealed space is no more: its data is erased then, or was; null while it is open
 * @param key its first key, with the secret; only in the answer that made it
 * @param incomplete true when the hub could not fold an event of it: what is shown lacks that. Absent otherwise
 */
public record HubSpace(
        String name,
        @Nullable String externalId,
        State state,
        @Nullable String database,
        @Nullable String cloneOf,
        Instant createdAt,
        String createdBy,
        @Nullable Instant sealedAt,
        @Nullable Instant gone,
        long version,
        @Nullable Key key,
        @Nullable Boolean incomplete) {
    /** Whether it is served. */
    public enum State implements Word {
        /** Its keys open it. */
        OPEN,
        /** It is a clone whose data has not all come yet. */
        FILLING,
        /** Nobody is let in; it can be brought back. */
        SEALED,
        /** Its data is gone. */
        ERASED
    }

    /** The same in the answer that made its first key. */
    public HubSpace withKey(@Nullable Key first) {
        return new HubSpace(
                name,
                externalId,
                state,
                database,
                cloneOf,
                createdAt,
                createdBy,
                sealedAt,
                gone,
                version,
                first,
                incomplete);
    }
}
