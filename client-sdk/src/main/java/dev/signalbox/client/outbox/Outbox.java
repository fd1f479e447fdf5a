package dev.signalbox.client.outbox;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.client.store.FailPoint;
import dev.signalbox.client.store.SqliteStore;
import dev.signalbox.client.store.StoreTransaction;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.command.Command;
import dev.signalbox.wire.command.CommandResult;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * The durable queue of commands: what the program wrote and the hub has not answered, and what the hub refused.
 * Commands for one target reach the hub in the order they were written; targets do not wait for each other. Nothing
 * leaves the queue by itself but by the hub's yes. Calls return when what they say is on disk. Any thread.
 */
public final class Outbox {
    private final SqliteStore store;
    private final SqliteOutbox rows;
    private final Verdicts verdicts;
    private final Backlog backlog = new Backlog();

    /** For {@code Signalbox}. Listeners run on {@code callbacks}, one at a time. */
    public Outbox(SqliteStore store, SqliteOutbox rows, Executor callbacks) {
        this.store = store;
        this.rows = rows;
        this.verdicts = new Verdicts(store, rows, callbacks);
    }

    /**
     * Queues a command of any kind. Returns when it is on disk. Fails with {@link dev.signalbox.wire.InvalidInput} when
     * it can never be sent, {@link OutboxFull}, or {@link dev.signalbox.client.store.StoreFailed}; it is not queued
     * then.
     */
    public OutboxReceipt send(Command command) {
        OutboxReceipt receipt = store.writeNow(tx -> send(tx, command));
        FailPoint.OUTBOX_QUEUED.reached();
        return receipt;
    }

    /**
     * Queues a command in a transaction of the program: both commit, or neither. The receipt holds once that
     * transaction committed.
     */
    public OutboxReceipt send(StoreTransaction tx, Command command) {
        rows.add(tx, command);
        FailPoint.OUTBOX_QUEUEING.reached();
        tx.afterCommit(backlog::grew);
        return receipt(command.id());
    }

    /** The receipt of a command that was queued before, perhaps by an earlier run of the program. */
    public OutboxReceipt receipt(String id) {
        return new OutboxReceipt(id, verdicts);
    }

    /** What needs a decision: all parked commands, oldest first. */
    public List<ParkedCommand> attention() {
        return store.writeNow(rows::parked);
    }

    /**
     * Hears of every parked command once: those that are parked already, and each new one, whichever process sent it.
     * Close the answer to hear no more.
     */
    public AutoCloseable onAttention(Consumer<ParkedCommand> listener) {
        return verdicts.onAttention(listener);
    }

    /**
     * Sends a parked command again in its old place, under a new id. If it expects a version, it now expects the one
     * that the hub named as current. Fails with {@link dev.signalbox.wire.InvalidInput} when no such command is parked.
     */
    public OutboxReceipt retry(String id) {
        return store.writeNow(tx -> decided(tx, rows.retry(tx, id, null)));
    }

    /** The same, expecting this version. */
    public OutboxReceipt retry(String id, long expectedVersion) {
        return store.writeNow(tx -> decided(tx, rows.retry(tx, id, expectedVersion)));
    }

    /**
     * Sends a parked command again in its old place, under a new id and with another body (a wire record or a JSON
     * object).
     */
    public OutboxReceipt amend(String id, Object body) {
        JsonNode tree = objectOf(body);
        return store.writeNow(tx -> decided(tx, rows.amend(tx, id, tree)));
    }

    /** Gives a parked command up, for a reason that the outbox keeps. Commands that waited behind it go on. */
    public void discard(String id, String reason) {
        store.changeNow(tx -> {
            rows.discard(tx, id, reason);
            tx.afterCommit(backlog::grew);
        });
    }

    /**
     * Whether nothing could be sent when this process looked last; what waits behind parked commands does not count.
     */
    public boolean isDrained() {
        return backlog.isDrained();
    }

    /** Runs when {@link #isDrained} changed, on whatever thread saw it. Keep it short. */
    public void onBacklogChange(Runnable listener) {
        backlog.onChange(listener);
    }

    /**
     * The oldest commands that wait for the hub's answer, in order, those behind parked ones included; at most so many.
     */
    public List<Command> waiting(int most) {
        return store.writeNow(tx -> rows.waiting(tx, most));
    }

    /** How many commands wait for the hub's answer, those behind parked ones included. */
    public long pending() {
        return store.writeNow(rows::pending);
    }

    /** The hub's verdict on a command; empty while there is none, or when this outbox does not know the command. */
    public CompletionStage<Optional<CommandResult>> verdict(String id) {
        return store.read(tx -> rows.results(tx, Set.of(id)).stream().findFirst());
    }

    SqliteStore store() {
        return store;
    }

    SqliteOutbox rows() {
        return rows;
    }

    Verdicts verdicts() {
        return verdicts;
    }

    Backlog backlog() {
        return backlog;
    }

    /** No more verdicts will be heard of in this process. */
    public void close() {
        verdicts.close();
    }

    private OutboxReceipt decided(StoreTransaction tx, String freshId) {
        tx.afterCommit(backlog::grew);
        return receipt(freshId);
    }

    private static JsonNode objectOf(Object body) {
        JsonNode tree = body instanceof JsonNode json ? json : Json.tree(body);
        if (!tree.isObject()) throw new IllegalArgumentException("the body of a command must be a JSON object");
        return tree;
    }
}
