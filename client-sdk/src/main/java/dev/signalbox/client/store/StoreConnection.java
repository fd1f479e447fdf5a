package dev.signalbox.client.store;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** An open connection to a store that was found fit. Opened under the lock file; used by the store's thread only. */
final class StoreConnection {
    /** Older libraries can corrupt a WAL file when two processes write and checkpoint at one moment. */
    static final String SQLITE_OLDEST = "3.51.3";

    private static final Logger LOG = LoggerFactory.getLogger(StoreConnection.class);
    private static final int BUSY_MILLIS = 5_000;
    private static final int WAL_BYTES_KEPT = 6 * 1024 * 1024;

    private final Path file;
    private final Connection jdbc;
    private final StoreTransaction.Statements statements;
    private boolean flushing = true;

    private StoreConnection(Path file, Connection jdbc) {
        this.file = file;
        this.jdbc = jdbc;
        this.statements = new StoreTransaction.Statements(jdbc);
    }

    static StoreConnection open(Path file) throws SQLException {
        return open(file, false);
    }

    /** A connection that only reads, to a file that {@link #open} has found fit in this process. */
    static StoreConnection openReader(Path file) throws SQLException {
        return open(file, true);
    }

    private static StoreConnection open(Path file, boolean onlyReads) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(BUSY_MILLIS);
        config.setGetGeneratedKeys(false);
        StoreConnection open = new StoreConnection(file, config.createConnection("jdbc:sqlite:" + file));
        try {
            if (onlyReads) open.execute("PRAGMA query_only = ON");
            else open.makeFit();
            return open;
        } catch (SQLException e) {
            open.close();
            if (e instanceof SQLiteException known && known.getResultCode() == SQLiteErrorCode.SQLITE_NOTADB) {
                throw open.foreign("no database");
            }
            throw e;
        } catch (RuntimeException e) {
            open.close();
            throw e;
        }
    }

    private void makeFit() throws SQLException {
        checkLibrary(text("SELECT sqlite_version()"));
        checkOwner();
        execute("PRAGMA journal_mode = WAL");
        execute("PRAGMA synchronous = FULL");
        // Only on macOS do these two say more than FULL does.
        execute("PRAGMA fullfsync = ON");
        execute("PRAGMA checkpoint_fullfsync = ON");
        execute("PRAGMA journal_size_limit = " + WAL_BYTES_KEPT);
        execute("PRAGMA foreign_keys = ON");
        if (!"wal".equals(text("PRAGMA journal_mode"))) {
            throw new StoreRefused(file + " cannot use a write-ahead log; put the store on a local disk");
        }
        migrate();
        noticeCopy();
    }

    StoreTransaction.Statements statements() {
        return statements;
    }

    void execute(String sql) throws SQLException {
        try (Statement statement = jdbc.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Whether commits from now on wait for the disk. Not within a transaction. */
    void flushCommits(boolean wanted) throws SQLException {
        if (flushing == wanted) return;
        execute("PRAGMA synchronous = " + (wanted ? "FULL" : "NORMAL"));
        flushing = wanted;
    }

    /** The same for a statement that runs again and again: it is prepared once. */
    void run(String sql) throws SQLException {
        statements.prepare(sql).execute();
    }

    long number(String sql) throws SQLException {
        return Long.parseLong(text(sql));
    }

    String text(String sql) throws SQLException {
        try (Statement statement = jdbc.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            return result.next() ? String.valueOf(result.getString(1)) : "";
        }
    }

    /** Within a transaction: a newer SDK in another process may have changed the tables since this one opened them. */
    void checkVersion() {
        try (ResultSet result = statements.prepare("PRAGMA user_version").executeQuery()) {
            refuseNewer(result.getLong(1));
        } catch (SQLException e) {
            throw new StoreFailed("cannot read the version of " + file, e);
        }
    }

    void close() {
        try {
            jdbc.close();
        } catch (SQLException e) {
            LOG.warn("The connection to {} could not be closed", file, e);
        }
    }

    /** Fails when the library is older than {@link #SQLITE_OLDEST}. */
    static void checkLibrary(String version) {
        int[] have = parts(version);
        int[] need = parts(SQLITE_OLDEST);
        for (int i = 0; i < need.length; i++) {
            if (have[i] > need[i]) return;
            if (have[i] < need[i]) {
                throw new StoreRefused("the SQLite library is " + version + ", but below " + SQLITE_OLDEST
                        + " two processes can corrupt the store; use a newer org.xerial:sqlite-jdbc");
            }
        }
    }

    private void checkOwner() throws SQLException {
        long application = number("PRAGMA application_id");
        if (application != StoreSchema.APPLICATION_ID) {
            boolean empty =
                    application == 0 && number("PRAGMA schema_version") == 0 && number("PRAGMA user_version") == 0;
            if (!empty) throw foreign("a database of another program");
            String mark = StoreFile.markOfUse(file);
            if (mark != null) throw StoreFile.lost(file, mark);
        }
        refuseNewer(number("PRAGMA user_version"));
    }

    private StoreRefused foreign(String kind) {
        String mark = StoreFile.markOfUse(file);
        return new StoreRefused(file + " is " + kind + "; "
                + (mark == null
                        ? "give Signalbox a file of its own"
                        : "but " + mark + " beside it says that a store was in use here: bring its file back, or give"
                                + " Signalbox another name"));
    }

    private void refuseNewer(long version) {
        if (version > StoreSchema.STEPS.size()) {
            throw new StoreRefused(file + " was written by a newer Signalbox SDK (tables of version " + version
                    + ", this one knows " + StoreSchema.STEPS.size() + "); update this program's SDK");
        }
    }

    private void migrate() throws SQLException {
        int done = Math.toIntExact(number("PRAGMA user_version"));
        if (done == StoreSchema.STEPS.size()) return;
        execute("BEGIN IMMEDIATE");
        execute("PRAGMA application_id = " + StoreSchema.APPLICATION_ID);
        for (List<String> step : StoreSchema.STEPS.subList(done, StoreSchema.STEPS.size())) {
            for (String statement : step) execute(statement);
        }
        execute("PRAGMA user_version = " + StoreSchema.STEPS.size());
        execute("COMMIT");
    }

    /**
     * A copy carries the same pending commands; the hub takes each id once, so a copy loses and doubles nothing, but it
     * is news.
     */
    private void noticeCopy() throws SQLException {
        String here;
        try {
            here = StoreFile.identity(file);
        } catch (IOException e) {
            throw new StoreFailed("cannot read the attributes of " + file, e);
        }
        String known = text("SELECT value FROM signalbox_meta WHERE name = 'home'");
        if (known.equals(here)) return;
        if (!known.isEmpty()) {
            LOG.warn(
                    "The store {} was copied or moved (it was {}); what both still hold is sent twice and taken once",
                    file,
                    known);
        }
        execute("BEGIN IMMEDIATE");
        put("home", here);
        execute("COMMIT");
    }

    private void put(String name, String value) throws SQLException {
        try (var statement = jdbc.prepareStatement("INSERT INTO signalbox_meta (name, value) VALUES ($1, $2)"
                + " ON CONFLICT (name) DO UPDATE SET value = excluded.value")) {
            statement.setString(1, name);
            statement.setString(2, value);
            statement.executeUpdate();
        }
    }

    private static int[] parts(String version) {
        String[] words = version.split("\\.", -1);
        int[] parts = new int[3];
        for (int i = 0; i < parts.length && i < words.length; i++) parts[i] = Integer.parseInt(words[i]);
        return parts;
    }
}
