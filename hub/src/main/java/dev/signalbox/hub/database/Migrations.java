package dev.signalbox.hub.database;

import io.vertx.core.Future;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.CRC32;

/**
 * Brings the tables of a store to the shape that this version knows: numbered files, each applied once, in order, and
 * noted with its checksum in the ledger table {@code schema_history}, whose columns are those of Flyway (ADR 16). All
 * of it in one transaction in which nobody else migrates: the store is current then, or as it was. A store that is
 * current costs two queries.
 *
 * <p>In a file a statement ends with a semicolon at the end of a line. The files are listed by name, not found by
 * scanning, so that they work from any jar; a test holds the list against the folder.
 */
final class Migrations {
    /**
     * File names in {@code /db/sqlite} and {@code /db/postgres}: {@code V<number>__<what>.sql}, numbered without a
     * hole.
     */
    static final List<String> FILES = List.of(
            "V1__log.sql", "V2__receipts.sql", "V3__fold_problems.sql", "V4__key_uses.sql", "V5__receipt_numbers.sql");

    private static final long LOCK = 0x7369_676e_616c_0001L;
    private static final String LOCKED = "SELECT pg_advisory_xact_lock($1)::text AS locked";
    private static final String IN_FILE = "SELECT count(*) AS ledgers FROM sqlite_schema WHERE name = 'schema_history'";
    private static final String IN_SCHEMA = "SELECT count(to_regclass('schema_history')) AS ledgers";
    /**
     * Asked for first: to make a schema only when it is missing takes a right that the login need not have when it is
     * there.
     */
    private static final String SCHEMA =
            "DO $$ BEGIN IF to_regnamespace('%1$s') IS NULL THEN CREATE SCHEMA %1$s; END IF; END $$";

    private static final String LEDGER = """
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
    private static final String APPLIED = "SELECT version, script, checksum, success FROM schema_history"
            + " WHERE version IS NOT NULL ORDER BY installed_rank";
    private static final String NOTE = "INSERT INTO schema_history (installed_rank, version, description, type, script,"
            + " checksum, installed_by, execution_time, success) VALUES ($1, $2, $3, 'SQL', $4, $5, 'signalbox', 0, TRUE)";

    private final Transaction transaction;
    private final String folder;
    private final String where;

    private Migrations(Transaction transaction, String folder, String where) {
        this.transaction = transaction;
        this.folder = folder;
        this.where = where;
    }

    /**
     * Migrates a SQLite file. Fails with {@link NewerSchema} when a newer version wrote it, and with
     * {@link IllegalStateException} when it was made by other files than these.
     *
     * @param transaction the file's one writer
     */
    static Future<Void> sqlite(Transaction transaction, String file) {
        return new Migrations(transaction, "sqlite", file).run(IN_FILE, List.of(LEDGER));
    }

    /**
     * The same for a schema of PostgreSQL, which is made when it is missing. Of nodes that start together one migrates,
     * the others wait.
     *
     * @param transaction one whose {@code search_path} is the schema
     */
    static Future<Void> postgres(Transaction transaction, String schema) {
        Migrations migrations = new Migrations(transaction, "postgres", "schema " + schema);
        return transaction
                .query(LOCKED, LOCK)
                .compose(locked -> migrations.run(IN_SCHEMA, List.of(SCHEMA.formatted(schema), LEDGER)));
    }

    private Future<Void> run(String ledgers, List<String> making) {
        return transaction
                .query(ledgers)
                .compose(found -> found.get(0).bigint("ledgers") > 0 ? Future.succeededFuture() : each(making))
                .compose(made -> transaction.query(APPLIED))
                .compose(rows -> applyFrom(applied(rows)));
    }

    /** How many of the files the store has. */
    private int applied(List<Row> ledger) {
        for (Row row : ledger) {
            int number = Integer.parseInt(row.text("version"));
            if (number > FILES.size()) throw new NewerSchema(where, number, FILES.size());
        }
        for (int i = 0; i < ledger.size(); i++) {
            Row row = ledger.get(i);
            String script = row.text("script");
            if (row.bigint("success") == 0) throw foreign(script, "it failed there");
            if (!script.equals(FILES.get(i)) || row.bigint("checksum") != checksum(text(script))) {
                throw foreign(script, "this version has another file of that number");
            }
        }
        return ledger.size();
    }

    private Future<Void> applyFrom(int index) {
        if (index == FILES.size()) return Future.succeededFuture();
        String file = FILES.get(index);
        String sql = text(file);
        int number = index + 1;
        String what = file.substring(file.indexOf("__") + 2, file.lastIndexOf('.'));
        return each(List.of(sql.split(";\\s*\\R")))
                .compose(applied ->
                        transaction.update(NOTE, number, Integer.toString(number), what, file, checksum(sql)))
                .compose(noted -> applyFrom(number));
    }

    private Future<Void> each(List<String> statements) {
        Future<Void> done = Future.succeededFuture();
        for (String statement : statements) {
            done = done.compose(before -> transaction.update(statement).mapEmpty());
        }
        return done;
    }

    private IllegalStateException foreign(String script, String why) {
        return new IllegalStateException(where + " is not what " + script + " makes of it: " + why
                + "; start the version that wrote it, or restore a backup");
    }

    private String text(String file) {
        String path = "/db/" + folder + "/" + file;
        try (InputStream stream = Migrations.class.getResourceAsStream(path)) {
            if (stream == null) throw new IllegalStateException(path + " is missing in this build");
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** CRC-32 of the lines without their ends, which may differ between checkouts. */
    private static int checksum(String sql) {
        CRC32 crc = new CRC32();
        sql.lines().forEach(line -> crc.update(line.getBytes(StandardCharsets.UTF_8)));
        return (int) crc.getValue();
    }
}
