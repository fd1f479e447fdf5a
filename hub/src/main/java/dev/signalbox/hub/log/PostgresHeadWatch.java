package dev.signalbox.hub.log;

import dev.signalbox.hub.database.PostgresDatabase;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnection;
import io.vertx.pgclient.PgNotification;
import io.vertx.sqlclient.Row;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.IntPredicate;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells that the log grew, by whichever node: hears the {@code NOTIFY} of every commit on a connection of its own, and
 * asks for the newest position every {@link #POLL_MILLIS} in case one was lost. Connects again when the connection
 * breaks.
 */
final class PostgresHeadWatch {
    static final long POLL_MILLIS = 250;

    private static final long ANSWER_SECONDS = 5;
    private static final long RECONNECT_MILLIS_MAX = 2_000;
    private static final Logger LOG = LoggerFactory.getLogger(PostgresHeadWatch.class);

    private final Vertx vertx;
    private final Context context;
    private final PostgresDatabase database;
    private final IntPredicate own;
    private final LongConsumer advanced;
    private @Nullable PgConnection connection;
    private boolean closed;

    /**
     * @param own whether the backend with this process id belongs to this node's appender, which tells of its commits
     *     itself
     * @param advanced hears positions that were committed; on {@code context}
     */
    PostgresHeadWatch(
            Vertx vertx, Context context, PostgresDatabase database, IntPredicate own, LongConsumer advanced) {
        this.vertx = vertx;
        this.context = context;
        this.database = database;
        this.own = own;
        this.advanced = advanced;
    }

    /** Name of the channel on which the nodes tell each other of commits to one schema. */
    static String channel(String schema) {
        return schema;
    }

    private Map<String, String> settings() {
        return Map.of("application_name", PostgresEventLog.watchOf(database.schema()));
    }

    void start() {
        context.runOnContext(started -> connect(POLL_MILLIS));
    }

    Future<Void> close() {
        return Future.future(promise -> context.runOnContext(closing -> {
            closed = true;
            if (connection == null) promise.complete();
            else connection.close().onComplete(promise);
        }));
    }

    private void connect(long nextDelay) {
        if (closed) return;
        database.connect(settings())
                .compose(fresh -> fresh.query("LISTEN \"" + channel(database.schema()) + "\"")
                        .execute()
                        .map(fresh)
                        .recover(failure -> fresh.close().transform(closed -> Future.failedFuture(failure))))
                .onSuccess(this::watch)
                .onFailure(failure -> {
                    database.lostSight(failure);
                    LOG.debug("cannot watch the log {}: {}", database.schema(), failure.getMessage());
                    vertx.setTimer(nextDelay, again -> connect(Math.min(nextDelay * 2, RECONNECT_MILLIS_MAX)));
                });
    }

    private void watch(PgConnection fresh) {
        connection = fresh;
        fresh.exceptionHandler(failure -> LOG.debug("watch of {}: {}", database.schema(), failure.getMessage()));
        fresh.notificationHandler(this::heard);
        if (closed) fresh.close();
        else poll(fresh);
    }

    private void heard(PgNotification notification) {
        if (!own.test(notification.getProcessId())) advanced.accept(Long.parseLong(notification.getPayload()));
    }

    private void poll(PgConnection polled) {
        database.look(polled, settings())
                .compose(proven -> polled.query("SELECT coalesce(max(position), 0) AS position FROM events")
                        .execute())
                .timeout(ANSWER_SECONDS, TimeUnit.SECONDS)
                .onComplete(rows -> {
                    if (closed) return;
                    if (rows.failed()) {
                        LOG.warn(
                                "lost sight of the log {}: {}",
                                database.schema(),
                                rows.cause().getMessage());
                        polled.close();
                        connect(POLL_MILLIS);
                        return;
                    }
                    Row row = rows.result().iterator().next();
                    // Every time: the listener may have failed to read on when it heard of this position first.
                    advanced.accept(row.getLong("position"));
                    vertx.setTimer(POLL_MILLIS, next -> poll(polled));
                });
    }
}
