package dev.signalbox.hub.log;

import dev.signalbox.hub.database.SqliteConnection;
import dev.signalbox.wire.Times;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

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
        if (events.isEmpty()) return;
        PreparedStatement insert = connection.prepare(EventSql.INSERT);
        for (RecordedEvent event : events) {
            insert.setLong(1, event.position());
            insert.setString(2, event.stream());
            insert.setLong(3, event.version());
            insert.setString(4, event.id());
            insert.setString(5, event.type());
            insert.setString(6, event.actor());
            insert.setLong(7, Times.toMicros(event.occurredAt()));
            insert.setLong(8, Times.toMicros(event.recordedAt()));
            insert.setString(9, event.correlationId());
            insert.setString(10, event.causationId());
            insert.setBytes(11, event.data());
            insert.setBytes(12, event.commandDigest());
            insert.setBytes(13, event.hash());
            insert.addBatch();
        }
        insert.executeBatch();
    }

    static void insertReceipts(SqliteConnection connection, List<RecordedReceipt> receipts) throws SQLException {
        if (receipts.isEmpty()) return;
        PreparedStatement insert = connection.prepare(INSERT_RECEIPT);
        for (RecordedReceipt receipt : receipts) {
            insert.setString(1, receipt.commandId());
            insert.setString(2, receipt.stream());
            insert.setLong(3, receipt.version());
            insert.setBytes(4, receipt.commandDigest());
            insert.setBytes(5, receipt.hash());
            insert.addBatch();
        }
        insert.executeBatch();
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
