package dev.signalbox.hub.database;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteOpenMode;

/**
 * One connection to a SQLite file with its prepared statements (the driver keeps none). Belongs to one thread at a
 * time. Transactions are begun and ended by statements, so that the driver's own idea of a transaction never matters.
 */
public final class SqliteConnection implements AutoCloseable {
    /**
     * SQLite takes {@code $5} for a name and numbers names as they appear (sqlite.org/lang_expr.html#varparam); with a
     * question mark the number is the parameter's, as PostgreSQL has it.
     */
    private static final Pattern PLACEHOLDER = Pattern.compile("\\$(\\d+)");

    private static final int STATEMENTS_MAX = 256;
    /** Time that a statement waits for a lock of another connection. */
    static final int BUSY_MILLIS = 10_000;
    /**
     * Pages in the WAL before a commit copies them home: fewer, larger checkpoints write a hot index page once, not
     * often.
     */
    private static final int CHECKPOINT_PAGES = 4_000;
    /** Of every connection. */
    private static final List<String> PRAGMAS = List.of(
            "cache_size = -16384",
            "temp_store = MEMORY",
            "trusted_schema = OFF",
            "cell_size_check = ON",
            "mmap_size = 0");

    private final Connection connection;
    private final Map<String, PreparedStatement> statements = new LinkedHashMap<>(64, 0.75f, true);

    private final boolean lasting;
    private boolean flushing = true;

    private SqliteConnection(Connection connection, boolean lasting) {
        this.connection = connection;
        this.lasting = lasting;
    }

    static SqliteConnection writer(Path file) throws SQLException {
        return open(
                file,
                new SQLiteConfig(),
                "journal_mode = WAL",
                "synchronous = FULL",
                "wal_autocheckpoint = " + CHECKPOINT_PAGES,
                "journal_size_limit = 67108864",
                // What is deleted or overwritten is gone from the file, not only from the tables.
                "secure_delete = ON");
    }

    /** Writes to a file that nobody needs when the process or the machine dies: nothing is ever flushed. */
    static SqliteConnection scratchWriter(Path file) throws SQLException {
        return open(
                file,
                new SQLiteConfig(),
                false,
                "journal_mode = WAL",
                "synchronous = OFF",
                "wal_autocheckpoint = " + CHECKPOINT_PAGES);
    }

    /**
     * Of an empty database in a file that has no name any more when it is there.
     *
     * @param schema the name of the database in statements
     */
    static SqliteConnection unnamed(String schema) throws SQLException {
        SqliteConnection opened = open(Path.of(":memory:"), new SQLiteConfig(), false, "temp_store = FILE");
        try {
            opened.execute("ATTACH DATABASE '' AS " + schema);
            opened.execute("PRAGMA " + schema + ".journal_mode = OFF");
            return opened;
        } catch (SQLException e) {
            opened.close();
            throw e;
        }
    }

    static SqliteConnection reader(Path file) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.resetOpenMode(SQLiteOpenMode.CREATE);
        return open(file, config, "query_only = ON");
    }

    /** The prepared statement of this text: made once, then reused. Do not close it. */
    public PreparedStatement prepare(String sql) throws SQLException {
        PreparedStatement known = statements.get(sql);
        if (known != null) return known;
        if (statements.size() >= STATEMENTS_MAX) {
            var leastRecentlyUsed = statements.values().iterator();
            leastRecentlyUsed.next().close();
            leastRecentlyUsed.remove();
        }
        PreparedStatement prepared =
                connection.prepareStatement(PLACEHOLDER.matcher(sql).replaceAll("?$1"));
        statements.put(sql, prepared);
        return prepared;
    }

    /** The same with its parameters: texts, numbers, bytes; null for NULL. */
    public PreparedStatement bound(String sql, @Nullable Object... parameters) throws SQLException {
        PreparedStatement statement = prepare(sql);
        bind(statement, parameters);
        return statement;
    }

    /**
     * Runs a statement for each of these parameters, as one batch of the driver, which looks after each single
     * statement whether it must commit.
     */
    public void updateAll(String sql, List<@Nullable Object[]> parameters) throws SQLException {
        if (parameters.isEmpty()) return;
        PreparedStatement statement = prepare(sql);
        for (@Nullable Object[] each : parameters) {
            bind(statement, each);
            statement.addBatch();
        }
        statement.executeBatch();
    }

    private static void bind(PreparedStatement statement, @Nullable Object[] parameters) throws SQLException {
        for (int i = 0; i < parameters.length; i++) {
            Object value = parameters[i];
            if (value == null) statement.setNull(i + 1, Types.NULL);
            else if (value instanceof String text) statement.setString(i + 1, text);
            else if (value instanceof Long number) statement.setLong(i + 1, number);
            else if (value instanceof Integer number) statement.setInt(i + 1, number);
            else if (value instanceof byte[] bytes) statement.setBytes(i + 1, bytes);
            else
                throw new IllegalArgumentException(
                        "a parameter cannot be a " + value.getClass().getName());
        }
    }

    /** Runs one statement without parameters. */
    public void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /**
     * Whether a commit returns when it is on disk, as it does at first. Without, it gets there with the next one that
     * is flushed, or with a checkpoint; a loss of power before takes it away, and nothing that was flushed. Not within
     * a transaction.
     */
    void flushCommits(boolean each) throws SQLException {
        if (flushing == each || !lasting) return;
        execute("PRAGMA synchronous = " + (each ? "FULL" : "NORMAL"));
        flushing = each;
    }

    /** Changes how long a statement waits for a lock of another connection, at first {@link #BUSY_MILLIS}. */
    void waitForOthers(int millisMax) throws SQLException {
        execute("PRAGMA busy_timeout = " + millisMax);
    }

    @Override
    public void close() {
        try {
            for (PreparedStatement statement : statements.values()) statement.close();
            connection.close();
        } catch (SQLException e) {
            // A connection is also closed because it broke; then there is nothing left to release.
            statements.clear();
        }
    }

    private static SqliteConnection open(Path file, SQLiteConfig config, String... pragmas) throws SQLException {
        return open(file, config, true, pragmas);
    }

    private static SqliteConnection open(Path file, SQLiteConfig config, boolean lasting, String... pragmas)
            throws SQLException {
        config.setBusyTimeout(BUSY_MILLIS);
        config.setGetGeneratedKeys(false);
        // One thread at a time: SQLite need not lock at every bind and step.
        config.resetOpenMode(SQLiteOpenMode.FULLMUTEX);
        config.setOpenMode(SQLiteOpenMode.NOMUTEX);
        SqliteConnection opened = new SqliteConnection(config.createConnection("jdbc:sqlite:" + file), lasting);
        try {
            for (String pragma : PRAGMAS) opened.execute("PRAGMA " + pragma);
            for (String pragma : pragmas) opened.execute("PRAGMA " + pragma);
            return opened;
        } catch (SQLException e) {
            opened.close();
            throw e;
        }
    }
}
