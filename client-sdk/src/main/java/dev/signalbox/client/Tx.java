package dev.signalbox.client;

import dev.signalbox.client.outbox.Outbox;
import dev.signalbox.client.outbox.OutboxReceipt;
import dev.signalbox.client.store.Row;
import dev.signalbox.client.store.StoreTransaction;
import dev.signalbox.wire.Command;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The one transaction in which a handler's effects, the commands it sends and the follower's checkpoint commit, or none of them.
 * Valid inside the handler only.
 */
public final class Tx {
    private final StoreTransaction tx;
    private final Outbox outbox;

    Tx(StoreTransaction tx, Outbox outbox) {
        this.tx = tx;
        this.outbox = outbox;
    }

    /**
     * Changes the program's own tables in the store. Placeholders are {@code $1, $2 …}, first appearing in order. Table names that begin
     * with {@code signalbox_} are the SDK's. Answers the number of changed rows. A failure ends the whole transaction, also when it is caught.
     */
    public int update(String sql, @Nullable Object... arguments) {
        return tx.update(sql, arguments);
    }

    /** Reads the program's own tables, as this transaction sees them. */
    public List<Row> query(String sql, @Nullable Object... arguments) {
        return tx.query(sql, arguments);
    }

    /** Queues a command that goes out once this transaction is on disk, and never when it is not. */
    public OutboxReceipt send(Command command) {
        return outbox.send(tx, command);
    }
}
