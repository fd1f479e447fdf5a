package dev.signalbox.hub.log;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.hub.database.Database;
import dev.signalbox.hub.database.Dialect;
import dev.signalbox.hub.database.Row;
import dev.signalbox.hub.database.Transaction;
import dev.signalbox.wire.EventTypes;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.Times;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is copied of a log that is moved as a whole: what its store says beside the events, and how events that were
 * written elsewhere come into a store that no {@link EventLog} has opened yet. Positions, versions, ids and hashes stay
 * what they are; whoever calls has held them against the chain. Any thread.
 */
public final class History {
    private static final String NEWEST_RECEIPT = "SELECT coalesce(max(number), 0) AS newest FROM receipts";
    /** Behind a number, without an end as {@link EventSql#BEHIND}. */
    static final String RECEIPTS = "SELECT number, id, stream, version, command_digest FROM receipts"
            + " WHERE number > $1 ORDER BY number LIMIT $2";

    private static final String NEWEST = "SELECT type, data FROM events ORDER BY position DESC LIMIT 1";
    private static final String INSERT_RECEIPT =
            "INSERT INTO receipts (number, id, stream, version, command_digest, hash) VALUES ($1, $2, $3, $4, $5, $6)";
    private static final String IDENTITY = "SELECT epoch, created_at FROM log_identity";
    private static final String IDENTIFY = "INSERT INTO log_identity (epoch, created_at) VALUES ($1, $2)";

    private final Database database;

    /** @param database migrated, as every store is that was opened */
    public History(Database database) {
        this.database = database;
    }

    /**
     * A receipt with its place among those of its log.
     *
     * @param number 1, 2, 3 … in the order of the commits
     */
    public record Numbered(long number, RecordedReceipt receipt) {}

    /** The number of the newest receipt; 0 when there is none. */
    public Future<Long> newestReceipt() {
        return database.read(transaction -> transaction.query(NEWEST_RECEIPT))
                .map(rows -> rows.get(0).bigint("newest"));
    }

    /** The next receipts with numbers above {@code after} up to {@code through}, in order. */
    public Future<List<Numbered>> receipts(long after, long through, int limit) {
        return database.read(transaction -> transaction.query(RECEIPTS, after, limit))
                .map(rows -> {
                    List<Numbered> receipts = new ArrayList<>(rows.size());
                    for (Row row : rows) {
                        long number = row.bigint("number");
                        if (number > through) break;
                        receipts.add(new Numbered(
                                number,
                                new RecordedReceipt(
                                        row.text("id"),
                                        row.text("stream"),
                                        row.bigint("version"),
                                        row.bytes("command_digest"))));
                    }
                    return receipts;
                });
    }

    /** The epoch of the store; empty when no log was ever opened on it. */
    public Future<Optional<String>> epoch() {
        return database.read(transaction -> transaction.query(IDENTITY))
                .map(rows -> rows.isEmpty()
                        ? Optional.empty()
                        : Optional.of(rows.get(0).text("epoch")));
    }

    /** How far the store is; the epoch is empty text when no log was ever opened on it. */
    public Future<Head> head() {
        return database.read(transaction -> transaction.query(EventSql.HEAD)).compose(rows -> epoch().map(epoch -> {
            String name = epoch.orElse("");
            return rows.isEmpty()
                    ? new Head(name, 0, HashChain.genesis())
                    : new Head(name, rows.get(0).bigint("position"), rows.get(0).bytes("hash"));
        }));
    }

    /** The chain's hash at a position; empty when there is no event. */
    public Future<Optional<byte[]>> hashAt(long position) {
        return database.read(transaction -> transaction.query(EventSql.HASH_AT, position))
                .map(rows -> rows.stream().findFirst().map(row -> row.bytes("hash")));
    }

    /**
     * Adds what comes next of another store's log, all or nothing. Fails when a position, an id or a version is there
     * already.
     */
    public Future<Void> add(List<RecordedEvent> events, List<Numbered> receipts) {
        List<@Nullable Object[]> numbered = new ArrayList<>(receipts.size());
        for (Numbered each : receipts) {
            RecordedReceipt receipt = each.receipt();
            numbered.add(new @Nullable Object[] {
                each.number(),
                receipt.commandId(),
                receipt.stream(),
                receipt.version(),
                receipt.commandDigest(),
                receipt.hash()
            });
        }
        return database.write(transaction ->
                        Future.all(insert(events, transaction), transaction.updateAll(INSERT_RECEIPT, numbered)))
                .mapEmpty();
    }

    /** The newest versions of these streams in the store; 0 for one that it has nothing of. */
    public Future<Map<String, Long>> versions(Set<String> streams) {
        Map<String, Future<List<Row>>> asked = new HashMap<>();
        return database.read(transaction -> {
                    for (String stream : streams) asked.put(stream, transaction.query(EventSql.VERSION, stream));
                    return Future.all(List.copyOf(asked.values()));
                })
                .map(all -> {
                    Map<String, Long> versions = new HashMap<>();
                    asked.forEach((stream, rows) ->
                            versions.put(stream, rows.result().get(0).bigint("version")));
                    return versions;
                });
    }

    /**
     * Ends what was brought from elsewhere: the log goes on behind it in a fresh epoch, whose first event is
     * {@code log.restored}. Once. Completes with the epoch; from then on a log may be opened on the store.
     *
     * @param log its name
     * @param facts what the event says besides the epoch and the position that is kept
     */
    public Future<String> restored(String log, Clock clock, ObjectNode facts) {
        return database.write(transaction -> Epoch.restored(transaction, log, clock, facts));
    }

    /** Each engine in the way that costs it least. */
    private Future<?> insert(List<RecordedEvent> events, Transaction transaction) {
        if (events.isEmpty()) return Future.succeededFuture();
        if (database.dialect() == Dialect.POSTGRES) {
            return transaction.update(PostgresEvents.INSERT, PostgresEvents.columns(events));
        }
        return transaction.updateAll(EventSql.INSERT, EventSql.rows(events));
    }

    /** What {@link #restored} said, as long as no event came behind it; empty else. */
    public Future<Optional<JsonNode>> saidLast() {
        return database.read(transaction -> transaction.query(NEWEST)).map(rows -> rows.stream()
                .filter(row -> row.text("type").equals(EventTypes.LOG_RESTORED))
                .findFirst()
                .map(row -> Json.readLenient(row.bytes("data"), JsonNode.class)));
    }

    /** Makes the store one of this epoch: from now on a log may be opened on it. Once. */
    public static Future<Integer> identify(Transaction transaction, String epoch, Instant now) {
        return transaction.update(IDENTIFY, epoch, Times.toMicros(now));
    }
}
