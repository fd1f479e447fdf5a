package dev.signalbox.client.local;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.client.store.Row;
import dev.signalbox.client.store.SqliteStore;
import dev.signalbox.client.store.StoreTransaction;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.InvalidInput;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.Limits;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * A durable queue of work, shared by all processes of the store and lost with none of them. A claimed task belongs to
 * one worker until its lease is over; then another may claim it, and only the newest claim can end it. So a task is
 * tried at least once, and what its end commits happens exactly once. Any thread.
 *
 * <p>Leases go by the machine's clock. Set forward, it ends them early: the late worker hears {@link ClaimLost}. Set
 * back, a dead worker's task waits longer, but no longer than {@link #LEASE_MAX}.
 */
public final class TaskQueue {
    /** The longest lease; {@link #extend} it for longer work. */
    public static final Duration LEASE_MAX = Duration.ofHours(1);

    private static final String COLUMNS = "queue, key, payload, state, attempts, due_at, reason, enqueued_at, claim";
    private static final String SELECT = "SELECT " + COLUMNS + " FROM signalbox_task WHERE queue = $1 AND ";
    private static final String INSERT = """
            INSERT INTO signalbox_task (queue, key, payload, state, due_at, enqueued_at)
            VALUES ($1, $2, $3, 'waiting', $4, $5) ON CONFLICT (queue, key) DO NOTHING""";
    private static final String BURY = """
            UPDATE signalbox_task SET state = 'dead', claim = NULL, ended_at = $1,
              reason = 'its worker ended without a word in each of ' || attempts || ' attempts'
            WHERE queue = $2 AND state = 'claimed' AND (due_at <= $1 OR due_at > $3) AND attempts >= $4""";
    private static final String CLAIM = """
            UPDATE signalbox_task SET state = 'claimed', attempts = attempts + 1, claim = $1, due_at = $2
            WHERE number = (
              SELECT number FROM signalbox_task
              WHERE queue = $3 AND ((state = 'waiting' AND due_at <= $4)
                OR (state = 'claimed' AND (due_at <= $4 OR due_at > $5)))
              ORDER BY due_at, number LIMIT 1)
            RETURNING\s""" + COLUMNS;
    private static final String COMPLETE = """
            UPDATE signalbox_task SET state = 'done', claim = NULL, ended_at = $1
            WHERE queue = $2 AND key = $3 AND claim = $4""";
    private static final String FAIL = """
            UPDATE signalbox_task SET state = $1, claim = NULL, reason = $2, due_at = $3, ended_at = $4
            WHERE queue = $5 AND key = $6 AND claim = $7""";
    private static final String EXTEND =
            "UPDATE signalbox_task SET due_at = $1 WHERE queue = $2 AND key = $3 AND claim = $4";
    private static final String REVIVE = """
            UPDATE signalbox_task SET state = 'waiting', attempts = 0, due_at = $1, ended_at = NULL
            WHERE queue = $2 AND key = $3 AND state = 'dead'""";
    private static final String FORGET =
            "DELETE FROM signalbox_task WHERE queue = $1 AND state IN ('done', 'dead') AND ended_at < $2";

    private final SqliteStore store;
    private final Clock clock;
    private final RandomGenerator random;
    private final String queue;
    private final RetryPolicy retries;

    TaskQueue(SqliteStore store, Clock clock, RandomGenerator random, String queue, RetryPolicy retries) {
        this.store = store;
        this.clock = clock;
        this.random = random;
        this.queue = named("queue", queue);
        this.retries = retries;
    }

    /** {@link #enqueue(Tx, String, Object)} in a transaction of its own. */
    public Task enqueue(String key, Object payload) {
        return store.writeNow(tx -> enqueue(tx, key, payload, clock.instant()));
    }

    /** The same for work that may not begin before a time. */
    public Task enqueue(String key, Object payload, Instant notBefore) {
        return store.writeNow(tx -> enqueue(tx, key, payload, notBefore));
    }

    /**
     * Puts work into the queue. A key is queued once: when it is known, whatever became of it, its task is answered and
     * nothing changes. Fails with {@link InvalidInput} when the key is known with another payload.
     *
     * @param payload a JSON value, or what Jackson makes one of
     */
    public Task enqueue(Tx tx, String key, Object payload) {
        return enqueue(tx.store(), key, payload, clock.instant());
    }

    /**
     * Takes the task that is due longest and counts an attempt; empty when none is due. A task whose workers died as
     * often as it may be tried is not tried again but dead.
     *
     * @param lease how long no other worker gets it; at most {@link #LEASE_MAX}
     */
    public Optional<Task> claim(Duration lease) {
        checkLease(lease);
        return store.writeNow(tx -> {
            buryWornOut(tx);
            return claim(tx, lease);
        });
    }

    /** Ends a task as done. Fails with {@link ClaimLost}. */
    public void complete(Task task) {
        store.changeNow(tx -> complete(tx, task));
    }

    /**
     * Ends a task in the transaction of what it did, commands included. Fails with {@link ClaimLost}; let it through.
     */
    public void complete(Tx tx, Task task) {
        complete(tx.store(), task);
    }

    /**
     * Says that an attempt failed. The task rests and is tried again, or is dead after its last attempt; the answer
     * tells which. Fails with {@link ClaimLost}.
     */
    public Task.State fail(Task task, String reason) {
        return store.writeNow(tx -> fail(tx, task, reason));
    }

    /** Holds a task for longer, from now on. Fails with {@link ClaimLost}. */
    public void extend(Task task, Duration lease) {
        checkLease(lease);
        store.changeNow(
                tx -> ended(task, tx.update(EXTEND, clock.instant().plus(lease), queue, task.key(), task.claim())));
    }

    /** The task of a key; empty when the queue does not know it. */
    public Optional<Task> find(String key) {
        return store.reader().read(tx -> task(tx, key));
    }

    /** Tasks in a state, in the order they were queued; at most so many. */
    public List<Task> list(Task.State state, int most) {
        String sql = SELECT + "state = $2 ORDER BY number LIMIT $3";
        List<Row> rows = store.reader().read(tx -> tx.query(sql, queue, state.word(), most));
        return rows.stream().map(Task::of).toList();
    }

    /** Has a dead task tried again from its first attempt. Fails with {@link InvalidInput} when it is not dead. */
    public void revive(String key) {
        int revived = store.writeNow(tx -> tx.update(REVIVE, clock.instant(), queue, key));
        if (revived == 0) throw new InvalidInput("/key", "no task " + key + " of " + queue + " is dead");
    }

    /** Forgets tasks that ended longer ago than this, and their keys with them; answers how many. */
    public int forget(Duration endedBefore) {
        return store.writeNow(tx -> tx.update(FORGET, queue, clock.instant().minus(endedBefore)));
    }

    private Task enqueue(StoreTransaction tx, String key, Object payload, Instant notBefore) {
        JsonNode json = payload instanceof JsonNode tree ? tree : Json.tree(payload);
        int added = tx.update(INSERT, queue, named("key", key), Json.writeText(json), notBefore, clock.instant());
        Task task = task(tx, key).orElseThrow();
        if (added == 0 && !task.payload().equals(Json.readLenient(Json.write(json), JsonNode.class))) {
            throw new InvalidInput("/key", "task " + key + " of " + queue + " was queued with another payload");
        }
        return task;
    }

    /** Their workers died before they could say that they failed. */
    private void buryWornOut(StoreTransaction tx) {
        Instant now = clock.instant();
        tx.update(BURY, now, queue, now.plus(LEASE_MAX), retries.attemptsMax());
    }

    private Optional<Task> claim(StoreTransaction tx, Duration lease) {
        Instant now = clock.instant();
        return first(tx.query(CLAIM, Ids.next(), now.plus(lease), queue, now, now.plus(LEASE_MAX)));
    }

    private void complete(StoreTransaction tx, Task task) {
        ended(task, tx.update(COMPLETE, clock.instant(), queue, task.key(), task.claim()));
    }

    private Task.State fail(StoreTransaction tx, Task task, String reason) {
        boolean last = task.attempts() >= retries.attemptsMax();
        Task.State next = last ? Task.State.DEAD : Task.State.WAITING;
        Instant now = clock.instant();
        Instant due = now.plus(retries.rest(task.attempts(), random));
        Instant end = last ? now : null;
        ended(task, tx.update(FAIL, next.word(), reason, due, end, queue, task.key(), task.claim()));
        return next;
    }

    private Optional<Task> task(StoreTransaction tx, String key) {
        return first(tx.query(SELECT + "key = $2", queue, key));
    }

    private static Optional<Task> first(List<Row> rows) {
        return rows.stream().map(Task::of).findFirst();
    }

    private static void ended(Task task, int changed) {
        if (changed == 0) throw new ClaimLost(task);
    }

    private static void checkLease(Duration lease) {
        if (lease.isNegative() || lease.isZero() || lease.compareTo(LEASE_MAX) > 0) {
            throw new IllegalArgumentException("a lease is more than nothing and at most " + LEASE_MAX);
        }
    }

    private static String named(String what, String name) {
        if (name.isBlank() || name.length() > Limits.NAME_CHARS_MAX) {
            throw new IllegalArgumentException(
                    "a task's " + what + " has 1 to " + Limits.NAME_CHARS_MAX + " characters");
        }
        return name;
    }
}
