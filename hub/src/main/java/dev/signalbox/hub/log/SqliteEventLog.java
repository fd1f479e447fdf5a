package dev.signalbox.hub.log;

import dev.signalbox.hub.database.Completion;
import dev.signalbox.hub.database.SqliteConnection;
import dev.signalbox.hub.database.SqliteDatabase;
import dev.signalbox.hub.log.Append.Quiet;
import dev.signalbox.hub.log.AppendJudge.Found;
import dev.signalbox.hub.log.AppendJudge.Judged;
import dev.signalbox.hub.log.AppendQueue.Waiting;
import dev.signalbox.wire.Cursor;
import dev.signalbox.wire.Json;
import io.vertx.core.Future;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The log in a SQLite file. Appends that arrive while a commit runs are taken together by the next one: one
 * transaction, one fsync. Only this process writes (the data folder is locked), on the database's one writer thread, so
 * positions are commit order by nature.
 */
public final class SqliteEventLog implements EventLog {
    /** Positions that one filtered read looks at. */
    private static final int SCAN_MAX = 100_000;

    private static final String STREAM = EventSql.SELECT + EventSql.OF_STREAM + " ORDER BY version LIMIT $3";
    private static final String KNOWN = EventSql.SELECT + "id IN (SELECT value FROM json_each($1))";
    private static final String RECEIPTS = "SELECT id, stream, version, command_digest FROM receipts"
            + " WHERE id IN (SELECT value FROM json_each($1))";
    private static final String VERSIONS = "SELECT wanted.value AS stream, (SELECT max(version) FROM events"
            + " WHERE stream = wanted.value) AS version FROM json_each($1) AS wanted";

    private final String name;
    private final String epoch;
    private final SqliteDatabase database;
    private final Clock clock;
    private final AppendMeter meter;
    private final LogListeners listeners;
    private final AppendJudge judge = new AppendJudge();
    private final AppendQueue queue = new AppendQueue();
    private final AtomicBoolean drainScheduled = new AtomicBoolean();

    private SqliteEventLog(String name, String epoch, SqliteDatabase database, Clock clock, AppendMeter meter) {
        this.name = name;
        this.epoch = epoch;
        this.database = database;
        this.clock = clock;
        this.meter = meter;
        this.listeners = new LogListeners(name);
    }

    /** Opens the log in a migrated database; gives a new history its epoch. */
    public static Future<SqliteEventLog> open(String name, SqliteDatabase database, Clock clock, AppendMeter meter) {
        return open(name, database, clock, meter, null);
    }

    /**
     * The same for a store of which a cursor is known; null when none is. A store that does not hold it begins a new
     * epoch.
     */
    public static Future<SqliteEventLog> open(
            String name, SqliteDatabase database, Clock clock, AppendMeter meter, @Nullable Cursor seen) {
        return database.write(transaction -> Epoch.of(transaction, name, clock, seen))
                .map(epoch -> new SqliteEventLog(name, epoch, database, clock, meter));
    }

    /** The log of a store that nobody serves, to be read as it stands: nothing is given, noted or begun anew. */
    public static Future<SqliteEventLog> look(String name, SqliteDatabase database) {
        return database.read(transaction -> Epoch.shown(transaction, name))
                .map(epoch -> new SqliteEventLog(name, epoch, database, Clock.systemUTC(), AppendMeter.NONE));
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
                () -> database.readJdbc(connection ->
                        SqliteEvents.of(connection.bound(STREAM, stream, afterVersion, limit), LogPage.BYTES_MAX)));
    }

    @Override
    public Future<Optional<RecordedEvent>> at(long position) {
        return one(EventSql.AT, position);
    }

    @Override
    public Future<Optional<RecordedEvent>> byId(String id) {
        return one(EventSql.BY_ID, id);
    }

    private Future<Optional<RecordedEvent>> one(String sql, Object key) {
        return database.readJdbc(connection ->
                SqliteEvents.of(connection.bound(sql, key)).stream().findFirst());
    }

    @Override
    public Future<Optional<RecordedReceipt>> receipt(String commandId) {
        return database.readJdbc(connection -> Optional.ofNullable(
                receipts(connection, Json.writeText(List.of(commandId))).get(commandId)));
    }

    @Override
    public Future<Head> head() {
        return database.readJdbc(this::newest);
    }

    @Override
    public void onCommit(CommitListener listener) {
        listeners.onCommit(listener);
    }

    /** Tells nothing: no other node writes. */
    @Override
    public void onGrowth(GrowthListener listener) {}

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

    private void schedule() {
        if (drainScheduled.compareAndSet(false, true)) database.execute(this::drain, queue::failAll);
    }

    /**
     * One commit, on the writer thread. What waits behind it gets a turn of its own, so that projections have theirs.
     */
    private void drain() {
        drainScheduled.set(false);
        List<Waiting> batch = queue.drain();
        if (batch.isEmpty()) return;
        meter.waiting(queue.size());
        List<Append> appends = AppendQueue.appends(batch);
        Judged judged;
        long began = System.nanoTime();
        try {
            judged = database.inTransaction(connection -> commit(connection, appends));
        } catch (RuntimeException | Error e) {
            AppendQueue.fail(batch, e);
            return;
        } finally {
            if (queue.size() > 0) schedule();
        }
        meter.committed(judged.inserts().size(), System.nanoTime() - began);
        if (!judged.inserts().isEmpty()) listeners.committed(judged.inserts());
        AppendQueue.answer(batch, judged.outcomes());
    }

    private Judged commit(SqliteConnection connection, List<Append> batch) throws SQLException {
        Head head = newest(connection);
        String ids = Json.writeText(AppendJudge.ids(batch));
        Found found = new Found(
                known(connection, ids),
                receipts(connection, ids),
                versions(connection, AppendJudge.streams(batch)),
                broken(connection, AppendJudge.quiets(batch)),
                head.position(),
                head.hash());
        Judged judged = judge.judge(batch, found, clock.instant());
        SqliteEvents.insert(connection, judged.inserts());
        SqliteEvents.insertReceipts(connection, judged.receipts());
        return judged;
    }

    private static Map<String, RecordedEvent> known(SqliteConnection connection, String ids) throws SQLException {
        Map<String, RecordedEvent> known = new HashMap<>();
        for (RecordedEvent event : SqliteEvents.of(connection.bound(KNOWN, ids))) known.put(event.id(), event);
        return known;
    }

    private static Map<String, RecordedReceipt> receipts(SqliteConnection connection, String ids) throws SQLException {
        Map<String, RecordedReceipt> receipts = new HashMap<>();
        try (ResultSet row = connection.bound(RECEIPTS, ids).executeQuery()) {
            while (row.next()) {
                String id = row.getString(1);
                receipts.put(id, new RecordedReceipt(id, row.getString(2), row.getLong(3), row.getBytes(4)));
            }
        }
        return receipts;
    }

    private static Map<String, Long> versions(SqliteConnection connection, Collection<String> streams)
            throws SQLException {
        Map<String, Long> versions = new HashMap<>();
        try (ResultSet result =
                connection.bound(VERSIONS, Json.writeText(streams)).executeQuery()) {
            while (result.next()) {
                long version = result.getLong(2);
                if (version > 0) versions.put(result.getString(1), version);
            }
        }
        return versions;
    }

    private static Set<Quiet> broken(SqliteConnection connection, Set<Quiet> quiets) throws SQLException {
        Set<Quiet> broken = new HashSet<>();
        for (Quiet quiet : quiets) {
            try (ResultSet row =
                    connection.bound(quiet.sql(), quiet.parameters()).executeQuery()) {
                if (row.next()) broken.add(quiet);
            }
        }
        return broken;
    }

    private Head newest(SqliteConnection connection) throws SQLException {
        try (ResultSet result = connection.prepare(EventSql.HEAD).executeQuery()) {
            return result.next()
                    ? new Head(epoch, result.getLong(1), result.getBytes(2))
                    : new Head(epoch, 0, HashChain.genesis());
        }
    }

    private static byte @Nullable [] hashAt(SqliteConnection connection, long position) throws SQLException {
        try (ResultSet result = connection.bound(EventSql.HASH_AT, position).executeQuery()) {
            return result.next() ? result.getBytes(1) : null;
        }
    }

    private static List<RecordedEvent> matching(SqliteConnection connection, PageRequest request) throws SQLException {
        FilterSql where = FilterSql.of(request.filter(), 3);
        String sql = EventSql.SELECT + EventSql.OF_RANGE + where.conditions() + " ORDER BY position LIMIT $"
                + (3 + where.parameters().size());
        return SqliteEvents.of(connection.bound(sql, request.parameters(where)), LogPage.BYTES_MAX);
    }
}
