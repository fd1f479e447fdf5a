package dev.signalbox.hub.log;

import dev.signalbox.hub.database.PostgresDatabase;
import dev.signalbox.hub.vertx.VertxInternals;
import dev.signalbox.wire.Cursor;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The log in a PostgreSQL schema, shared by any number of nodes. Each appends through its {@link PostgresAppender}; an
 * advisory lock orders their commits, so positions are dense and visible in order without a sequence. A
 * {@link PostgresHeadWatch} tells each node of the others' commits.
 */
public final class PostgresEventLog implements EventLog {
    /** Positions that one filtered read looks at. */
    private static final int SCAN_MAX = 50_000;

    private static final String LOCKED = "SELECT pg_advisory_xact_lock($1)::text AS locked";
    private static final String STREAM = page(EventSql.OF_STREAM, "version", 3);
    /** All events behind a position. */
    static final String ALL = page(EventSql.BEHIND, "position", 2);

    private final String name;
    private final String epoch;
    private final PostgresDatabase database;
    private final LogListeners listeners;
    private final PostgresAppender appender;
    private final PostgresHeadWatch watch;
    private final Continuity continuity;

    private PostgresEventLog(
            String name,
            String epoch,
            PostgresDatabase database,
            Vertx vertx,
            Clock clock,
            AppendMeter meter,
            Duration settleMax) {
        this.name = name;
        this.epoch = epoch;
        this.database = database;
        this.listeners = new LogListeners(name);
        Context context = VertxInternals.freshContext(vertx);
        this.continuity = new Continuity(name, epoch);
        PostgresCommit commit = new PostgresCommit(database, clock, continuity);
        this.appender = new PostgresAppender(vertx, context, commit, meter, settleMax, events -> {
            saw(events);
            listeners.committed(events);
        });
        database.proves(continuity::shownBy);
        this.watch =
                new PostgresHeadWatch(vertx, context, database, commit.connection()::isBackend, listeners::advanced);
    }

    /**
     * The {@code application_name} of the connection on which a node watches the log of a schema. Of a space beside the
     * default one it has its name, and no more than the 63 bytes that a server keeps.
     */
    public static String watchOf(String schema) {
        boolean ofSpace = schema.matches("signalbox_.+_(main|traces)");
        return "signalbox watch" + (ofSpace ? " " + schema.substring("signalbox_".length()) : "");
    }

    /** Opens the log in a migrated database; gives a new history its epoch. */
    public static Future<PostgresEventLog> open(
            String name, PostgresDatabase database, Vertx vertx, Clock clock, AppendMeter meter) {
        return open(name, database, vertx, clock, meter, PostgresAppender.SETTLE_MAX, null);
    }

    /**
     * The same for a store of which a cursor is known; null when none is. A store that does not hold it begins a new
     * epoch.
     */
    public static Future<PostgresEventLog> open(
            String name,
            PostgresDatabase database,
            Vertx vertx,
            Clock clock,
            AppendMeter meter,
            @Nullable Cursor seen) {
        return open(name, database, vertx, clock, meter, PostgresAppender.SETTLE_MAX, seen);
    }

    static Future<PostgresEventLog> open(
            String name, PostgresDatabase database, Vertx vertx, Clock clock, AppendMeter meter, Duration settleMax) {
        return open(name, database, vertx, clock, meter, settleMax, null);
    }

    private static Future<PostgresEventLog> open(
            String name,
            PostgresDatabase database,
            Vertx vertx,
            Clock clock,
            AppendMeter meter,
            Duration settleMax,
            @Nullable Cursor seen) {
        // Nodes that start together must agree on one epoch.
        return database.write(transaction -> transaction
                        .query(LOCKED, PostgresCommit.lockKey(database.schema()))
                        .compose(locked -> Epoch.of(transaction, name, clock, seen)))
                .map(epoch -> {
                    PostgresEventLog log = new PostgresEventLog(name, epoch, database, vertx, clock, meter, settleMax);
                    log.watch.start();
                    return log;
                });
    }

    /**
     * The log of a store, to be read as it stands: nothing is given, noted or begun anew, and nobody is listened to.
     */
    public static Future<PostgresEventLog> look(String name, PostgresDatabase database, Vertx vertx) {
        return database.read(transaction -> Epoch.shown(transaction, name))
                .map(epoch -> new PostgresEventLog(
                        name,
                        epoch,
                        database,
                        vertx,
                        Clock.systemUTC(),
                        AppendMeter.NONE,
                        PostgresAppender.SETTLE_MAX));
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
        return appender.append(append);
    }

    @Override
    public Future<LogPage> read(long after, int limit, EventFilter filter) {
        PageRequest request = PageRequest.of(epoch, after, limit, filter, SCAN_MAX);
        return PageRequest.checked(
                after,
                limit,
                () -> database.reading(connection -> {
                    // The head first: rows that follow were committed before it or are newer, so the range never passes
                    // an open commit.
                    Future<RowSet<Row>> newest =
                            connection.preparedQuery(EventSql.HEAD).execute();
                    Future<List<RecordedEvent>> events = matching(connection, request);
                    Future<RowSet<Row>> atScanEnd = filter.isAll()
                            ? Future.succeededFuture()
                            : connection.preparedQuery(EventSql.HASH_AT).execute(Tuple.of(request.scanEnd()));
                    return Future.all(newest, events, atScanEnd).map(all -> {
                        saw(events.result());
                        return request.page(headOf(newest.result()), events.result(), firstBytes(atScanEnd.result()));
                    });
                }));
    }

    @Override
    public Future<List<RecordedEvent>> readStream(String stream, long afterVersion, int limit) {
        return PageRequest.checked(afterVersion, limit, () -> events(STREAM, Tuple.of(stream, afterVersion, limit)));
    }

    @Override
    public Future<Optional<RecordedEvent>> at(long position) {
        return events(EventSql.AT, Tuple.of(position))
                .map(found -> found.stream().findFirst());
    }

    @Override
    public Future<Optional<RecordedEvent>> byId(String id) {
        return events(EventSql.BY_ID, Tuple.of(id)).map(found -> found.stream().findFirst());
    }

    @Override
    public Future<Optional<RecordedReceipt>> receipt(String commandId) {
        return database.reading(connection ->
                        connection.preparedQuery(PostgresEvents.RECEIPT).execute(Tuple.of(commandId)))
                .map(rows -> PostgresEvents.receiptsOf(rows).values().stream().findFirst());
    }

    @Override
    public Future<Head> head() {
        return database.reading(
                        connection -> connection.preparedQuery(EventSql.HEAD).execute())
                .map(this::headOf);
    }

    @Override
    public void onCommit(CommitListener listener) {
        listeners.onCommit(listener);
    }

    @Override
    public void onGrowth(GrowthListener listener) {
        listeners.onGrowth(listener);
    }

    @Override
    public Future<Void> lost() {
        return continuity.lost();
    }

    @Override
    public Future<Void> close() {
        return appender.close().compose(ended -> watch.close());
    }

    private static Future<List<RecordedEvent>> matching(SqlConnection connection, PageRequest request) {
        if (request.filter().isAll()) {
            return connection
                    .preparedQuery(ALL)
                    .execute(Tuple.of(request.after(), request.limit()))
                    .map(PostgresEvents::of);
        }
        FilterSql where = FilterSql.of(request.filter(), 3);
        return connection
                .preparedQuery(page(
                        EventSql.OF_RANGE + where.conditions(),
                        "position",
                        3 + where.parameters().size()))
                .execute(Tuple.wrap(request.parameters(where)))
                .map(PostgresEvents::of);
    }

    /**
     * Asks for the events of some condition in an order, up to the parameter with a number and up to
     * {@link LogPage#BYTES_MAX} of data: the length of a value is known without reading it.
     */
    private static String page(String condition, String order, int limitParameter) {
        return "SELECT " + EventSql.COLUMNS + " FROM (SELECT " + EventSql.COLUMNS
                + ", coalesce(sum(octet_length(data)) OVER (ORDER BY " + order
                + " ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS bytes_before FROM events WHERE "
                + condition
                + " ORDER BY " + order + " LIMIT $" + limitParameter + ") AS page WHERE bytes_before < "
                + LogPage.BYTES_MAX + " ORDER BY " + order;
    }

    private Future<List<RecordedEvent>> events(String sql, Tuple parameters) {
        return database.reading(connection -> connection.preparedQuery(sql).execute(parameters))
                .map(PostgresEvents::of);
    }

    private Head headOf(RowSet<Row> rows) {
        if (rows.size() == 0) return new Head(epoch, 0, HashChain.genesis());
        Row row = rows.iterator().next();
        Head head = new Head(epoch, row.getLong(0), row.getBuffer(1).getBytes());
        continuity.saw(head);
        return head;
    }

    private void saw(List<RecordedEvent> events) {
        if (events.isEmpty()) return;
        RecordedEvent newest = events.get(events.size() - 1);
        continuity.saw(new Head(epoch, newest.position(), newest.hash()));
    }

    private static byte @Nullable [] firstBytes(@Nullable RowSet<Row> rows) {
        return rows == null || rows.size() == 0
                ? null
                : rows.iterator().next().getBuffer(0).getBytes();
    }
}
