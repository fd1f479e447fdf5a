package dev.signalbox.hub.database;

import java.sql.SQLException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;

/**
 * Whose fault a failure is. The store's and the machine's pass, or end the hub; what is left is between the event and
 * the fold, and trying again would not help.
 */
public final class Blame {
    private Blame() {}

    /**
     * Whether going on without the event is right. A stack that is too deep and a class that is missing are the fold's;
     * any other error of the virtual machine, no memory first of all, is nobody's to swallow.
     */
    public static boolean isOfAnEvent(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof VirtualMachineError && !(cause instanceof StackOverflowError)) return false;
            if (cause instanceof StoreUnavailable
                    || cause instanceof StorageFull
                    || cause instanceof StoreBroken
                    || PostgresFailures.isOfTheServer(cause)
                    || cause instanceof TimeoutException
                    || cause instanceof RejectedExecutionException
                    || cause instanceof InterruptedException) return false;
        }
        return true;
    }

    /** Whether a statement does not work on the tables that are there: one of them, or a column, is missing. */
    public static boolean isOfTheTables(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (PostgresFailures.isOfTheTables(cause)) return true;
            if (cause instanceof SQLException sql && SqliteFailures.isOfTheTables(sql)) return true;
        }
        return false;
    }
}
