package dev.signalbox.hub.database;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The table {@code schema_history} of a store, as it was read: which files were applied to it. Its columns and its
 * checksum are those of Flyway (ADR 16). Immutable.
 *
 * @param there false when the store has no such table
 * @param entries those with a version, by its number
 */
record Ledger(boolean there, List<Entry> entries) {
    /** One note of one file that was applied, or was tried. */
    record Entry(
            long rank,
            String version,
            String script,
            @Nullable Long checksum,
            String by,
            String at,
            boolean success) {
        /** Its number; -1 when it has none, so that no Signalbox wrote it. */
        int number() {
            try {
                return Integer.parseInt(version);
            } catch (NumberFormatException e) {
                return -1;
            }
        }

        /** Why it is not the note of that file; null when it is. */
        @Nullable
        String fault(Migration of) {
            if (!success) return "it failed there";
            boolean same = script.equals(of.file()) && checksum != null && checksum == of.checksum();
            return same ? null : "this version has another file of that number";
        }
    }

    static final Ledger NONE = new Ledger(false, List.of());

    private static final String ENTRIES = "SELECT installed_rank AS place, version, script, checksum,"
            + " installed_by, CAST(installed_on AS text) AS at, success FROM schema_history WHERE version IS NOT NULL";
    private static final String MAKE = """
            CREATE TABLE schema_history (
                installed_rank integer NOT NULL PRIMARY KEY,
                version        text,
                description    text NOT NULL,
                type           text NOT NULL,
                script         text NOT NULL,
                checksum       integer,
                installed_by   text NOT NULL,
                installed_on   timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
                execution_time integer NOT NULL,
                success        boolean NOT NULL
            )""";
    private static final String NOTE = "INSERT INTO schema_history (installed_rank, version, description, type, script,"
            + " checksum, installed_by, execution_time, success)"
            + " SELECT COALESCE(MAX(installed_rank), 0) + 1, $1, $2, 'SQL', $3, CAST($4 AS integer), $5, 0, TRUE FROM schema_history";

    Ledger {
        entries = List.copyOf(entries);
    }

    static Future<Ledger> read(Transaction transaction, Dialect engine) {
        return transaction
                .query(engine.kindOf(), "schema_history")
                .compose(found -> found.isEmpty()
                        ? Future.succeededFuture(NONE)
                        : transaction.query(ENTRIES).map(Ledger::of));
    }

    private static Ledger of(List<Row> rows) {
        List<Entry> entries = new ArrayList<>();
        for (Row row : rows) {
            entries.add(new Entry(
                    row.bigint("place"),
                    row.text("version"),
                    row.text("script"),
                    row.bigintOrNull("checksum"),
                    row.text("installed_by"),
                    row.text("at"),
                    row.bigint("success") != 0));
        }
        entries.sort(Comparator.comparingInt(Entry::number).thenComparingLong(Entry::rank));
        return new Ledger(true, entries);
    }

    /** Makes the table when it is not there. */
    Future<?> make(Transaction transaction) {
        return there ? Future.succeededFuture() : transaction.update(MAKE);
    }

    /** Notes that a file was applied. */
    static Future<?> note(Transaction transaction, Migration applied) {
        return transaction.update(
                NOTE,
                Integer.toString(applied.number()),
                applied.what(),
                applied.file(),
                applied.checksum(),
                Migrations.BY);
    }

    /** The note of the newest file that a newer Signalbox applied; null when none did. */
    @Nullable
    Entry newerThan(List<Migration> known) {
        Entry newest = entries.isEmpty() ? null : entries.get(entries.size() - 1);
        return newest != null && newest.number() > known.size() ? newest : null;
    }

    /**
     * How many of the known files it says were applied, one behind the other. Fails with {@link NewerSchema} when a
     * newer Signalbox wrote it, and with {@link IllegalStateException} when it is not of these files.
     *
     * @param where the store is, for people
     */
    int applied(List<Migration> known, String where) {
        Entry newest = newerThan(known);
        if (newest != null) throw new NewerSchema(where, newest.number(), newest.by(), known.size());
        for (int i = 0; i < entries.size(); i++) {
            Entry entry = entries.get(i);
            if (entry.number() != i + 1) {
                throw foreign(where, entry.script(), "version " + entry.version() + " is not the next one, " + (i + 1));
            }
            String fault = entry.fault(known.get(i));
            if (fault != null) throw foreign(where, entry.script(), fault);
        }
        return entries.size();
    }

    private static IllegalStateException foreign(String where, String script, String why) {
        return new IllegalStateException(where + " is not what " + script + " makes of it: " + why
                + "; see signalbox schema repair, start the version that wrote it, or restore a backup");
    }
}
