package dev.signalbox.hub.database;

import java.sql.SQLException;
import java.util.EnumSet;
import java.util.Set;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** What SQLite's result codes mean for the hub. */
final class SqliteFailures {
    /**
     * After these nobody knows what is on the disk: the hub stops, and the next start finds out. They are never
     * retried.
     */
    private static final Set<SQLiteErrorCode> FATAL = EnumSet.of(
            SQLiteErrorCode.SQLITE_IOERR_FSYNC,
            SQLiteErrorCode.SQLITE_IOERR_DIR_FSYNC,
            SQLiteErrorCode.SQLITE_IOERR_READ,
            SQLiteErrorCode.SQLITE_IOERR_SHORT_READ,
            SQLiteErrorCode.SQLITE_IOERR_CORRUPTFS,
            SQLiteErrorCode.SQLITE_IOERR_DATA);

    /** The same for every kind of these. */
    private static final Set<SQLiteErrorCode> FATAL_KINDS =
            EnumSet.of(SQLiteErrorCode.SQLITE_CORRUPT, SQLiteErrorCode.SQLITE_NOTADB);

    /** What is wrong is in the row, not with the file. */
    private static final Set<SQLiteErrorCode> OF_THE_VALUE = EnumSet.of(
            SQLiteErrorCode.SQLITE_CONSTRAINT,
            SQLiteErrorCode.SQLITE_TOOBIG,
            SQLiteErrorCode.SQLITE_MISMATCH,
            SQLiteErrorCode.SQLITE_RANGE);

    private SqliteFailures() {}

    static boolean isFatal(Throwable failure) {
        if (failure instanceof StoreFiles.Replaced) return true;
        return failure instanceof SQLiteException sqlite
                && (FATAL.contains(sqlite.getResultCode()) || FATAL_KINDS.contains(primary(sqlite)));
    }

    /** Whether the statement cannot work on what is there, so that to repeat it helps nothing. */
    static boolean isOfTheStatement(SQLException failure) {
        return failure instanceof SQLiteException sqlite
                && (primary(sqlite) == SQLiteErrorCode.SQLITE_ERROR || OF_THE_VALUE.contains(primary(sqlite)));
    }

    /** Whether a table or a column of the statement is missing. */
    static boolean isOfTheTables(SQLException failure) {
        return failure instanceof SQLiteException sqlite
                && primary(sqlite) == SQLiteErrorCode.SQLITE_ERROR
                && String.valueOf(failure.getMessage()).contains("no such ");
    }

    /** {@link StoreBroken}, {@link StorageFull}, {@link Unstorable} or {@link StoreUnavailable}. */
    static RuntimeException translate(SQLException failure) {
        if (isFatal(failure)) return new StoreBroken("SQLite: " + failure.getMessage(), failure);
        if (failure instanceof SQLiteException sqlite && sqlite.getResultCode() == SQLiteErrorCode.SQLITE_FULL) {
            return new StorageFull("the disk of the data folder is full", failure);
        }
        if (failure instanceof SQLiteException sqlite && OF_THE_VALUE.contains(primary(sqlite))) {
            return new Unstorable("SQLite: " + failure.getMessage(), failure);
        }
        return new StoreUnavailable("SQLite: " + failure.getMessage(), failure);
    }

    /** The code without its extension: each kind of constraint has a code of its own. */
    private static SQLiteErrorCode primary(SQLiteException failure) {
        return SQLiteErrorCode.getErrorCode(failure.getResultCode().code & 0xFF);
    }
}
