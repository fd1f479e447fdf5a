package dev.signalbox.hub.database;

import dev.signalbox.hub.database.MigrationFailed.Login;
import io.vertx.core.Future;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Brings the tables of a store to the shape that this version knows: numbered files, each applied once, in order, and
 * noted with its checksum in the {@link Ledger}. All of it in one transaction in which nobody else migrates: the store
 * is current then, or as it was. A store that is current costs two queries.
 *
 * <p>The files are listed by name, not found by scanning, so that they work from any jar; a test holds the list against
 * the folder.
 */
final class Migrations {
    /** File names in {@code /db/sqlite} and {@code /db/postgres}, numbered without a hole. */
    static final List<String> FILES = List.of(
            "V1__log.sql",
            "V2__receipts.sql",
            "V3__fold_problems.sql",
            "V4__key_uses.sql",
            "V5__receipt_numbers.sql",
            "V6__receipt_digests.sql");

    /** Who the ledger says applied them: the version of the hub stands behind the name. */
    static final String BY = "signalbox " + version();

    /** Key of the advisory lock of PostgreSQL in which stores are migrated. */
    static final long LOCK = 0x7369_676e_616c_0001L;

    static final String WITHOUT_LEDGER = " has tables, but no ledger of what made them; see signalbox schema repair";

    static final String LOCKED = "SELECT pg_advisory_xact_lock($1)::text AS locked,"
            + " current_user::text AS login, current_database()::text AS base";
    /**
     * Asked for first: to make a schema only when it is missing takes a right that the login need not have when it is
     * there.
     */
    private static final String SCHEMA =
            "DO $$ BEGIN IF to_regnamespace('%1$s') IS NULL THEN CREATE SCHEMA %1$s; END IF; END $$";

    private static final String LOST =
            "SELECT CAST(to_regclass($1) IS NULL AND to_regclass($2) IS NOT NULL AS integer)" + "::bigint AS lost";
    private static final String ANY = "SELECT 1::bigint AS one FROM %s.events LIMIT 1";

    private final Transaction transaction;
    private final Dialect engine;
    private final String where;
    private final Login login;

    private Migrations(Transaction transaction, Dialect engine, String where, Login login) {
        this.transaction = transaction;
        this.engine = engine;
        this.where = where;
        this.login = login;
    }

    /**
     * Migrates a SQLite file. Fails with {@link NewerSchema} when a newer version wrote it, with
     * {@link IllegalStateException} when it was made by other files than these, and with {@link MigrationFailed} when a
     * statement does not work there.
     *
     * @param transaction the file's one writer
     * @return the files that were applied
     */
    static Future<List<Migration>> sqlite(Transaction transaction, String file) {
        return new Migrations(transaction, Dialect.SQLITE, file, Login.NONE).run(List.of());
    }

    /**
     * The same for a schema of PostgreSQL, which is made when it is missing. Of nodes that start together one migrates,
     * the others wait.
     *
     * @param transaction one whose {@code search_path} is the schema
     * @param beside the schema of the other log of the same store: where that holds events a missing one was lost, and
     *     is not made; null to make it whatever there is
     */
    static Future<List<Migration>> postgres(Transaction transaction, String schema, @Nullable String beside) {
        return lock(transaction).compose(login -> (beside == null
                        ? Future.<Void>succeededFuture()
                        : mustBeThere(transaction, schema, beside))
                .compose(known -> new Migrations(transaction, Dialect.POSTGRES, "schema " + schema, login)
                        .run(List.of(SCHEMA.formatted(schema)))));
    }

    private static Future<Void> mustBeThere(Transaction transaction, String schema, String beside) {
        return transaction.query(LOST, schema + ".events", beside + ".events").compose(rows -> {
            if (rows.get(0).bigint("lost") == 0) return Future.succeededFuture();
            return transaction.query(ANY.formatted(beside)).map(events -> {
                if (events.isEmpty()) return null;
                throw new StoreUnavailable(
                        "the schema " + schema + " is missing, and beside it " + beside + " holds events: it was"
                                + " dropped, or one of the two was restored without the other. Put back both"
                                + " (docs/recovery.md); to begin anew, take an empty database",
                        null);
            });
        });
    }

    /**
     * Looks whether a store is of this version, and changes nothing. Fails as {@link #sqlite} does, and with
     * {@link StoreUnavailable} when an older version wrote it, or nobody.
     */
    static Future<Void> lookAt(Transaction transaction, Dialect engine, String where) {
        List<Migration> known = Migration.all(engine);
        return Ledger.read(transaction, engine)
                .compose(ledger -> ledger.there()
                        ? Future.succeededFuture(ledger.applied(known, where))
                        : transaction.query(engine.kindOf(), "events").map(events -> {
                            throw new StoreUnavailable(
                                    events.isEmpty()
                                            ? where + " has no tables of Signalbox: no hub has kept its data there"
                                            : where + WITHOUT_LEDGER,
                                    null);
                        }))
                .compose(applied -> {
                    if (applied == known.size()) return whole(transaction, engine, where);
                    throw new StoreUnavailable(
                            where + " was written by an older version (its schema has the number " + applied
                                    + ", this version's has " + known.size()
                                    + "): start a hub of this version on it once,"
                                    + " or use the version that wrote it",
                            null);
                });
    }

    /** A store that is noted as current holds what its files make, or somebody took that away. */
    private static Future<Void> whole(Transaction transaction, Dialect engine, String where) {
        return Shape.of(transaction, engine).map(shape -> {
            List<String> lacking = shape.lacking(engine);
            if (lacking.isEmpty()) return null;
            throw new StoreBroken(where + " is damaged: " + String.join(", ", lacking), null);
        });
    }

    /** Waits until nobody else migrates stores of this PostgreSQL database; until the transaction ends. */
    static Future<Login> lock(Transaction transaction) {
        return transaction.query(LOCKED, LOCK).map(rows -> Login.of(rows.get(0)));
    }

    private Future<List<Migration>> run(List<String> making) {
        List<Migration> known = Migration.all(engine);
        return named("the ledger", "SELECT … FROM schema_history", Ledger.read(transaction, engine))
                .compose(ledger -> ledger.there()
                        ? Future.succeededFuture(ledger)
                        : each("the schema and its ledger", making)
                                .compose(made ->
                                        named("the ledger", "CREATE TABLE schema_history", ledger.make(transaction)))
                                .map(ledger))
                .compose(ledger -> applyFrom(known, ledger.applied(known, where)))
                .compose(applied -> whole(transaction, engine, where).map(applied));
    }

    private Future<List<Migration>> applyFrom(List<Migration> known, int index) {
        List<Migration> pending = known.subList(index, known.size());
        Future<?> done = Future.succeededFuture();
        for (Migration next : pending) {
            done = done.compose(before -> each(next.file(), next.statements()))
                    .compose(applied -> Ledger.note(transaction, next));
        }
        return done.map(all -> pending);
    }

    private Future<?> each(String file, List<String> statements) {
        Future<?> done = Future.succeededFuture();
        for (String statement : statements) {
            done = done.compose(before -> named(file, statement, transaction.update(statement)));
        }
        return done;
    }

    private <T> Future<T> named(String file, String statement, Future<T> answer) {
        return answer.recover(
                failure -> Future.failedFuture(MigrationFailed.named(where, login, file, statement, failure)));
    }

    private static String version() {
        String version = Migrations.class.getPackage().getImplementationVersion();
        return version == null ? "unpackaged" : version;
    }
}
