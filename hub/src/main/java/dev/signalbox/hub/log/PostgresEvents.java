package dev.signalbox.hub.log;

import dev.signalbox.wire.Times;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntFunction;

/** Rows of the table {@code events} as the PG client reads and writes them. */
final class PostgresEvents {
    /** All rows of a commit in one statement: a column is one array. */
    static final String INSERT =
            "INSERT INTO events (" + EventSql.COLUMNS + ") SELECT * FROM unnest($1::bigint[], $2::text[],"
                    + " $3::bigint[], $4::text[], $5::text[], $6::text[], $7::bigint[], $8::bigint[], $9::text[], $10::text[],"
                    + " $11::bytea[], $12::bytea[], $13::bytea[])";

    static final String RECEIPT = "SELECT id, stream, version, command_digest FROM receipts WHERE id = $1";
    /** The same of many ids. */
    static final String RECEIPTS =
            "SELECT id, stream, version, command_digest FROM unnest($1::text[]) AS wanted (wanted_id)"
                    + " CROSS JOIN LATERAL (SELECT * FROM receipts WHERE id = wanted_id LIMIT 1) AS known";

    /** Numbered on from the newest: appends come one behind the other. */
    static final String INSERT_RECEIPTS = "INSERT INTO receipts (number, id, stream, version, command_digest, hash)"
            + " SELECT coalesce((SELECT max(number) FROM receipts), 0) + given.place, given.id, given.stream,"
            + " given.version, given.digest, given.hash FROM unnest($1::text[], $2::text[], $3::bigint[], $4::bytea[],"
            + " $5::bytea[]) WITH ORDINALITY AS given (id, stream, version, digest, hash, place)";

    private PostgresEvents() {}

    /** Events of a result whose columns are {@link EventSql#COLUMNS}. */
    static List<RecordedEvent> of(RowSet<Row> rows) {
        List<RecordedEvent> events = new ArrayList<>(rows.size());
        for (Row row : rows) events.add(of(row));
        return events;
    }

    /** Parameters of {@link #INSERT}. */
    static Object[] columns(List<RecordedEvent> events) {
        return new Object[] {
            column(events, Long[]::new, RecordedEvent::position),
            column(events, String[]::new, RecordedEvent::stream),
            column(events, Long[]::new, RecordedEvent::version),
            column(events, String[]::new, RecordedEvent::id),
            column(events, String[]::new, RecordedEvent::type),
            column(events, String[]::new, RecordedEvent::actor),
            column(events, Long[]::new, event -> Times.toMicros(event.occurredAt())),
            column(events, Long[]::new, event -> Times.toMicros(event.recordedAt())),
            column(events, String[]::new, RecordedEvent::correlationId),
            column(events, String[]::new, RecordedEvent::causationId),
            column(events, Buffer[]::new, event -> Buffer.buffer(event.stored())),
            column(events, Buffer[]::new, event -> Buffer.buffer(event.commandDigest())),
            column(events, Buffer[]::new, event -> Buffer.buffer(event.hash()))
        };
    }

    /** Receipts of a result of {@link #RECEIPT} or {@link #RECEIPTS}, by their ids. */
    static Map<String, RecordedReceipt> receiptsOf(RowSet<Row> rows) {
        Map<String, RecordedReceipt> receipts = new HashMap<>();
        for (Row row : rows) {
            String id = row.getString(0);
            receipts.put(
                    id,
                    new RecordedReceipt(
                            id,
                            row.getString(1),
                            row.getLong(2),
                            row.getBuffer(3).getBytes()));
        }
        return receipts;
    }

    /** Parameters of {@link #INSERT_RECEIPTS}. */
    static Tuple receiptColumns(List<RecordedReceipt> receipts) {
        return Tuple.wrap(new Object[] {
            column(receipts, String[]::new, RecordedReceipt::commandId),
            column(receipts, String[]::new, RecordedReceipt::stream),
            column(receipts, Long[]::new, RecordedReceipt::version),
            column(receipts, Buffer[]::new, receipt -> Buffer.buffer(receipt.commandDigest())),
            column(receipts, Buffer[]::new, receipt -> Buffer.buffer(receipt.hash()))
        });
    }

    private static RecordedEvent of(Row row) {
        return new RecordedEvent(
                row.getLong(0),
                row.getString(1),
                row.getLong(2),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                Times.ofMicros(row.getLong(6)),
                Times.ofMicros(row.getLong(7)),
                row.getString(8),
                row.getString(9),
                row.getBuffer(10).getBytes(),
                row.getBuffer(11).getBytes(),
                row.getBuffer(12).getBytes());
    }

    private static <R, T> T[] column(List<R> rows, IntFunction<T[]> array, Function<R, T> value) {
        T[] column = array.apply(rows.size());
        for (int i = 0; i < column.length; i++) column[i] = value.apply(rows.get(i));
        return column;
    }
}
