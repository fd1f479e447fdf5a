package dev.signalbox.hub.log;

import dev.signalbox.hub.database.SqliteConnection;
import dev.signalbox.wire.Times;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows of the tables {@code events} and {@code receipts} as JDBC reads and writes them. */
final class SqliteEvents {
    private static final String INSERT_RECEIPT =
            "INSERT INTO receipts (id, stream, version, command_digest, hash) VALUES ($1, $2, $3, $4, $5)";

    private SqliteEvents() {}

    /** Events of a statement whose columns are {@link EventSql#COLUMNS}. */
    static List<RecordedEvent> of(PreparedStatement select) throws SQLException {
        return of(select, Long.MAX_VALUE);
    }

    /** The same, up to the one that brings their data to so many bytes; no row behind it is read. */
    static List<RecordedEvent> of(PreparedStatement select, long bytesMax) throws SQLException {
        List<RecordedEvent> events = new ArrayList<>();
        long bytes = 0;
        try (ResultSet row = select.executeQuery()) {
            while (bytes < bytesMax && row.next()) {
                RecordedEvent event = of(row);
                events.add(event);
                bytes += event.data().length;
            }
        }
        return events;
    }

    static void insert(SqliteConnection connection, List<RecordedEvent> events) throws SQLException {
        connection.updateAll(EventSql.INSERT, EventSql.rows(events));
    }

    static void insertReceipts(SqliteConnection connection, List<RecordedReceipt> receipts) throws SQLException {
        List<@Nullable Object[]> rows = new ArrayList<>(receipts.size());
        for (RecordedReceipt receipt : receipts) {
            rows.add(new @Nullable Object[] {
                receipt.commandId(), receipt.stream(), receipt.version(), receipt.commandDigest(), receipt.hash()
            });
        }
        connection.updateAll(INSERT_RECEIPT, rows);
    }

    private static RecordedEvent of(ResultSet row) throws SQLException {
        return new RecordedEvent(
                row.getLong(1),
                row.getString(2),
                row.getLong(3),
                row.getString(4),
                row.getString(5),
                row.getString(6),
                Times.ofMicros(row.getLong(7)),
                Times.ofMicros(row.getLong(8)),
                row.getString(9),
                row.getString(10),
                row.getBytes(11),
                row.getBytes(12),
                row.getBytes(13));
    }
}
