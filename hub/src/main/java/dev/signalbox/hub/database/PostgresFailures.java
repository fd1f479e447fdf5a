package dev.signalbox.hub.database;

import io.vertx.core.VertxException;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.pgclient.PgException;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** What errors of PostgreSQL and of the way to it mean for the hub. */
public final class PostgresFailures {
    private static final String DISK_FULL = "53100";
    private static final String LOCK_NOT_AVAILABLE = "55P03";
    private static final String IDLE_IN_TRANSACTION = "25P03";
    /** An earlier statement failed: that one is the cause. */
    private static final String IN_FAILED_TRANSACTION = "25P02";

    /** The server, or its operator, has put it into a state in which nothing is written. */
    private static final String READ_ONLY = "25006";

    /** No right to; no schema of the path that the login may use. */
    private static final Set<String> NO_RIGHT = Set.of("42501", "3F000");

    /** There is no such table; no such column. */
    private static final Set<String> OF_THE_TABLES = Set.of("42P01", "42703");

    private static final String UNIQUE_VIOLATION = "23505";
    /** A prepared statement of somebody else, or a transaction that the statement may not be in. */
    private static final Set<String> OF_A_POOLER = Set.of("42P05", "26000");
    /** Connection trouble, no resources, operator intervention, transaction rollback, login refused, database gone. */
    private static final Set<String> PASSING_CLASSES = Set.of("08", "53", "57", "40", "28", "3D", "58");

    /** A value that is no such value, a row that breaks a rule of its table, more than the server takes. */
    private static final Set<String> OF_THE_VALUE_CLASSES = Set.of("22", "23", "54");

    private PostgresFailures() {}

    /** {@link StorageFull}, {@link StoreUnavailable}, or the failure itself when repeating would not help. */
    public static Throwable translate(Throwable failure) {
        if (failure instanceof PgException postgres) {
            String state = stateOf(postgres);
            if (state.equals(DISK_FULL)) return new StorageFull("the disk of PostgreSQL is full", failure);
            return mayPass(state)
                    ? new StoreUnavailable("PostgreSQL: " + postgres.getErrorMessage(), failure)
                    : failure;
        }
        if (failure instanceof ConnectionPoolTooBusyException) {
            return new StoreUnavailable("too many wait for a connection to PostgreSQL", failure);
        }
        if (failure instanceof IOException
                || failure instanceof VertxException
                || failure instanceof TimeoutException) {
            return new StoreUnavailable("PostgreSQL does not answer: " + failure.getMessage(), failure);
        }
        return failure;
    }

    /** The failure of an attempt to reach the server, which may always be repeated. */
    static StoreUnavailable unavailable(Throwable failure) {
        Throwable translated = translate(failure);
        if (translated instanceof StoreUnavailable passing) return passing;
        String message = String.valueOf(failure.getMessage());
        return new StoreUnavailable(failure instanceof UnsuitableServer ? message : "PostgreSQL: " + message, failure);
    }

    /** Whether the row was there before: only possible for the log when somebody wrote around its lock. */
    public static boolean isUniqueViolation(@Nullable Throwable failure) {
        return failure instanceof PgException postgres && stateOf(postgres).equals(UNIQUE_VIOLATION);
    }

    /** Whether the server failed for a reason that is in no value of the statement. */
    public static boolean isOfTheServer(Throwable failure) {
        if (!(failure instanceof PgException postgres)) return false;
        String state = stateOf(postgres);
        return state.length() != 5 || !OF_THE_VALUE_CLASSES.contains(state.substring(0, 2));
    }

    /** Whether something between the hub and the server lends its sessions to several, or lets no settings pass. */
    static boolean isOfAPooler(Throwable failure) {
        if (!(failure instanceof PgException postgres)) return false;
        String message = String.valueOf(postgres.getErrorMessage());
        return OF_A_POOLER.contains(stateOf(postgres))
                || message.contains("unsupported startup parameter")
                || message.contains("statement pooling mode");
    }

    /** Whether the login may not do what the statement says. */
    static boolean isOfARight(Throwable failure) {
        return failure instanceof PgException postgres && NO_RIGHT.contains(stateOf(postgres));
    }

    /** Whether a table or a column of the statement is missing. */
    static boolean isOfTheTables(Throwable failure) {
        return failure instanceof PgException postgres && OF_THE_TABLES.contains(stateOf(postgres));
    }

    /** Whether this only says that another statement of the same transaction failed. */
    public static boolean isAftermath(Throwable failure) {
        return failure instanceof PgException postgres && stateOf(postgres).equals(IN_FAILED_TRANSACTION);
    }

    private static boolean mayPass(String state) {
        return state.equals(LOCK_NOT_AVAILABLE)
                || state.equals(IDLE_IN_TRANSACTION)
                || state.equals(READ_ONLY)
                || state.equals(IN_FAILED_TRANSACTION)
                || (state.length() == 5 && PASSING_CLASSES.contains(state.substring(0, 2)));
    }

    private static String stateOf(PgException failure) {
        String state = failure.getSqlState();
        return state == null ? "" : state;
    }
}
