package dev.signalbox.hub.database;

import io.vertx.pgclient.PgException;
import java.sql.SQLException;
import java.util.regex.Pattern;

/**
 * A statement of a migration does not work in this store, which is as it was: all of a migration is one transaction.
 * The message has the file, the statement, the words of the engine, and the next step.
 */
public final class MigrationFailed extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    private static final int STATEMENT_CHARS_MAX = 200;

    /** Who asks a PostgreSQL server, and in which of its databases; texts are ready to stand in SQL. */
    record Login(String name, String database) {
        /** Of a file. */
        static final Login NONE = new Login("", "");

        private static final Pattern PLAIN = Pattern.compile("[a-z_][a-z0-9_]*");

        static Login of(Row row) {
            return new Login(quoted(row.text("login")), quoted(row.text("base")));
        }

        static Login of(DatabaseUrl url) {
            return new Login(quoted(url.user()), quoted(url.database()));
        }

        /** The SQL that lets it make tables in a schema. */
        String granted(String schema) {
            return "GRANT USAGE, CREATE ON SCHEMA " + schema + " TO " + name + ";";
        }

        private static String quoted(String name) {
            return PLAIN.matcher(name).matches() ? name : '"' + name.replace("\"", "\"\"") + '"';
        }
    }

    private MigrationFailed(String message, Throwable cause) {
        super(message, cause);
    }

    /**
     * The failure with the statement that it is of; what may pass, what says that the store is broken, and what a
     * pooler did, as it is.
     *
     * @param what was applied: the file
     */
    static Throwable named(String where, Login login, String what, String statement, Throwable failure) {
        if (!isOfTheStatement(failure)) return failure;
        String message = where + " was not migrated, and is as it was. " + what + " failed at: " + shown(statement)
                + " — the store says: " + wordsOf(failure) + ". ";
        return new MigrationFailed(message + nextStep(where, login, failure), failure);
    }

    private static boolean isOfTheStatement(Throwable failure) {
        if (failure instanceof SQLException sqlite) return SqliteFailures.isOfTheStatement(sqlite);
        return failure instanceof PgException && !PostgresFailures.isOfAPooler(failure);
    }

    private static String wordsOf(Throwable failure) {
        return failure instanceof PgException postgres
                ? postgres.getErrorMessage() + " (" + postgres.getSqlState() + ")"
                : String.valueOf(failure.getMessage());
    }

    private static String nextStep(String where, Login login, Throwable failure) {
        if (!(failure instanceof PgException postgres) || !PostgresFailures.isOfARight(postgres)) {
            return "Something else stands where it should make its tables: signalbox schema repair says what, and what"
                    + " can be mended";
        }
        String words = String.valueOf(postgres.getErrorMessage());
        String schema = where.replace("schema ", "");
        if (words.contains("for database")) {
            String others = schema.replaceFirst("_(main|traces)$", "");
            return "Let this login make schemas, as the owner of the database: GRANT CREATE ON DATABASE "
                    + login.database() + " TO " + login.name()
                    + "; or make both for it: CREATE SCHEMA " + others + "_main AUTHORIZATION " + login.name()
                    + "; CREATE SCHEMA " + others + "_traces AUTHORIZATION " + login.name() + ";";
        }
        if (words.contains("must be owner") || words.contains("for table") || words.contains("for relation")) {
            return "Its tables belong to another login: start as that one, or give them to this one, as a superuser:"
                    + " REASSIGN OWNED BY <the other> TO " + login.name() + ";";
        }
        return "Let this login make tables there, as the owner: " + login.granted(schema);
    }

    private static String shown(String statement) {
        String line = Migration.line(statement);
        return line.length() <= STATEMENT_CHARS_MAX ? line : line.substring(0, STATEMENT_CHARS_MAX) + " …";
    }
}
