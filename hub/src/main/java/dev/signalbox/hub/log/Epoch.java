package dev.signalbox.hub.log;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.hub.database.Row;
import dev.signalbox.hub.database.StoreBroken;
import dev.signalbox.hub.database.StoreUnavailable;
import dev.signalbox.hub.database.Transaction;
import dev.signalbox.wire.Cursor;
import dev.signalbox.wire.EventTypes;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.Times;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The identity of a log's history: eight hex digits, which a store gets when it is opened for the first time, and anew
 * when it turns out to be at an earlier moment than it was, or was brought back from an archive. Then the new history
 * begins with the event {@code log.rewound} or {@code log.restored}, and tables that were folded further than the log
 * reaches are marked to be folded anew.
 */
final class Epoch {
    private static final Logger LOG = LoggerFactory.getLogger(Epoch.class);
    private static final String GIVE = "INSERT INTO log_identity (epoch, created_at) SELECT $1, $2"
            + " WHERE NOT EXISTS (SELECT 1 FROM log_identity)";
    private static final String READ = "SELECT epoch FROM log_identity";
    private static final String RENEW = "UPDATE log_identity SET epoch = $1, created_at = $2";
    /** A shape that no definition has: the tables are built anew at the start. */
    private static final String TABLES_AHEAD = "UPDATE checkpoints SET shape = 'of another history', position = 0"
            + " WHERE position > (SELECT coalesce(max(position), 0) FROM events) AND projection NOT LIKE '%~rebuild'";

    private static final String BY = "system";
    private static final int DIGEST_BYTES = 16;

    private final Transaction transaction;
    private final String log;
    private final Clock clock;

    private Epoch(Transaction transaction, String log, Clock clock) {
        this.transaction = transaction;
        this.log = log;
        this.clock = clock;
    }

    /**
     * The epoch of a migrated store. Fails with {@link StoreUnavailable} when the store is new and somebody has seen
     * events of it.
     *
     * @param transaction one in which nobody else may give it, or append
     * @param log its name
     * @param seen the newest cursor that is known from outside of the store; null when none is
     */
    static Future<String> of(Transaction transaction, String log, Clock clock, @Nullable Cursor seen) {
        Epoch opening = new Epoch(transaction, log, clock);
        return opening.identity(seen)
                .compose(epoch -> transaction.update(TABLES_AHEAD).map(epoch))
                .compose(epoch -> seen == null || !seen.epoch().equals(epoch)
                        ? Future.succeededFuture(epoch)
                        : opening.holds(seen)
                                .compose(held -> held ? Future.succeededFuture(epoch) : opening.begin(seen)));
    }

    /**
     * The epoch of a store that is only looked at. Fails with {@link StoreBroken} when the store does not say which it
     * has.
     */
    static Future<String> shown(Transaction transaction, String log) {
        return transaction.query(READ).map(rows -> {
            if (rows.size() == 1) return rows.get(0).text("epoch");
            throw new StoreBroken(
                    "the log " + log + " is damaged: the table log_identity has " + rows.size()
                            + " rows, and must have one",
                    null);
        });
    }

    private Future<String> identity(@Nullable Cursor seen) {
        return transaction
                .update(GIVE, fresh(), Times.toMicros(clock.instant()))
                .compose(given -> {
                    if (given == 1 && seen != null) throw missing(seen);
                    return transaction.query(READ);
                })
                .map(rows -> rows.get(0).text("epoch"));
    }

    private StoreUnavailable missing(Cursor seen) {
        return new StoreUnavailable(
                "the store of the log " + log + " is empty, and this hub had one with events (" + seen
                        + "): it was deleted or replaced. Put a copy back (docs/recovery.md); only to begin anew without what"
                        + " was there, remove the file heads from the data folder",
                null);
    }

    private Future<Boolean> holds(Cursor seen) {
        if (seen.position() == 0) return Future.succeededFuture(true);
        return transaction
                .query(EventSql.HASH_AT, seen.position())
                .map(rows -> !rows.isEmpty()
                        && Head.hashPrefix(rows.get(0).bytes("hash")).equals(seen.hashPrefix()));
    }

    /** The store is of no epoch yet: it was written as a whole. Its own begins behind what is there. Once. */
    static Future<String> restored(Transaction transaction, String log, Clock clock, ObjectNode facts) {
        String epoch = fresh();
        return new Epoch(transaction, log, clock)
                .says(EventTypes.LOG_RESTORED, epoch, facts)
                .compose(kept -> transaction.update(GIVE, epoch, Times.toMicros(clock.instant())))
                .map(given -> {
                    if (given == 1) return epoch;
                    throw new IllegalStateException("the log " + log + " has an epoch already");
                });
    }

    private Future<String> begin(Cursor seen) {
        String epoch = fresh();
        ObjectNode facts = Json.object().put("before", seen.epoch()).put("lost", seen.toString());
        return says(EventTypes.LOG_REWOUND, epoch, facts)
                .compose(kept -> {
                    LOG.warn(
                            "the log {} went back: {} was told of, and it ends at {}; it goes on as the history {}",
                            log,
                            seen,
                            kept,
                            epoch);
                    return transaction.update(RENEW, epoch, Times.toMicros(clock.instant()));
                })
                .map(epoch);
    }

    /** Writes the first event of a new epoch behind what is there; completes with the position that is kept. */
    private Future<Long> says(String type, String epoch, ObjectNode facts) {
        String stream = "log/" + log;
        Future<List<Row>> head = transaction.query(EventSql.HEAD);
        Future<List<Row>> version = transaction.query(EventSql.VERSION, stream);
        return Future.all(head, version).compose(found -> {
            boolean empty = head.result().isEmpty();
            long kept = empty ? 0 : head.result().get(0).bigint("position");
            byte[] hash = empty ? HashChain.genesis() : head.result().get(0).bytes("hash");
            long next = version.result().get(0).bigint("version") + 1;
            ObjectNode data = Json.object().put("epoch", epoch).put("kept", kept);
            data.setAll(facts);
            RecordedEvent first = first(hash, kept + 1, next, stream, type, data);
            return transaction
                    .update(EventSql.INSERT, EventSql.parameters(first))
                    .map(kept);
        });
    }

    private RecordedEvent first(byte[] hash, long position, long version, String stream, String type, ObjectNode data) {
        Instant now = Times.ofMicros(Times.toMicros(clock.instant()));
        String id = Ids.next();
        NewEvent event = new NewEvent(stream, id, type, BY, now, null, null, Json.write(data));
        byte[] digest = Arrays.copyOf(Ids.sha256(id.getBytes(StandardCharsets.UTF_8)), DIGEST_BYTES);
        return new HashChain().link(hash, position, version, event, now, digest);
    }

    private static String fresh() {
        return HexFormat.of().toHexDigits(new SecureRandom().nextInt());
    }
}
