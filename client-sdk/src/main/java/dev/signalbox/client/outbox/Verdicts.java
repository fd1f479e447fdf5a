package dev.signalbox.client.outbox;

import dev.signalbox.client.http.HubRefused;
import dev.signalbox.client.store.SqliteStore;
import dev.signalbox.wire.command.CommandResult;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** Who waits for the hub's verdicts: receipts for one command's, listeners for every refusal. Any thread. */
final class Verdicts {
    private final SqliteStore store;
    private final SqliteOutbox rows;
    private final Executor callbacks;
    private final Map<String, CompletableFuture<CommandResult>> waiting = new ConcurrentHashMap<>();
    private final List<AttentionListener> listeners = new CopyOnWriteArrayList<>();
    private volatile boolean closed;

    Verdicts(SqliteStore store, SqliteOutbox rows, Executor callbacks) {
        this.store = store;
        this.rows = rows;
        this.callbacks = callbacks;
    }

    /** As {@link OutboxReceipt#accepted} says. */
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

    /** As {@link Outbox#onAttention} says. */
    AutoCloseable onAttention(Consumer<ParkedCommand> listener) {
        AttentionListener added = new AttentionListener(listener);
        listeners.add(added);
        tellListeners();
        return () -> listeners.remove(added);
    }

    /** The hub's word on commands that this process sent. */
    void settled(Collection<CommandResult> results) {
        results.forEach(this::complete);
        tellListeners();
    }

    /** Another process has changed the file: perhaps it settled what this one waits for. */
    void changedElsewhere() {
        Set<String> ids = Set.copyOf(waiting.keySet());
        if (!ids.isEmpty()) store.read(tx -> rows.results(tx, ids)).join().forEach(this::complete);
        tellListeners();
    }

    /** No more verdicts will be heard of in this process. */
    void close() {
        closed = true;
        for (String id : Set.copyOf(waiting.keySet())) fail(id, closedBefore());
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
            List<ParkedCommand> parked = store.writeNow(rows::parked);
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
