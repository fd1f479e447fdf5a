package dev.signalbox.wire.resource;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The tables of a hub's own stores as its migrations see them: the answer of {@code GET /v1/schema}.
 *
 * @param engine {@code sqlite} or {@code postgresql}
 * @param knows the newest schema that the version which answers knows
 * @param stores one for each log
 * @param holders who works on the stores just now: the hub on a data folder; on PostgreSQL who migrates, who waits for
 *     that, and who is connected
 */
public record SchemaStatus(String engine, int knows, List<Store> stores, List<Holder> holders) {
    public SchemaStatus {
        stores = List.copyOf(stores);
        holders = List.copyOf(holders);
    }

    /**
     * The store of one log.
     *
     * @param log {@code main} or {@code traces}
     * @param where it is, for people; without a password
     * @param state {@code current}; {@code behind}, when a start would apply something; {@code missing}, when a start
     *     would make it; {@code newer}, when a newer Signalbox wrote it, and {@code foreign}, when ledger and files do
     *     not fit: a start refuses both
     * @param version the number of the newest file that was applied; 0 for none
     * @param applied what the ledger notes, the first one first
     * @param pending files that a start would apply, in order
     * @param trouble why a start would refuse, with the next step; null when it would not
     */
    public record Store(
            String log,
            String where,
            String state,
            int version,
            List<Applied> applied,
            List<String> pending,
            @Nullable String trouble) {
        public Store {
            applied = List.copyOf(applied);
            pending = List.copyOf(pending);
        }
    }

    /**
     * One note of the ledger.
     *
     * @param at when it was applied, by the clock of the store, as that writes it
     * @param by what applied it: {@code signalbox} with its version
     * @param success false when it failed, which only other tools note
     */
    public record Applied(String version, String file, String at, String by, boolean success) {}

    /**
     * Somebody who works on a store.
     *
     * @param holds {@code data folder}, {@code migration lock}, {@code waits for the migration lock} or
     *     {@code connection}
     * @param pid the process: of this machine for a data folder, else of the PostgreSQL server; 0 when it is unknown
     * @param name how it calls itself
     * @param since when it began; null when that is unknown
     */
    public record Holder(
            String holds, long pid, String name, @Nullable Instant since) {}
}
