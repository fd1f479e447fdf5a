package dev.signalbox.hub.log;

import dev.signalbox.hub.database.PostgresDatabase;
import dev.signalbox.hub.database.PostgresFailures;
import dev.signalbox.hub.database.StorageFull;
import dev.signalbox.hub.database.StoreUnavailable;
import dev.signalbox.hub.log.AppendJudge.Found;
import dev.signalbox.hub.log.AppendJudge.Judged;
import dev.signalbox.hub.log.AppendJudge.Outcome;
import dev.signalbox.hub.log.AppendQueue.Waiting;
import dev.signalbox.wire.Ids;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one appender of a log on this node. What queues while a commit runs is taken together by the next one, in two round trips:
 * lock, read and look up; then insert, notify and commit. Everything happens on one Vert.x context.
 *
 * <p>Any error poisons the connection: it is dropped, and the batch is judged again on a fresh one. That also settles a commit whose
 * answer was lost: it held the lock, so whoever holds the lock next sees whether its events are there.
 */
final class PostgresAppender {
    /** Longest time for which a batch is tried again before its callers hear {@link StoreUnavailable}. */
    static final Duration SETTLE_MAX = Duration.ofSeconds(10);
    /** Longest time without an answer after which the connection counts as dead; above that of a statement. */
    private static final long ANSWER_SECONDS = 12;

    private static final long PING_MILLIS = 20_000;
    private static final long PING_ANSWER_SECONDS = 5;
    private static final long RETRY_MILLIS = 50;
    private static final long RETRY_MILLIS_MAX = 1_000;
    private static final Map<String, String> SETTINGS = Map.of(
            "application_name", "signalbox appender",
            "lock_timeout", "5s",
            "statement_timeout", "10s",
            "idle_in_transaction_session_timeout", "10s");

    private static final String HEAD = "SELECT position, hash FROM events ORDER BY position DESC LIMIT 1";
    static final String KNOWN = "SELECT " + PostgresEvents.COLUMNS + " FROM unnest($1::text[]) AS wanted (wanted_id)"
            + " CROSS JOIN LATERAL (SELECT * FROM events WHERE id = wanted_id LIMIT 1) AS known";
    static final String VERSIONS = "SELECT wanted, (SELECT version FROM events WHERE stream = wanted ORDER BY version"
            + " DESC LIMIT 1) AS version FROM unnest($1::text[]) AS streams (wanted)";
    private static final Logger LOG = LoggerFactory.getLogger(PostgresAppender.class);

    private final Vertx vertx;
    private final Context context;
    private final PostgresDatabase database;
    private final Clock clock;
    private final AppendMeter meter;
    private final Duration settleMax;
    private final Consumer<List<RecordedEvent>> committed;
    private final AppendQueue queue = new AppendQueue();
    private final AtomicBoolean pumpScheduled = new AtomicBoolean();
    private final AppendJudge judge = new AppendJudge();
    private final StreamHeads versions = new StreamHeads();
    private final Promise<Void> ended = Promise.promise();
    private final String lock;
    private final String notify;
    private final long pings;
    private @Nullable PgConnection connection;
    private volatile int backend = -1;
    private boolean committing;
    private boolean closed;

    /** @param committed hears of every commit, in order, before the callers do; on {@code context} */
    PostgresAppender(
            Vertx vertx,
            Context context,
            PostgresDatabase database,
            Clock clock,
            AppendMeter meter,
            Duration settleMax,
            Consumer<List<RecordedEvent>> committed) {
        this.vertx = vertx;
        this.context = context;
        this.database = database;
        this.clock = clock;
        this.meter = meter;
        this.settleMax = settleMax;
        this.committed = committed;
        this.lock = "SELECT pg_advisory_xact_lock(" + lockKey(database.schema()) + ")";
        this.notify = "SELECT pg_notify('" + PostgresHeadWatch.channel(database.schema()) + "', $1)";
        this.pings = vertx.setPeriodic(PING_MILLIS, tick -> context.runOnContext(due -> ping()));
    }

    /** The advisory lock that orders the commits of all nodes; the same everywhere. */
    static long lockKey(String schema) {
        return ByteBuffer.wrap(Ids.sha256(("signalbox log " + schema).getBytes(StandardCharsets.UTF_8)))
                .getLong();
    }

    Future<Appended> append(Append append) {
        Future<Appended> answer = queue.add(append);
        if (pumpScheduled.compareAndSet(false, true)) context.runOnContext(scheduled -> pump());
        return answer;
    }

    /** Whether a backend of the server serves this appender. Any thread. */
    boolean isBackend(int processId) {
        return processId == backend;
    }

    /** Refuses new appends, commits those that wait, then completes. */
    Future<Void> close() {
        queue.close();
        context.runOnContext(closing -> {
            closed = true;
            pump();
        });
        return ended.future();
    }

    private void pump() {
        if (committing) return;
        pumpScheduled.set(false);
        List<Waiting> batch = queue.drain();
        if (batch.isEmpty()) {
            if (closed) end();
            return;
        }
        committing = true;
        meter.waiting(queue.size());
        commit(batch).onComplete(done -> {
            committing = false;
            pump();
        });
    }

    private void end() {
        vertx.cancelTimer(pings);
        drop();
        ended.tryComplete();
    }

    /** Commits a batch and answers its callers; when only one append can be at fault, each gets a commit of its own. */
    private Future<Void> commit(List<Waiting> batch) {
        long began = System.nanoTime();
        Batch tried = new Batch(batch.stream().map(Waiting::append).toList(), began + settleMax.toNanos());
        return settle(tried, RETRY_MILLIS).transform(settled -> {
            if (settled.succeeded()) {
                meter.committed(settled.result().inserts().size(), System.nanoTime() - began);
                answer(batch, settled.result());
                return Future.succeededFuture();
            }
            if (isOneAppendsFault(settled.cause()) && batch.size() > 1) {
                Future<Void> each = Future.succeededFuture();
                for (Waiting waiting : batch) each = each.compose(done -> commit(List.of(waiting)));
                return each;
            }
            batch.forEach(waiting -> waiting.completion().fail(settled.cause()));
            if (settled.cause() instanceof StoreUnavailable) failAllThatWait(settled.cause());
            return Future.succeededFuture();
        });
    }

    /** They waited as long for the same store; the next append tries it anew. */
    private void failAllThatWait(Throwable cause) {
        for (List<Waiting> batch = queue.drain(); !batch.isEmpty(); batch = queue.drain()) {
            batch.forEach(waiting -> waiting.completion().fail(cause));
        }
    }

    private void answer(List<Waiting> batch, Judged judged) {
        if (!judged.inserts().isEmpty()) committed.accept(judged.inserts());
        for (int i = 0; i < batch.size(); i++) {
            Outcome outcome = judged.outcomes().get(i);
            if (outcome.appended() != null) batch.get(i).completion().complete(outcome.appended());
            else if (outcome.refusal() != null) batch.get(i).completion().fail(outcome.refusal());
        }
    }

    /** The appends of one commit over all attempts at it. */
    private static final class Batch {
        private final List<Append> appends;
        private final long deadline;
        /** What was sent to be committed when the answer was lost. */
        private @Nullable Judged inDoubt;

        Batch(List<Append> appends, long deadline) {
            this.appends = appends;
            this.deadline = deadline;
        }
    }

    private Future<Judged> settle(Batch batch, long delay) {
        return attempt(batch).timeout(ANSWER_SECONDS, TimeUnit.SECONDS).recover(failure -> {
            drop();
            Throwable cause = PostgresFailures.translate(failure);
            boolean passes = cause instanceof StoreUnavailable || PostgresFailures.isUniqueViolation(cause);
            if (!passes) return Future.failedFuture(cause);
            if (closed || System.nanoTime() > batch.deadline) {
                return Future.failedFuture(new StoreUnavailable(
                        "PostgreSQL did not take the events; they may or may not be in the log: repeat with the same ids",
                        cause));
            }
            if (delay == RETRY_MILLIS) {
                LOG.warn("appending to {} again after: {}", database.schema(), cause.getMessage());
            }
            return vertx.timer(delay, TimeUnit.MILLISECONDS)
                    .compose(waited -> settle(batch, Math.min(delay * 2, RETRY_MILLIS_MAX)));
        });
    }

    private Future<Judged> attempt(Batch batch) {
        return connection().compose(open -> locked(open, batch).compose(seen -> {
            mustBeInUse(open);
            Judged earlier = batch.inDoubt;
            if (earlier != null && holds(seen, earlier)) {
                return open.query("ROLLBACK").execute().map(earlier);
            }
            batch.inDoubt = null;
            Judged judged = judge.judge(batch.appends, seen, clock.instant());
            if (judged.isEmpty()) return open.query("ROLLBACK").execute().map(judged);
            batch.inDoubt = judged;
            return written(open, judged);
        }));
    }

    /** Whether the commit in doubt was done. A receipt bears no mark of its commit, so all must be there, whoever wrote them. */
    private static boolean holds(Found seen, Judged judged) {
        if (judged.inserts().isEmpty()) {
            return judged.receipts().stream()
                    .allMatch(receipt -> receipt.equals(seen.receipts().get(receipt.commandId())));
        }
        RecordedEvent first = judged.inserts().get(0);
        RecordedEvent found = seen.known().get(first.id());
        return found != null && Arrays.equals(found.hash(), first.hash());
    }

    /** The state of the log under its lock, as far as the batch needs it. */
    private Future<Found> locked(PgConnection open, Batch batch) {
        Collection<String> streams = AppendJudge.streams(batch.appends);
        Map<String, Long> cached = cached(streams);
        // Sent without waiting; the server takes them in order, and READ COMMITTED gives each a snapshot of its own
        // behind the lock.
        Future<?> began = open.query("BEGIN ISOLATION LEVEL READ COMMITTED").execute();
        Future<?> lockTaken = open.query(lock).execute();
        Future<RowSet<Row>> head = open.preparedQuery(HEAD).execute();
        Tuple ids = texts(AppendJudge.ids(batch.appends));
        Future<RowSet<Row>> known = open.preparedQuery(KNOWN).execute(ids);
        Future<RowSet<Row>> receipts =
                open.preparedQuery(PostgresEvents.RECEIPTS).execute(ids);
        Future<Map<String, Long>> missing = versionsOf(open, without(streams, cached));
        return Future.all(List.of(began, lockTaken, head, known, receipts, missing))
                .compose(all -> {
                    mustBeInUse(open);
                    Row newest = firstOf(head.result());
                    long position = newest == null ? 0 : newest.getLong(0);
                    byte[] hash = newest == null
                            ? HashChain.genesis()
                            : newest.getBuffer(1).getBytes();
                    Map<String, RecordedEvent> events = new HashMap<>();
                    for (RecordedEvent event : PostgresEvents.of(known.result())) events.put(event.id(), event);
                    boolean exact = versions.expect(position);
                    // Versions that were cached are asked for again when another node has written since.
                    return (exact ? Future.succeededFuture(cached) : versionsOf(open, cached.keySet())).map(rest -> {
                        Map<String, Long> heads = new HashMap<>(missing.result());
                        heads.putAll(rest);
                        heads.forEach(versions::put);
                        return new Found(events, PostgresEvents.receiptsOf(receipts.result()), heads, position, hash);
                    });
                });
    }

    private Future<Judged> written(PgConnection open, Judged judged) {
        List<RecordedEvent> inserts = judged.inserts();
        List<RecordedReceipt> receipts = judged.receipts();
        List<Future<?>> sent = new ArrayList<>();
        if (!receipts.isEmpty()) {
            sent.add(open.preparedQuery(PostgresEvents.INSERT_RECEIPTS)
                    .execute(PostgresEvents.receiptColumns(receipts)));
        }
        if (!inserts.isEmpty()) {
            sent.add(open.preparedQuery(PostgresEvents.INSERT).execute(PostgresEvents.columns(inserts)));
            sent.add(open.preparedQuery(notify).execute(Tuple.of(Long.toString(newest(inserts)))));
        }
        // A commit behind a failed insert is a rollback that reports success; so all must have succeeded.
        sent.add(open.query("COMMIT").execute());
        return Future.all(sent).map(all -> {
            mustBeInUse(open);
            if (!inserts.isEmpty()) versions.committed(newest(inserts), judged.heads());
            return judged;
        });
    }

    private static long newest(List<RecordedEvent> inserts) {
        return inserts.get(inserts.size() - 1).position();
    }

    private Map<String, Long> cached(Collection<String> streams) {
        Map<String, Long> cached = new HashMap<>();
        for (String stream : streams) {
            Long version = versions.get(stream);
            if (version != null) cached.put(stream, version);
        }
        return cached;
    }

    private static Collection<String> without(Collection<String> streams, Map<String, Long> cached) {
        List<String> rest = new ArrayList<>(streams);
        rest.removeAll(cached.keySet());
        return rest;
    }

    private static Future<Map<String, Long>> versionsOf(PgConnection open, Collection<String> streams) {
        if (streams.isEmpty()) return Future.succeededFuture(Map.of());
        return open.preparedQuery(VERSIONS).execute(texts(streams)).map(rows -> {
            Map<String, Long> found = new HashMap<>();
            for (Row row : rows) {
                Long version = row.getLong(1);
                found.put(row.getString(0), version == null ? 0 : version);
            }
            return found;
        });
    }

    private Future<PgConnection> connection() {
        if (connection != null) return Future.succeededFuture(connection);
        return database.connect(SETTINGS).map(fresh -> {
            fresh.exceptionHandler(failure -> LOG.debug("appender of {}: {}", database.schema(), failure.getMessage()));
            fresh.closeHandler(closing -> {
                if (connection == fresh) drop();
            });
            connection = fresh;
            backend = fresh.processId();
            return fresh;
        });
    }

    /** An answer that comes after its connection was given up must not touch what the next attempt builds on. */
    private void mustBeInUse(PgConnection open) {
        if (connection != open) throw new StoreUnavailable("the connection to PostgreSQL was given up", null);
    }

    private void drop() {
        versions.forget();
        PgConnection broken = connection;
        connection = null;
        backend = -1;
        if (broken != null) broken.close();
    }

    /** A firewall may have forgotten an idle connection without telling; better found out now than by an append. */
    private void ping() {
        PgConnection idle = connection;
        if (committing || idle == null) return;
        idle.query("SELECT 1")
                .execute()
                .timeout(PING_ANSWER_SECONDS, TimeUnit.SECONDS)
                .onFailure(failure -> {
                    if (connection == idle) drop();
                });
    }

    private static boolean isOneAppendsFault(Throwable cause) {
        return !(cause instanceof StoreUnavailable) && !(cause instanceof StorageFull);
    }

    private static Tuple texts(Collection<String> texts) {
        return Tuple.wrap(new Object[] {texts.toArray(String[]::new)});
    }

    private static @Nullable Row firstOf(RowSet<Row> rows) {
        return rows.size() == 0 ? null : rows.iterator().next();
    }
}
