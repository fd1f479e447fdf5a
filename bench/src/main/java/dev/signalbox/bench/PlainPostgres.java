package dev.signalbox.bench;

import dev.signalbox.bench.load.BenchFailure;
import dev.signalbox.bench.load.FreshIds;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Cursor;
import io.vertx.sqlclient.Transaction;
import io.vertx.sqlclient.Tuple;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletionException;

/**
 * The log's table, columns and indexes in a PostgreSQL database, filled by one client with one statement a batch, which
 * is a transaction: no lock, no look-ups, no judging, no hash.
 */
final class PlainPostgres implements AutoCloseable {
    private static final String INSERT = "INSERT INTO events (position, stream, version, id, type, actor, occurred_at,"
            + " recorded_at, data, command_digest, hash) SELECT p, s, 1, i, 'notification.posted', 'admin', t, t, d, c, h"
            + " FROM unnest($1::bigint[], $2::text[], $3::text[], $4::bigint[], $5::bytea[], $6::bytea[], $7::bytea[])"
            + " AS rows (p, s, i, t, d, c, h)";

    private static final int PAGE_ROWS = 1_000;

    private final Vertx vertx;
    private final PgConnection connection;
    private long position;

    private PlainPostgres(Vertx vertx, PgConnection connection) {
        this.vertx = vertx;
        this.connection = connection;
    }

    /** With the hub's own schema in an empty database. */
    static PlainPostgres create(String url) {
        Vertx vertx = Vertx.vertx();
        try {
            PgConnectOptions options = PgConnectOptions.fromUri(url.replaceFirst("^postgres:", "postgresql:"))
                    .setCachePreparedStatements(true);
            PgConnection connection = await(PgConnection.connect(vertx, options));
            await(connection.query("SET plan_cache_mode = force_custom_plan").execute());
            await(connection.query(schema()).execute());
            return new PlainPostgres(vertx, connection);
        } catch (BenchFailure failure) {
            vertx.close();
            throw failure;
        }
    }

    /** Inserts rows in transactions of this many: rows a second. */
    double insert(int batch, FreshIds ids, Duration warmUp, Duration measured) {
        long from = System.nanoTime() + warmUp.toNanos();
        long to = from + measured.toNanos();
        long rows = 0;
        while (true) {
            await(connection.preparedQuery(INSERT).execute(rows(batch, ids)));
            long now = System.nanoTime();
            if (now >= from) rows += batch;
            if (now >= to) return rows * 1e9 / (now - from);
        }
    }

    /** Reads every event of a hub's schema once, all columns, a thousand at a time: rows a second. */
    static double readAll(Vertx vertx, String url, String schema) {
        PgConnection connection = await(
                PgConnection.connect(vertx, PgConnectOptions.fromUri(url.replaceFirst("^postgres:", "postgresql:"))));
        try {
            long began = System.nanoTime();
            long rows = 0;
            long seen = 0;
            Transaction transaction = await(connection.begin());
            Cursor cursor = await(connection.prepare("SELECT position, stream, version, id, type, actor, occurred_at,"
                            + " recorded_at, correlation_id, causation_id, data, command_digest, hash FROM " + schema
                            + ".events ORDER BY position"))
                    .cursor();
            do {
                for (io.vertx.sqlclient.Row row : await(cursor.read(PAGE_ROWS))) {
                    seen += row.getLong(0)
                            + row.getString(1).length()
                            + row.getString(3).length();
                    seen += row.getLong(2) + row.getLong(6) + row.getLong(7);
                    seen += row.getString(4).length() + row.getString(5).length();
                    seen += row.getString(8) == null ? 0 : 1;
                    seen += row.getString(9) == null ? 0 : 1;
                    seen += row.getBuffer(10).length()
                            + row.getBuffer(11).length()
                            + row.getBuffer(12).length();
                    rows++;
                }
            } while (cursor.hasMore());
            double perSecond = rows * 1e9 / (System.nanoTime() - began);
            await(transaction.rollback());
            if (seen == 0) throw new BenchFailure("there is nothing to read in " + schema);
            return perSecond;
        } finally {
            await(connection.close());
        }
    }

    @Override
    public void close() {
        await(connection.close());
        await(vertx.close());
    }

    private Tuple rows(int batch, FreshIds ids) {
        Long[] positions = new Long[batch];
        String[] streams = new String[batch];
        String[] eventIds = new String[batch];
        Long[] times = new Long[batch];
        for (int i = 0; i < batch; i++) {
            positions[i] = ++position;
            eventIds[i] = ids.next();
            streams[i] = "notification/" + eventIds[i];
            times[i] = position;
        }
        return Tuple.of(positions, streams, eventIds, times, bytes(batch, 220), bytes(batch, 16), bytes(batch, 32));
    }

    private static Buffer[] bytes(int count, int length) {
        Buffer[] buffers = new Buffer[count];
        Arrays.fill(buffers, Buffer.buffer(new byte[length]));
        return buffers;
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().join();
        } catch (CompletionException e) {
            throw new BenchFailure("plain PostgreSQL", e);
        }
    }

    private static String schema() {
        try (InputStream schema = PlainPostgres.class.getResourceAsStream("/db/postgres/V1__log.sql")) {
            if (schema == null) throw new BenchFailure("the hub's schema is not on the class path");
            return new String(schema.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new BenchFailure("the hub's schema", e);
        }
    }
}
