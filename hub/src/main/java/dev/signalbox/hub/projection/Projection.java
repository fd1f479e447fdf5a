package dev.signalbox.hub.projection;

import dev.signalbox.hub.database.Database;
import dev.signalbox.hub.database.Transaction;
import dev.signalbox.hub.log.RecordedEvent;
import io.vertx.core.Future;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Folds events into tables. The follower that feeds it moves the checkpoint in the same transaction; so applying an
 * event must not have any effect but the statements on {@code transaction}, and need not be idempotent. A changed
 * {@link #definition} makes the hub rebuild it: new tables beside the old, catch up, swap.
 */
public interface Projection {
    /** Its name in checkpoints, metrics and {@code signalbox projections}. */
    String name();

    /** Names of its tables. */
    List<String> tables();

    /**
     * Statements that make the tables and their indexes, as templates for {@link Tables}: text, bigint and bytea
     * columns only. An index is named after its table: {@code CREATE INDEX {questions}_state ON {questions} (state)}.
     */
    List<String> definition();

    /**
     * Whether it is of no one's answer but its own: the start of the hub does not wait for it, and while others write
     * much it rests for most of the time.
     */
    default boolean givesWay() {
        return false;
    }

    /** A view over its tables for people who ask with SQL; null for none. */
    default @Nullable TableView view() {
        return null;
    }

    /** Types of the events it wants, or patterns of such; see {@link dev.signalbox.wire.EventTypes#matches}. */
    List<String> eventTypes();

    /**
     * Statements that wait for their transaction. They may be issued without waiting for each other, and run in order.
     * The returned future fails when one of them fails.
     */
    @FunctionalInterface
    interface Work {
        Future<?> on(Tables tables, Transaction transaction);
    }

    /**
     * What a range comes to, as far as it can be said without the tables. A projection that computes much does it here,
     * while the store still writes the range before. Pure; the same events may be prepared again.
     */
    Work prepare(List<RecordedEvent> events);

    /**
     * Marks what the event belongs to as incomplete, for the event could not be applied: noted already, it is left out.
     */
    default Future<?> setAside(RecordedEvent event, Tables tables, Transaction transaction) {
        return Future.succeededFuture();
    }

    /**
     * Brings rows to what a job of the feature makes of them beside the events, such as costs by the prices of now:
     * whoever folds the tables anew has that done before they are used. In small transactions of its own.
     */
    default Future<?> settle(Database database) {
        return Future.succeededFuture();
    }

    /** Whether {@link #settle} does anything. */
    default boolean settles() {
        return false;
    }

    /** Whether {@link #prepare} takes so long for this range that it must not run on an event loop. */
    default boolean preparesLong(List<RecordedEvent> events) {
        return false;
    }
}
