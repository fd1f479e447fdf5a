package dev.signalbox.bench;

import dev.signalbox.bench.load.BenchFailure;
import dev.signalbox.bench.load.FreshIds;
import dev.signalbox.bench.load.Load;
import dev.signalbox.bench.load.Samples;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/**
 * The log's table, columns and indexes in a SQLite file, written and read by the plain driver with the same durability
 * (WAL, FULL) and nothing around it: no HTTP, no JSON, no judging, no hash, no tables beside it. One thread.
 */
public final class PlainSqlite implements AutoCloseable {
    private static final String COLUMNS =
            "position, stream, version, id, type, actor, occurred_at, recorded_at, correlation_id,"
                    + " causation_id, data, command_digest, hash";

    private final Connection connection;
    private long position;

    private PlainSqlite(Path file) throws SQLException {
        connection = DriverManager.getConnection("jdbc:sqlite:" + file);
    }

    /** A fresh file with the hub's own schema and connection settings. */
    public static PlainSqlite create(Path file) {
        try {
            PlainSqlite plain = new PlainSqlite(file);
            try (Statement statement = plain.connection.createStatement()) {
                statement.execute("PRAGMA journal_mode = WAL");
                statement.execute("PRAGMA synchronous = FULL");
                statement.execute("PRAGMA wal_autocheckpoint = 4000");
                statement.execute("PRAGMA cache_size = -16384");
                for (String ddl : schema().split(";\\s*\\R", -1)) if (!ddl.isBlank()) statement.execute(ddl);
            }
            plain.connection.setAutoCommit(false);
            return plain;
        } catch (SQLException e) {
            throw new BenchFailure("plain SQLite", e);
        }
    }

    /** Reads every event of a hub's file once, all columns: rows a second. The file may be in use. */
    public static double readAll(Path file) {
        try (PlainSqlite plain = new PlainSqlite(file);
                Statement statement = plain.connection.createStatement()) {
            long began = System.nanoTime();
            long rows = 0;
            long seen = 0;
            try (ResultSet row = statement.executeQuery("SELECT " + COLUMNS + " FROM events ORDER BY position")) {
                while (row.next()) {
                    seen += row.getLong(1)
                            + row.getString(2).length()
                            + row.getLong(3)
                            + row.getString(4).length();
                    seen += row.getString(5).length() + row.getString(6).length() + row.getLong(7) + row.getLong(8);
                    seen += row.getString(9) == null ? 0 : 1;
                    seen += row.getString(10) == null ? 0 : 1;
                    seen += row.getBytes(11).length + row.getBytes(12).length + row.getBytes(13).length;
                    rows++;
                }
            }
            if (seen == 0) throw new BenchFailure("there is nothing to read in " + file);
            return rows * 1e9 / (System.nanoTime() - began);
        } catch (SQLException e) {
            throw new BenchFailure("plain SQLite", e);
        }
    }

    /** Inserts rows as large as a notification in transactions of this many. */
    public Load insert(int batch, FreshIds ids, Duration warmUp, Duration measured) {
        return insert(batch, 220, ids, warmUp, measured);
    }

    /** The same with so many bytes of data a row. */
    public Load insert(int batch, int dataBytes, FreshIds ids, Duration warmUp, Duration measured) {
        byte[] data = new byte[dataBytes];
        byte[] digest = new byte[16];
        byte[] hash = new byte[32];
        Samples commits = new Samples();
        long rows = 0;
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO events (" + COLUMNS
                + ") VALUES (?, ?, 1, ?, 'notification.posted', 'admin', ?, ?, NULL, NULL, ?, ?, ?)")) {
            long from = System.nanoTime() + warmUp.toNanos();
            long to = from + measured.toNanos();
            long began = System.nanoTime();
            while (began < to) {
                for (int i = 0; i < batch; i++) {
                    String id = ids.next();
                    insert.setLong(1, ++position);
                    insert.setString(2, "notification/" + id);
                    insert.setString(3, id);
                    insert.setLong(4, began);
                    insert.setLong(5, began);
                    insert.setBytes(6, data);
                    insert.setBytes(7, digest);
                    insert.setBytes(8, hash);
                    insert.addBatch();
                }
                insert.executeBatch();
                connection.commit();
                long ended = System.nanoTime();
                if (ended >= from) {
                    rows += batch;
                    commits.add(ended - began);
                }
                began = ended;
            }
            return new Load(rows, began - from, commits);
        } catch (SQLException e) {
            throw new BenchFailure("plain SQLite", e);
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new BenchFailure("plain SQLite", e);
        }
    }

    private static String schema() {
        try (InputStream schema = PlainSqlite.class.getResourceAsStream("/db/sqlite/V1__log.sql")) {
            if (schema == null) throw new BenchFailure("the hub's schema is not on the class path");
            return new String(schema.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new BenchFailure("the hub's schema", e);
        }
    }
}
