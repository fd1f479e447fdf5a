package dev.signalbox.hub.log;

import dev.signalbox.hub.database.PostgresFailures;
import dev.signalbox.hub.database.StorageFull;
import dev.signalbox.hub.database.StoreUnavailable;
import dev.signalbox.hub.log.AppendJudge.Judged;
import dev.signalbox.hub.log.AppendQueue.Waiting;
import dev.signalbox.hub.log.EventLog.CommitListener;
import dev.signalbox.hub.log.PostgresCommit.Batch;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one appender of a log on this node: what queues while a commit runs is taken together by the next one. A batch is
 * tried again until it is settled: {@link PostgresCommit} finds out whether an attempt whose answer was lost had been
 * committed. Everything happens on one Vert.x context.
 */
final class PostgresAppender {
    /** Longest time for which a batch is tried again before its callers hear {@link StoreUnavailable}. */
    static final Duration SETTLE_MAX = Duration.ofSeconds(10);
    /** Longest time without an answer after which the connection counts as dead; above that of a statement. */
    private static final long ANSWER_SECONDS = 12;

    private static final long PING_MILLIS = 20_000;
    private static final long RETRY_MILLIS = 50;
    private static final long RETRY_MILLIS_MAX = 1_000;
    private static final Logger LOG = LoggerFactory.getLogger(PostgresAppender.class);

    private final Vertx vertx;
    private final Context context;
    private final PostgresCommit commit;
    private final AppendMeter meter;
    private final Duration settleMax;
    private final CommitListener committed;
    private final AppendQueue queue = new AppendQueue();
    private final AtomicBoolean pumpScheduled = new AtomicBoolean();
    private final Promise<Void> ended = Promise.promise();
    private final long pings;
    private boolean committing;
    private boolean closed;

    /** @param committed hears of every commit, in order, before the callers do; on {@code context} */
    PostgresAppender(
            Vertx vertx,
            Context context,
            PostgresCommit commit,
            AppendMeter meter,
            Duration settleMax,
            CommitListener committed) {
        this.vertx = vertx;
        this.context = context;
        this.commit = commit;
        this.meter = meter;
        this.settleMax = settleMax;
        this.committed = committed;
        this.pings = vertx.setPeriodic(PING_MILLIS, tick -> context.runOnContext(due -> ping()));
    }

    Future<Appended> append(Append append) {
        Future<Appended> answer = queue.add(append);
        if (pumpScheduled.compareAndSet(false, true)) context.runOnContext(scheduled -> pump());
        return answer;
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

    private void ping() {
        if (!committing) commit.connection().ping();
    }

    private void end() {
        vertx.cancelTimer(pings);
        commit.connection().drop();
        ended.tryComplete();
    }

    /** Commits a batch and answers its callers; when only one append can be at fault, each gets a commit of its own. */
    private Future<Void> commit(List<Waiting> batch) {
        long began = System.nanoTime();
        Batch tried = new Batch(AppendQueue.appends(batch));
        return settle(tried, began + settleMax.toNanos(), RETRY_MILLIS).transform(settled -> {
            commit.connection().wrote(reasonOf(settled.cause()));
            if (settled.succeeded()) {
                Judged judged = settled.result();
                meter.committed(judged.inserts().size(), System.nanoTime() - began);
                if (!judged.inserts().isEmpty()) committed.committed(judged.inserts());
                AppendQueue.answer(batch, judged.outcomes());
                return Future.succeededFuture();
            }
            Throwable cause = settled.cause();
            if (isOneAppendsFault(cause) && batch.size() > 1) {
                Future<Void> each = Future.succeededFuture();
                for (Waiting waiting : batch) each = each.compose(done -> commit(List.of(waiting)));
                return each;
            }
            AppendQueue.fail(batch, cause);
            // Those behind waited as long for the same store; the next append tries it anew.
            if (cause instanceof StoreUnavailable) queue.failAll(cause);
            return Future.succeededFuture();
        });
    }

    private Future<Judged> settle(Batch batch, long deadline, long delay) {
        return commit.attempt(batch).timeout(ANSWER_SECONDS, TimeUnit.SECONDS).recover(failure -> {
            commit.connection().drop();
            Throwable cause = PostgresFailures.translate(failure);
            boolean passes = cause instanceof StoreUnavailable || PostgresFailures.isUniqueViolation(cause);
            if (!passes) return Future.failedFuture(cause);
            if (closed || System.nanoTime() > deadline) {
                return Future.failedFuture(new StoreUnavailable(
                        "PostgreSQL did not take the events; they may or may not be in the log: repeat with the same ids",
                        cause));
            }
            if (delay == RETRY_MILLIS) {
                LOG.warn("appending to {} again after: {}", commit.connection().schema(), cause.getMessage());
            }
            return vertx.timer(delay, TimeUnit.MILLISECONDS)
                    .compose(waited -> settle(batch, deadline, Math.min(delay * 2, RETRY_MILLIS_MAX)));
        });
    }

    /** What the store said, behind what callers are told. */
    private static @Nullable Throwable reasonOf(@Nullable Throwable failure) {
        return failure != null && failure.getCause() instanceof StoreUnavailable said ? said : failure;
    }

    private static boolean isOneAppendsFault(Throwable cause) {
        return !(cause instanceof StoreUnavailable) && !(cause instanceof StorageFull);
    }
}
