package dev.signalbox.client.outbox;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.client.http.HubRefused;
import dev.signalbox.client.store.FailPoint;
import dev.signalbox.client.store.SqliteStore;
import dev.signalbox.client.store.StoreTransaction;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.command.Command;
import dev.signalbox.wire.command.CommandResult;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The durable queue of commands: what the program wrote and the hub has not answered, and what the hub refused. Commands for one
 * target reach the hub in the order they were written; targets do not wait for each other. Nothing leaves the queue by itself but
 * by the hub's yes. Any thread; what waits for the disk has a twin that does not.
 */
public final class Outbox {
    private final SqliteStore store;
    private final SqliteOutbox rows;
    private final Executor callbacks;
    private final Map<String, CompletableFuture<CommandResult>> waiting = new ConcurrentHashMap<>();
    private final List<AttentionListener> listeners = new CopyOnWriteArrayList<>();
    private final List<Runnable> nudges = new CopyOnWriteArrayList<>();
    private final List<Runnable> backlogListeners = new CopyOnWriteArrayList<>();
    private volatile boolean drained;
    private volatile boolean closed;

    /** For {@code Signalbox}. Listeners run on {@code callbacks}, one at a time. */
    public Outbox(SqliteStore store, SqliteOutbox rows, Executor callbacks) {
        this.store = store;
        this.rows = rows;
        this.callbacks = callbacks;
    }

    /**
     * Queues a command of any kind. Returns when it is on disk. Fails with {@link dev.signalbox.wire.InvalidInput} when it can never be
     * sent, {@link OutboxFull}, or {@link dev.signalbox.client.store.StoreFailed}; it is not queued then.
     */
    public OutboxReceipt send(Command command) {
        OutboxReceipt receipt = store.writeNow(tx -> send(tx, command));
        FailPoint.OUTBOX_QUEUED.reached();
        return receipt;
    }

    /** {@link #send(Command)} without waiting. */
    public CompletionStage<OutboxReceipt> sendAsync(Command command) {
        return store.write(tx -> send(tx, command));
    }

    /** Queues a command in a transaction of the program: both commit, or neither. The receipt holds once that transaction committed. */
    public OutboxReceipt send(StoreTransaction tx, Command command) {
        rows.add(tx, command);
        FailPoint.OUTBOX_QUEUEING.reached();
        tx.afterCommit(this::nudge);
        return new OutboxReceipt(command.id(), this);
    }

    /** The receipt of a command that was queued before, perhaps by an earlier run of the program. */
    public OutboxReceipt receipt(String id) {
        return new OutboxReceipt(id, this);
    }

    /** What needs a decision: all parked commands, oldest first. */
    public List<ParkedCommand> attention() {
        return store.writeNow(rows::parked);
    }

    /** {@link #attention} without waiting. */
    public CompletionStage<List<ParkedCommand>> attentionAsync() {
        return store.read(rows::parked);
    }

    /**
     * Hears of every parked command once: those that are parked already, and each new one, whichever process sent it. Close the answer to
     * hear no more.
     */
    public AutoCloseable onAttention(Consumer<ParkedCommand> listener) {
        AttentionListener added = new AttentionListener(listener);
        listeners.add(added);
        tellListeners();
        return () -> listeners.remove(added);
    }

    /**
     * Sends a parked command again in its old place, under a new id. If it expects a version, it now expects the one that the hub named as
     * current. Fails with {@link dev.signalbox.wire.InvalidInput} when no such command is parked.
     */
    public OutboxReceipt retry(String id) {
        return store.writeNow(tx -> decided(tx, rows.retry(tx, id, null)));
    }

    /** The same, expecting this version. */
    public OutboxReceipt retry(String id, long expectedVersion) {
        return store.writeNow(tx -> decided(tx, rows.retry(tx, id, expectedVersion)));
    }

    /** {@link #retry(String, long)} without waiting; null expects what the hub named as current. */
    public CompletionStage<OutboxReceipt> retryAsync(String id, @Nullable Long expectedVersion) {
        return store.write(tx -> decided(tx, rows.retry(tx, id, expectedVersion)));
    }

    /**
     * Sends a parked command again in its old place, under a new id and with another body (a wire record or a JSON object).
     */
    public OutboxReceipt amend(String id, Object body) {
        JsonNode tree = objectOf(body);
        return store.writeNow(tx -> decided(tx, rows.amend(tx, id, tree)));
    }

    /** {@link #amend} without waiting. */
    public CompletionStage<OutboxReceipt> amendAsync(String id, Object body) {
        JsonNode tree = objectOf(body);
        return store.write(tx -> decided(tx, rows.amend(tx, id, tree)));
    }

    /** Gives a parked command up, for a reason that the outbox keeps. Commands that waited behind it go on. */
    public void discard(String id, String reason) {
        store.writeNow(tx -> discarded(tx, id, reason));
    }

    /** {@link #discard} without waiting. */
    public CompletionStage<Void> discardAsync(String id, String reason) {
        return store.write(tx -> discarded(tx, id, reason)).thenAccept(done -> {});
    }

    /** Whether nothing could be sent when this process looked last; what waits behind parked commands does not count. */
    public boolean isDrained() {
        return drained;
    }

    /** Runs when {@link #isDrained} changed, on whatever thread saw it. Keep it short. */
    public void onBacklogChange(Runnable listener) {
        backlogListeners.add(listener);
    }

    /** The oldest commands that wait for the hub's answer, in order, those behind parked ones included; at most so many. */
    public List<Command> waiting(int most) {
        return store.writeNow(tx -> rows.waiting(tx, most));
    }

    /** How many commands wait for the hub's answer, those behind parked ones included. */
    public long pending() {
        return store.writeNow(rows::pending);
    }

    /** {@link #pending} without waiting. */
    public CompletionStage<Long> pendingAsync() {
        return store.read(rows::pending);
    }

    /** The hub's verdict on a command; empty while there is none, or when this outbox does not know the command. */
    public CompletionStage<Optional<CommandResult>> verdict(String id) {
        return store.read(tx -> rows.results(tx, Set.of(id)).stream().findFirst());
    }

    SqliteOutbox rows() {
        return rows;
    }

    SqliteStore store() {
        return store;
    }

    CompletionStage<CommandResult> accepted(String id) {
        CompletableFuture<CommandResult> future = waiting.computeIfAbsent(id, key -> new CompletableFuture<>());
        // Looking only after the entry is there: a verdict that comes in between finds it.
        var unused = store.read(tx -> rows.result(tx, id)).whenComplete((result, failure) -> {
            if (failure != null) fail(id, failure);
            else result.ifPresent(this::complete);
        });
        if (closed) fail(id, closedBefore());
        return future.minimalCompletionStage();
    }

    /** Runs after every commit that may have left something to send. */
    void onNudge(Runnable sender) {
        nudges.add(sender);
    }

    /** The hub's word on commands that this process sent. */
    void settled(Collection<CommandResult> results) {
        results.forEach(this::complete);
        tellListeners();
    }

    /** Another process has changed the file: perhaps it settled what this one waits for. */
    void changedElsewhere() {
        Set<String> ids = Set.copyOf(waiting.keySet());
        if (!ids.isEmpty()) {
            store.read(tx -> rows.results(tx, ids)).join().forEach(this::complete);
        }
        tellListeners();
    }

    /** No more verdicts will be heard of in this process. */
    public void close() {
        closed = true;
        for (String id : Set.copyOf(waiting.keySet())) fail(id, closedBefore());
    }

    private OutboxReceipt decided(StoreTransaction tx, String freshId) {
        tx.afterCommit(this::nudge);
        return new OutboxReceipt(freshId, this);
    }

    private boolean discarded(StoreTransaction tx, String id, String reason) {
        rows.discard(tx, id, reason);
        tx.afterCommit(this::nudge);
        return true;
    }

    private static JsonNode objectOf(Object body) {
        JsonNode tree = body instanceof JsonNode json ? json : Json.tree(body);
        if (!tree.isObject()) throw new IllegalArgumentException("the body of a command must be a JSON object");
        return tree;
    }

    void drained(boolean nothingToSend) {
        if (drained == nothingToSend) return;
        drained = nothingToSend;
        backlogListeners.forEach(Runnable::run);
    }

    private void nudge() {
        drained(false);
        nudges.forEach(Runnable::run);
    }

    private void complete(CommandResult result) {
        switch (result.verdict()) {
            case ACCEPTED, DUPLICATE -> {
                CompletableFuture<CommandResult> future = waiting.remove(result.id());
                if (future != null) onAnyThread(() -> future.complete(result));
            }
            case CONFLICT, REJECTED -> fail(result.id(), new HubRefused(SqliteOutbox.problem(result), null));
            case BLOCKED -> {
                // Not judged yet: the wait goes on.
            }
        }
    }

    private void fail(String id, Throwable failure) {
        CompletableFuture<CommandResult> future = waiting.remove(id);
        if (future != null) onAnyThread(() -> future.completeExceptionally(failure));
    }

    /** Never on the sender's thread, and not on that of listeners: one of them may wait for just this. */
    private static void onAnyThread(Runnable completion) {
        var unused = CompletableFuture.runAsync(completion);
    }

    private void tellListeners() {
        if (listeners.isEmpty() || closed) return;
        callbacks.execute(() -> {
            List<ParkedCommand> parked = attention();
            for (AttentionListener listener : listeners) listener.hear(parked);
        });
    }

    private static CancellationException closedBefore() {
        return new CancellationException(
                "the client was closed before the hub answered; the command is kept and sent later");
    }

    /** Remembers what it told, so that everything parked is told once. Runs on the callbacks' thread only. */
    private static final class AttentionListener {
        private final Consumer<ParkedCommand> listener;
        private final Set<String> told = new HashSet<>();

        private AttentionListener(Consumer<ParkedCommand> listener) {
            this.listener = listener;
        }

        private void hear(List<ParkedCommand> parked) {
            told.retainAll(parked.stream().map(ParkedCommand::id).toList());
            for (ParkedCommand command : parked) if (told.add(command.id())) listener.accept(command);
        }
    }
}
