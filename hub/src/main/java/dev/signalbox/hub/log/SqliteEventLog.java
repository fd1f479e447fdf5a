package dev.signalbox.hub.log;

import dev.signalbox.hub.database.Completion;
import dev.signalbox.hub.database.Completions;
import dev.signalbox.hub.database.SqliteConnection;
import dev.signalbox.hub.database.SqliteDatabase;
import dev.signalbox.hub.log.AppendQueue.Waiting;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.Times;
import io.vertx.core.Future;
import java.security.SecureRandom;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log in a SQLite file. Appends that arrive while a commit runs are taken together by the next one: one transaction, one fsync.
 * Only this process writes (the data folder is locked), on the database's one writer thread, so positions are commit order by nature.
 */
public final class SqliteEventLog implements EventLog {
    /** Positions that one filtered read looks at. */
    private static final int SCAN_MAX = 100_000;

    private static final String COLUMNS =
            "position, stream, version, id, type, actor, occurred_at, recorded_at, correlation_id,"
                    + " causation_id, data, command_digest, hash";

    private static final Logger LOG = LoggerFactory.getLogger(SqliteEventLog.class);

    private final String name;
    private final String epoch;
    private final SqliteDatabase database;
    private final Clock clock;
    private final AppendJudge judge = new AppendJudge();
    private final List<GrowthListener> listeners = new CopyOnWriteArrayList<>();
    private final AppendMeter meter;
    private final AppendQueue queue = new AppendQueue();
    private final AtomicBoolean drainScheduled = new AtomicBoolean();

    private SqliteEventLog(String name, String epoch, SqliteDatabase database, Clock clock, AppendMeter meter) {
        this.name = name;
        this.epoch = epoch;
        this.database = database;
        this.clock = clock;
        this.meter = meter;
    }

    /** Opens the log in a migrated database; gives a new history its epoch. */
    public static Future<SqliteEventLog> open(String name, SqliteDatabase database, Clock clock, AppendMeter meter) {
        return database.write(transaction -> transaction
                        .query("SELECT epoch FROM log_identity")
                        .compose(rows -> {
                            if (!rows.isEmpty())
                                return Future.succeededFuture(rows.get(0).text("epoch"));
                            String fresh = HexFormat.of().toHexDigits(new SecureRandom().nextInt());
                            return transaction
                                    .update(
                                            "INSERT INTO log_identity (epoch, created_at) VALUES ($1, $2)",
                                            fresh,
                                            Times.toMicros(clock.instant()))
                                    .map(fresh);
                        }))
                .map(epoch -> new SqliteEventLog(name, epoch, database, clock, meter));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String epoch() {
        return epoch;
    }

    @Override
    public Future<Appended> append(Append append) {
        Future<Appended> answer = queue.add(append);
        if (!answer.failed()) schedule();
        return answer;
    }

    @Override
    public Future<LogPage> read(long after, int limit, EventFilter filter) {
        PageRequest request = PageRequest.of(epoch, after, limit, filter, SCAN_MAX);
        return PageRequest.checked(
                after,
                limit,
                () -> database.readJdbc(connection -> {
                    Head head = newest(connection);
                    List<RecordedEvent> events = matching(connection, request);
                    boolean toHead = request.scanEnd() >= head.position();
                    return request.page(head, events, toHead ? null : hashAt(connection, request.scanEnd()));
                }));
    }

    @Override
    public Future<List<RecordedEvent>> readStream(String stream, long afterVersion, int limit) {
        return PageRequest.checked(
                afterVersion,
                limit,
                () -> database.readJdbc(connection -> {
                    PreparedStatement select = connection.prepare("SELECT " + COLUMNS
                            + " FROM events WHERE stream = $1 AND version > $2 ORDER BY version LIMIT $3");
                    select.setString(1, stream);
                    select.setLong(2, afterVersion);
                    select.setInt(3, limit);
                    return events(select, READ_BYTES_MAX);
                }));
    }

    @Override
    public Future<Optional<RecordedEvent>> at(long position) {
        return database.readJdbc(connection -> {
            PreparedStatement select = connection.prepare("SELECT " + COLUMNS + " FROM events WHERE position = $1");
            select.setLong(1, position);
            return events(select).stream().findFirst();
        });
    }

    @Override
    public Future<Optional<RecordedEvent>> byId(String id) {
        return database.readJdbc(connection -> {
            PreparedStatement select = connection.prepare("SELECT " + COLUMNS + " FROM events WHERE id = $1");
            select.setString(1, id);
            return events(select).stream().findFirst();
        });
    }

    @Override
    public Future<Optional<RecordedReceipt>> receipt(String commandId) {
        return database.readJdbc(connection ->
                Optional.ofNullable(receipts(connection, List.of(commandId)).get(commandId)));
    }

    @Override
    public Future<Head> head() {
        return database.readJdbc(this::newest);
    }

    @Override
    public void onGrowth(GrowthListener listener) {
        listeners.add(listener);
    }

    @Override
    public Future<Void> close() {
        queue.close();
        Completion<Void> ended = new Completion<>();
        database.execute(
                () -> {
                    while (queue.size() > 0) drain();
                    ended.complete(null);
                },
                refused -> ended.complete(null));
        return ended.future();
    }

    /** One commit, on the writer thread. What waits behind it gets a turn of its own, so that projections have theirs. */
    private void drain() {
        drainScheduled.set(false);
        List<Waiting> batch = queue.drain();
        if (batch.isEmpty()) return;
        meter.waiting(queue.size());
        List<Append> appends = batch.stream().map(Waiting::append).toList();
        AppendJudge.Judged judged;
        long began = System.nanoTime();
        try {
            judged = database.inTransaction(connection -> commit(connection, appends));
        } catch (RuntimeException | Error e) {
            for (Waiting waiting : batch) waiting.completion().fail(e);
            return;
        } finally {
            if (queue.size() > 0) schedule();
        }
        meter.committed(judged.inserts().size(), System.nanoTime() - began);
        if (!judged.inserts().isEmpty()) {
            tell(judged.inserts());
        }
        Completions answers = new Completions();
        for (int i = 0; i < batch.size(); i++) {
            answer(batch.get(i).completion(), judged.outcomes().get(i), answers);
        }
        answers.send();
    }

    /** What is on disk must be answered, whatever a listener does. */
    private void tell(List<RecordedEvent> committed) {
        for (GrowthListener listener : listeners) {
            try {
                listener.committed(committed);
            } catch (RuntimeException | Error e) {
                LOG.error("a listener of the log {} failed", name, e);
            }
        }
    }

    private void schedule() {
        if (drainScheduled.compareAndSet(false, true)) database.execute(this::drain, this::failAll);
    }

    private void failAll(Throwable failure) {
        for (List<Waiting> all = queue.drain(); !all.isEmpty(); all = queue.drain()) {
            for (Waiting waiting : all) waiting.completion().fail(failure);
        }
    }

    private static void answer(Completion<Appended> completion, AppendJudge.Outcome outcome, Completions answers) {
        if (outcome.appended() != null) answers.complete(completion, outcome.appended());
        else if (outcome.refusal() != null) completion.fail(outcome.refusal());
    }

    private AppendJudge.Judged commit(SqliteConnection connection, List<Append> batch) throws SQLException {
        Head head = newest(connection);
        Set<String> ids = AppendJudge.ids(batch);
        AppendJudge.Found found = new AppendJudge.Found(
                known(connection, ids),
                receipts(connection, ids),
                versions(connection, AppendJudge.streams(batch)),
                head.position(),
                head.hash());
        AppendJudge.Judged judged = judge.judge(batch, found, clock.instant());
        insert(connection, judged.inserts());
        insertReceipts(connection, judged.receipts());
        return judged;
    }

    private Map<String, RecordedEvent> known(SqliteConnection connection, Collection<String> ids) throws SQLException {
        PreparedStatement select =
                connection.prepare("SELECT " + COLUMNS + " FROM events WHERE id IN (SELECT value FROM json_each($1))");
        select.setString(1, Json.writeText(ids));
        Map<String, RecordedEvent> known = new HashMap<>();
        for (RecordedEvent event : events(select)) known.put(event.id(), event);
        return known;
    }

    private static Map<String, RecordedReceipt> receipts(SqliteConnection connection, Collection<String> ids)
            throws SQLException {
        PreparedStatement select = connection.prepare("SELECT id, stream, version, command_digest FROM receipts"
                + " WHERE id IN (SELECT value FROM json_each($1))");
        select.setString(1, Json.writeText(ids));
        Map<String, RecordedReceipt> receipts = new HashMap<>();
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                String id = row.getString(1);
                receipts.put(id, new RecordedReceipt(id, row.getString(2), row.getLong(3), row.getBytes(4)));
            }
        }
        return receipts;
    }

    private static Map<String, Long> versions(SqliteConnection connection, Collection<String> streams)
            throws SQLException {
        PreparedStatement select = connection.prepare("SELECT wanted.value AS stream, (SELECT max(version) FROM events"
                + " WHERE stream = wanted.value) AS version FROM json_each($1) AS wanted");
        select.setString(1, Json.writeText(streams));
        Map<String, Long> versions = new HashMap<>();
        try (ResultSet result = select.executeQuery()) {
            while (result.next()) {
                long version = result.getLong(2);
                if (version > 0) versions.put(result.getString(1), version);
            }
        }
        return versions;
    }

    private static void insert(SqliteConnection connection, List<RecordedEvent> events) throws SQLException {
        if (events.isEmpty()) return;
        PreparedStatement insert = connection.prepare(
                "INSERT INTO events (" + COLUMNS + ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)");
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

    private static void insertReceipts(SqliteConnection connection, List<RecordedReceipt> receipts)
            throws SQLException {
        if (receipts.isEmpty()) return;
        PreparedStatement insert = connection.prepare(
                "INSERT INTO receipts (id, stream, version, command_digest) VALUES ($1, $2, $3, $4)");
        for (RecordedReceipt receipt : receipts) {
            insert.setString(1, receipt.commandId());
            insert.setString(2, receipt.stream());
            insert.setLong(3, receipt.version());
            insert.setBytes(4, receipt.commandDigest());
            insert.addBatch();
        }
        insert.executeBatch();
    }

    private Head newest(SqliteConnection connection) throws SQLException {
        PreparedStatement select =
                connection.prepare("SELECT position, hash FROM events ORDER BY position DESC LIMIT 1");
        try (ResultSet result = select.executeQuery()) {
            return result.next()
                    ? new Head(epoch, result.getLong(1), result.getBytes(2))
                    : new Head(epoch, 0, HashChain.genesis());
        }
    }

    private static byte @Nullable [] hashAt(SqliteConnection connection, long position) throws SQLException {
        PreparedStatement select = connection.prepare("SELECT hash FROM events WHERE position = $1");
        select.setLong(1, position);
        try (ResultSet result = select.executeQuery()) {
            return result.next() ? result.getBytes(1) : null;
        }
    }

    private static List<RecordedEvent> matching(SqliteConnection connection, PageRequest request) throws SQLException {
        FilterSql where = FilterSql.of(request.filter(), 3);
        PreparedStatement select = connection.prepare("SELECT " + COLUMNS
                + " FROM events WHERE position > $1 AND position <= $2" + where.conditions()
                + " ORDER BY position LIMIT $" + (3 + where.parameters().size()));
        select.setLong(1, request.after());
        select.setLong(2, request.scanEnd());
        int index = 3;
        for (String parameter : where.parameters()) select.setString(index++, parameter);
        select.setInt(index, request.limit());
        return events(select, READ_BYTES_MAX);
    }

    private static List<RecordedEvent> events(PreparedStatement select) throws SQLException {
        return events(select, Long.MAX_VALUE);
    }

    /** The rows, until their data comes to so many bytes. */
    private static List<RecordedEvent> events(PreparedStatement select, long bytesMax) throws SQLException {
        List<RecordedEvent> events = new ArrayList<>();
        long bytes = 0;
        try (ResultSet row = select.executeQuery()) {
            while (bytes < bytesMax && row.next()) {
                events.add(new RecordedEvent(
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
                        row.getBytes(13)));
                bytes += events.get(events.size() - 1).data().length;
            }
        }
        return events;
    }
}
