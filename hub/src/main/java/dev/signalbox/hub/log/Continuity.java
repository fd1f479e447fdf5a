package dev.signalbox.hub.log;

import dev.signalbox.hub.database.StoreUnavailable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a store still holds the history that this node has read of it: known by its epoch, and by the newest event
 * that the node has seen. A server that was promoted, or put back, without the last commits does not. Once that is
 * found nothing of the store is believed any more: the log is to be opened anew. Any thread.
 */
final class Continuity {
    private static final Logger LOG = LoggerFactory.getLogger(Continuity.class);
    /** Epoch of the store, and the hash of the event at a position. */
    private static final String HELD =
            "SELECT (SELECT epoch FROM log_identity) AS epoch, (SELECT hash FROM events WHERE position = $1) AS held";

    private final String log;
    private final AtomicReference<Head> known;
    private final Promise<Void> lost = Promise.promise();

    /** @param log its name, for people */
    Continuity(String log, String epoch) {
        this.log = log;
        this.known = new AtomicReference<>(new Head(epoch, 0, HashChain.genesis()));
    }

    /** This node knows of an event: from now on a store that does not hold it is another. */
    void saw(Head head) {
        known.accumulateAndGet(head, (before, now) -> now.position() > before.position() ? now : before);
    }

    /** The newest event that this node knows of. */
    Head known() {
        return Objects.requireNonNull(known.get());
    }

    /** Completes when a store was found that does not hold what this node knows of. */
    Future<Void> lost() {
        return lost.future();
    }

    /** Asks a connection before it is used. Fails with {@link StoreUnavailable} when the history is another. */
    Future<Void> shownBy(SqlConnection connection) {
        Head asked = known();
        return connection
                .preparedQuery(HELD)
                .execute(Tuple.of(asked.position()))
                .map(rows -> {
                    Row row = rows.iterator().next();
                    check(
                            asked,
                            row.getString(0),
                            row.getBuffer(1) == null ? null : row.getBuffer(1).getBytes());
                    return null;
                });
    }

    /**
     * Compares what a store showed. Fails with {@link StoreUnavailable} when the history is another.
     *
     * @param asked what this node knew of when it asked
     * @param epoch that the store has; null when it has none
     * @param held the hash of its event at the position that was asked for; null when it has no such event
     */
    void check(Head asked, @Nullable String epoch, byte @Nullable [] held) {
        boolean same = asked.epoch().equals(epoch)
                && (asked.position() == 0 || Arrays.equals(asked.hash(), held))
                && !lost.future().isComplete();
        if (same) return;
        if (lost.tryComplete()) {
            LOG.error(
                    "the store of the log {} does not hold {}, which this node has read: it was promoted, restored or replaced",
                    log,
                    asked.cursor());
        }
        throw new StoreUnavailable(
                "the store of the log " + log + " has another history than this node has read", null);
    }

    /** The same for the only row of a query with the columns of {@link EventSql#HEAD_HELD}; no row is an empty log. */
    void check(Head asked, RowSet<Row> newest) {
        if (newest.size() == 0) {
            if (asked.position() > 0) check(asked, null, null);
            return;
        }
        Row row = newest.iterator().next();
        check(
                asked,
                row.getString(3),
                row.getBuffer(2) == null ? null : row.getBuffer(2).getBytes());
    }
}
