package dev.signalbox.hub.log;

import dev.signalbox.hub.database.PostgresDatabase;
import dev.signalbox.wire.Times;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log in a PostgreSQL schema, shared by any number of nodes. Each appends through its {@link PostgresAppender}; an advisory lock
 * orders their commits, so positions are dense and visible in order without a sequence. A {@link PostgresHeadWatch} tells each node
 * of the others' commits.
 */
public final class PostgresEventLog implements EventLog {
    /** Positions that one filtered read looks at. */
    private static final int SCAN_MAX = 50_000;

    private static final String SELECT = "SELECT " + PostgresEvents.COLUMNS + " FROM events WHERE ";
    private static final String HEAD = "SELECT position, hash FROM events ORDER BY position DESC LIMIT 1";
    private static final String HASH_AT = "SELECT hash FROM events WHERE position = $1";
    private static final Logger LOG = LoggerFactory.getLogger(PostgresEventLog.class);

    private final String name;
    private final String epoch;
    private final PostgresDatabase database;
    private final PostgresAppender appender;
    private final PostgresHeadWatch watch;
    private final List<GrowthListener> listeners = new CopyOnWriteArrayList<>();

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
        Context context = ((VertxInternal) vertx).createEventLoopContext();
        this.appender = new PostgresAppender(
                vertx,
                context,
                database,
                clock,
                meter,
                settleMax,
                events -> tell(listener -> listener.committed(events)));
        this.watch = new PostgresHeadWatch(
                vertx,
                context,
                database,
                appender::isBackend,
                position -> tell(listener -> listener.advanced(position)));
    }

    /** Opens the log in a migrated database; gives a new history its epoch. */
    public static Future<PostgresEventLog> open(
            String name, PostgresDatabase database, Vertx vertx, Clock clock, AppendMeter meter) {
        return open(name, database, vertx, clock, meter, PostgresAppender.SETTLE_MAX);
    }

    static Future<PostgresEventLog> open(
            String name, PostgresDatabase database, Vertx vertx, Clock clock, AppendMeter meter, Duration settleMax) {
        String fresh = HexFormat.of().toHexDigits(new SecureRandom().nextInt());
        return database.write(transaction -> {
                    // Nodes that start together must agree on one epoch.
                    var locked = transaction.query(
                            "SELECT pg_advisory_xact_lock($1)::text AS locked",
                            PostgresAppender.lockKey(database.schema()));
                    var given = transaction.update(
                            "INSERT INTO log_identity (epoch, created_at) SELECT $1, $2 WHERE NOT EXISTS (SELECT 1 FROM log_identity)",
                            fresh,
                            Times.toMicros(clock.instant()));
                    return Future.all(locked, given)
                            .compose(done -> transaction.query("SELECT epoch FROM log_identity"))
                            .map(rows -> rows.get(0).text("epoch"));
                })
                .map(epoch -> {
                    PostgresEventLog log = new PostgresEventLog(name, epoch, database, vertx, clock, meter, settleMax);
                    log.watch.start();
                    return log;
                });
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
                () -> database.withConnection(connection -> {
                    // The head first: rows that follow were committed before it or are newer, so the range never passes
                    // an open commit.
                    Future<RowSet<Row>> newest = connection.preparedQuery(HEAD).execute();
                    Future<List<RecordedEvent>> events = matching(connection, request);
                    Future<RowSet<Row>> atScanEnd = filter.isAll()
                            ? Future.succeededFuture()
                            : connection.preparedQuery(HASH_AT).execute(Tuple.of(request.scanEnd()));
                    return Future.all(newest, events, atScanEnd)
                            .map(all -> request.page(
                                    headOf(newest.result()), events.result(), firstBytes(atScanEnd.result())));
                }));
    }

    @Override
    public Future<List<RecordedEvent>> readStream(String stream, long afterVersion, int limit) {
        return PageRequest.checked(
                afterVersion,
                limit,
                () -> events(
                        page("stream = $1 AND version > $2", "version", 3), Tuple.of(stream, afterVersion, limit)));
    }

    @Override
    public Future<Optional<RecordedEvent>> at(long position) {
        return events(SELECT + "position = $1", Tuple.of(position)).map(PostgresEventLog::first);
    }

    @Override
    public Future<Optional<RecordedEvent>> byId(String id) {
        return events(SELECT + "id = $1", Tuple.of(id)).map(PostgresEventLog::first);
    }

    @Override
    public Future<Optional<RecordedReceipt>> receipt(String commandId) {
        return database.withConnection(connection ->
                        connection.preparedQuery(PostgresEvents.RECEIPT).execute(Tuple.of(commandId)))
                .map(rows -> PostgresEvents.receiptsOf(rows).values().stream().findFirst());
    }

    @Override
    public Future<Head> head() {
        return database.withConnection(
                        connection -> connection.preparedQuery(HEAD).execute())
                .map(this::headOf);
    }

    @Override
    public void onGrowth(GrowthListener listener) {
        listeners.add(listener);
    }

    @Override
    public Future<Void> close() {
        return appender.close().compose(ended -> watch.close());
    }

    private static Future<List<RecordedEvent>> matching(SqlConnection connection, PageRequest request) {
        FilterSql where = FilterSql.of(request.filter(), 3);
        List<Object> parameters = new ArrayList<>();
        parameters.add(request.after());
        parameters.add(request.scanEnd());
        parameters.addAll(where.parameters());
        parameters.add(request.limit());
        return connection
                .preparedQuery(
                        page("position > $1 AND position <= $2" + where.conditions(), "position", parameters.size()))
                .execute(Tuple.wrap(parameters))
                .map(PostgresEvents::of);
    }

    /**
     * Asks for the events of some condition in an order, up to the parameter with a number and up to {@link #READ_BYTES_MAX} of data:
     * the length of a value is known without reading it.
     */
    private static String page(String condition, String order, int limitParameter) {
        return "SELECT " + PostgresEvents.COLUMNS + " FROM (SELECT " + PostgresEvents.COLUMNS
                + ", coalesce(sum(octet_length(data)) OVER (ORDER BY " + order
                + " ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS bytes_before FROM events WHERE "
                + condition
                + " ORDER BY " + order + " LIMIT $" + limitParameter + ") AS page WHERE bytes_before < "
                + READ_BYTES_MAX + " ORDER BY " + order;
    }

    private Future<List<RecordedEvent>> events(String sql, Tuple parameters) {
        return database.withConnection(
                        connection -> connection.preparedQuery(sql).execute(parameters))
                .map(PostgresEvents::of);
    }

    private Head headOf(RowSet<Row> rows) {
        if (rows.size() == 0) return new Head(epoch, 0, HashChain.genesis());
        Row row = rows.iterator().next();
        return new Head(epoch, row.getLong(0), row.getBuffer(1).getBytes());
    }

    private static byte @Nullable [] firstBytes(@Nullable RowSet<Row> rows) {
        return rows == null || rows.size() == 0
                ? null
                : rows.iterator().next().getBuffer(0).getBytes();
    }

    private void tell(Consumer<GrowthListener> news) {
        for (GrowthListener listener : listeners) {
            try {
                news.accept(listener);
            } catch (RuntimeException | Error e) {
                LOG.error("a listener of the log {} failed; the log goes on", name, e);
            }
        }
    }

    private static Optional<RecordedEvent> first(List<RecordedEvent> events) {
        return events.stream().findFirst();
    }
}
