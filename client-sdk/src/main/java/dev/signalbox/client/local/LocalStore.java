package dev.signalbox.client.local;

import dev.signalbox.client.outbox.Outbox;
import dev.signalbox.client.store.FailPoint;
import dev.signalbox.client.store.Row;
import dev.signalbox.client.store.SqliteStore;
import java.time.Clock;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The program's own database, in the file of its outbox. Nothing in it ever leaves this machine. Tables may have any
 * name that does not begin with {@code signalbox_}.
 *
 * <p>What returned is on disk. Every failure of the store is a {@link dev.signalbox.client.store.StoreFailed} that
 * leaves nothing of its transaction behind. Any thread and any number of processes; not inside a transaction of the
 * same store.
 */
public final class LocalStore {
    private final SqliteStore store;
    private final Outbox outbox;
    private final Clock clock;
    private final RandomGenerator random;

    /** For {@code Signalbox}. */
    public LocalStore(SqliteStore store, Outbox outbox, Clock clock, RandomGenerator random) {
        this.store = store;
        this.outbox = outbox;
        this.clock = clock;
        this.random = random;
    }

    /**
     * Brings the program's tables up to date: runs the steps that this store has not run, in order, all or none. To be
     * called with all steps at every start. Answers how many ran. Fails with {@link MigrationRefused} when a step that
     * has run was changed, or when the store was used by a newer version of the program.
     */
    public int migrate(Migration... steps) {
        List<Migration> all = List.of(steps);
        return store.writeNow(tx -> Migrations.apply(tx, all, clock.instant()));
    }

    /** Private changes and shared commands in one transaction: when {@code work} throws, none of them happened. */
    public void write(Consumer<Tx> work) {
        transact(tx -> {
            work.accept(tx);
            return true;
        });
    }

    /** {@link #write} with an answer. */
    public <T extends @Nullable Object> T transact(Function<Tx, T> work) {
        T result = store.writeNow(tx -> written(new Tx(tx, outbox), work));
        FailPoint.LOCAL_WRITTEN.reached();
        return result;
    }

    /** One statement in a transaction of its own; answers how many rows it changed. */
    public int update(String sql, @Nullable Object... arguments) {
        return transact(tx -> tx.update(sql, arguments));
    }

    /**
     * Reads what is committed, on the calling thread, beside whatever writes. All rows are read before this returns.
     */
    public List<Row> query(String sql, @Nullable Object... arguments) {
        PrivateSql.checked(sql);
        return store.reader().read(tx -> tx.query(sql, arguments));
    }

    /** Work to be done later, by whichever process of this store takes it; queues of other names are others. */
    public TaskQueue tasks(String queue) {
        return tasks(queue, RetryPolicy.STANDARD);
    }

    /** The same with another idea of how often a failing task is tried. */
    public TaskQueue tasks(String queue, RetryPolicy retries) {
        return new TaskQueue(store, clock, random, queue, retries);
    }

    /** What the program did, in the order it did it. */
    public ExecutionLog executionLog() {
        return new ExecutionLog(store, clock);
    }

    private static <T extends @Nullable Object> T written(Tx tx, Function<Tx, T> work) {
        T result = work.apply(tx);
        FailPoint.LOCAL_WRITING.reached();
        return result;
    }
}
