package dev.signalbox.hub.database;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.ObjLongConsumer;

/**
 * Numbers by text, however many: beyond {@link #MEMORY_KIB_MAX} they lie on disk, in a file without a name that is gone
 * with its process. Nothing is flushed. Blocks; one thread at a time. Each method fails with {@link StorageFull} when
 * there is no room for the file.
 */
public final class ScratchNumbers implements AutoCloseable {
    /** So much of them is in memory at most. */
    public static final int MEMORY_KIB_MAX = 16 * 1024;

    private static final int PAGE = 500;
    private static final String PUT = "INSERT INTO scratch.numbers (name, number) VALUES ($1, $2)"
            + " ON CONFLICT (name) DO UPDATE SET number = excluded.number";
    private static final String GET = "SELECT number FROM scratch.numbers WHERE name = $1";
    private static final String BEHIND =
            "SELECT name, number FROM scratch.numbers WHERE name > $1 ORDER BY name LIMIT " + PAGE;

    private final SqliteConnection connection;
    private boolean isEmpty = true;

    private ScratchNumbers(SqliteConnection connection) {
        this.connection = connection;
    }

    /** None yet. */
    public static ScratchNumbers open() {
        try {
            SqliteConnection connection = SqliteConnection.unnamed("scratch");
            connection.execute("PRAGMA scratch.cache_size = -" + MEMORY_KIB_MAX);
            connection.execute("CREATE TABLE scratch.numbers (name text NOT NULL PRIMARY KEY, number bigint NOT NULL)"
                    + " WITHOUT ROWID");
            return new ScratchNumbers(connection);
        } catch (SQLException e) {
            throw SqliteFailures.translate(e);
        }
    }

    /** Whether there is none; that is known without a look. */
    public boolean isEmpty() {
        return isEmpty;
    }

    /** In place of the number that the name had. */
    public void put(String name, long number) {
        try {
            connection.bound(PUT, name, number).executeUpdate();
            isEmpty = false;
        } catch (SQLException e) {
            throw SqliteFailures.translate(e);
        }
    }

    public OptionalLong get(String name) {
        if (isEmpty) return OptionalLong.empty();
        try (ResultSet found = connection.bound(GET, name).executeQuery()) {
            return found.next() ? OptionalLong.of(found.getLong(1)) : OptionalLong.empty();
        } catch (SQLException e) {
            throw SqliteFailures.translate(e);
        }
    }

    /** Gives each, in the order of the names. */
    public void each(ObjLongConsumer<String> each) {
        Map<String, Long> page = behind("");
        while (!page.isEmpty()) {
            String last = "";
            for (Map.Entry<String, Long> one : page.entrySet()) {
                each.accept(one.getKey(), one.getValue());
                last = one.getKey();
            }
            page = behind(last);
        }
    }

    private Map<String, Long> behind(String name) {
        Map<String, Long> page = new LinkedHashMap<>();
        try {
            PreparedStatement statement = connection.bound(BEHIND, name);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) page.put(rows.getString(1), rows.getLong(2));
            }
            return page;
        } catch (SQLException e) {
            throw SqliteFailures.translate(e);
        }
    }

    @Override
    public void close() {
        connection.close();
    }
}
