package dev.signalbox.client.local;

import dev.signalbox.client.outbox.Outbox;
import dev.signalbox.client.outbox.OutboxReceipt;
import dev.signalbox.client.store.Row;
import dev.signalbox.client.store.StoreTransaction;
import dev.signalbox.wire.command.Command;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The one transaction in which private changes and shared commands commit (and in a follower's handler, its
 * checkpoint), or none of them. Valid only inside the work that it was given to, on that thread.
 */
public final class Tx {
    private final StoreTransaction tx;
    private final Outbox outbox;

    /** For the client's own parts. */
    public Tx(StoreTransaction tx, Outbox outbox) {
        this.tx = tx;
        this.outbox = outbox;
    }

    /**
     * Changes the program's own tables in the store: one statement, placeholders {@code $1, $2 …} first appearing in
     * order. Fails with {@link IllegalArgumentException} for a name that begins with {@code signalbox_}: those are the
     * SDK's. Answers the number of changed rows. A failure of the store ends the whole transaction, also when it is
     * caught.
     */
    public int update(String sql, @Nullable Object... arguments) {
        return tx.update(PrivateSql.checked(sql), arguments);
    }

    /** Reads the program's own tables, as this transaction sees them. */
    public List<Row> query(String sql, @Nullable Object... arguments) {
        return tx.query(PrivateSql.checked(sql), arguments);
    }

    /** Queues a command that goes out once this transaction is on disk, and never when it is not. */
    public OutboxReceipt send(Command command) {
        return outbox.send(tx, command);
    }

    StoreTransaction store() {
        return tx;
    }
}
