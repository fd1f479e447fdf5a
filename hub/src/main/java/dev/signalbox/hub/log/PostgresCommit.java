package dev.signalbox.hub.log;

import dev.signalbox.hub.database.PostgresDatabase;
import dev.signalbox.hub.database.PostgresFailures;
import dev.signalbox.hub.log.Append.Quiet;
import dev.signalbox.hub.log.AppendJudge.Found;
import dev.signalbox.hub.log.AppendJudge.Judged;
import dev.signalbox.wire.Ids;
import io.vertx.core.Future;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to commit a batch, in two round trips: lock, read and look up; then insert, notify and commit. One at a
 * time, on one Vert.x context.
 *
 * <p>Any error poisons the connection: its owner drops it and tries the batch again, which is judged anew on a fresh
 * one. That also settles a commit whose answer was lost: it held the lock, so whoever holds the lock next sees whether
 * its events are there.
 */
final class PostgresCommit {
    static final String KNOWN = "SELECT " + EventSql.COLUMNS + " FROM unnest($1::text[]) AS wanted (wanted_id)"
            + " CROSS JOIN LATERAL (SELECT * FROM events WHERE id = wanted_id LIMIT 1) AS known";
    static final String VERSIONS = "SELECT wanted, (SELECT version FROM events WHERE stream = wanted ORDER BY version"
            + " DESC LIMIT 1) AS version FROM unnest($1::text[]) AS streams (wanted)";

    private final PostgresAppendConnection connection;
    private final Clock clock;
    private final Continuity continuity;
    private final AppendJudge judge = new AppendJudge();
    private final StreamHeads versions = new StreamHeads();
    private final String lock;
    private final String notify;

    PostgresCommit(PostgresDatabase database, Clock clock, Continuity continuity) {
        this.continuity = continuity;
        this.connection = new PostgresAppendConnection(database, versions::forget);
        this.clock = clock;
        this.lock = "SELECT pg_advisory_xact_lock(" + lockKey(database.schema()) + ")";
        this.notify = "SELECT pg_notify('" + PostgresHeadWatch.channel(database.schema()) + "', $1)";
    }

    /** The advisory lock that orders the commits of all nodes; the same everywhere. */
    static long lockKey(String schema) {
        return ByteBuffer.wrap(Ids.sha256(("signalbox log " + schema).getBytes(StandardCharsets.UTF_8)))
                .getLong();
    }

    /** The appends of one commit over all attempts at it. */
    static final class Batch {
        private final List<Append> appends;
        /** What was sent to be committed when the answer was lost. */
        private @Nullable Judged inDoubt;

        Batch(List<Append> appends) {
            this.appends = appends;
        }
    }

    /**
     * Where it commits. To be dropped after a failure, before the batch is tried again: what still comes of the attempt
     * then counts no more.
     */
    PostgresAppendConnection connection() {
        return connection;
    }

    /** Judges the batch under the lock and commits what it inserts. */
    Future<Judged> attempt(Batch batch) {
        return connection.get().compose(open -> locked(open, batch).compose(seen -> {
            connection.mustBe(open);
            Judged earlier = batch.inDoubt;
            if (earlier != null && holds(seen, earlier)) return rolledBack(open, earlier);
            batch.inDoubt = null;
            Judged judged = judge.judge(batch.appends, seen, clock.instant());
            if (judged.isEmpty()) return rolledBack(open, judged);
            batch.inDoubt = judged;
            return written(open, judged);
        }));
    }

    /**
     * Whether the commit in doubt was done. A receipt bears no mark of its commit, so all must be there, whoever wrote
     * them.
     */
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
        Head asked = continuity.known();
        Future<RowSet<Row>> head = open.preparedQuery(EventSql.HEAD_HELD).execute(Tuple.of(asked.position()));
        Tuple ids = texts(AppendJudge.ids(batch.appends));
        Future<RowSet<Row>> known = open.preparedQuery(KNOWN).execute(ids);
        Future<RowSet<Row>> receipts =
                open.preparedQuery(PostgresEvents.RECEIPTS).execute(ids);
        Future<Map<String, Long>> missing = versionsOf(open, without(streams, cached));
        Future<Set<Quiet>> broken = brokenOf(open, AppendJudge.quiets(batch.appends));
        return answered(List.of(began, lockTaken, head, known, receipts, missing, broken))
                .compose(all -> {
                    connection.mustBe(open);
                    continuity.check(asked, head.result());
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
                        return new Found(
                                events,
                                PostgresEvents.receiptsOf(receipts.result()),
                                heads,
                                broken.result(),
                                position,
                                hash);
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
            sent.add(open.preparedQuery(PostgresEvents.INSERT).execute(Tuple.wrap(PostgresEvents.columns(inserts))));
            sent.add(open.preparedQuery(notify).execute(Tuple.of(Long.toString(newest(inserts)))));
        }
        // A commit behind a failed insert is a rollback that reports success; so all must have succeeded.
        sent.add(open.query("COMMIT").execute());
        return answered(sent).map(all -> {
            connection.mustBe(open);
            if (!inserts.isEmpty()) versions.committed(newest(inserts), judged.heads());
            return judged;
        });
    }

    /**
     * Completes when all statements have. Fails with what made the server abort the transaction, as far as it is known.
     */
    private static Future<?> answered(List<? extends Future<?>> sent) {
        return Future.all(sent)
                .recover(any -> Future.failedFuture(sent.stream()
                        .filter(statement -> statement.failed() && !PostgresFailures.isAftermath(statement.cause()))
                        .map(Future::cause)
                        .findFirst()
                        .orElse(any)));
    }

    private static long newest(List<RecordedEvent> inserts) {
        return inserts.get(inserts.size() - 1).position();
    }

    private static Future<Judged> rolledBack(PgConnection open, Judged judged) {
        return open.query("ROLLBACK").execute().map(judged);
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

    private static Future<Set<Quiet>> brokenOf(PgConnection open, Set<Quiet> quiets) {
        Map<Quiet, Future<RowSet<Row>>> looked = new HashMap<>();
        for (Quiet quiet : quiets) {
            looked.put(quiet, open.preparedQuery(quiet.sql()).execute(Tuple.wrap(quiet.parameters())));
        }
        return Future.all(List.copyOf(looked.values())).map(all -> {
            looked.values().removeIf(rows -> rows.result().size() == 0);
            return Set.copyOf(looked.keySet());
        });
    }

    private static Tuple texts(Collection<String> texts) {
        return Tuple.wrap(new Object[] {texts.toArray(String[]::new)});
    }

    private static @Nullable Row firstOf(RowSet<Row> rows) {
        return rows.size() == 0 ? null : rows.iterator().next();
    }
}
