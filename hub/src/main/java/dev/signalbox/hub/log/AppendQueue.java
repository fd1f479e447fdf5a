package dev.signalbox.hub.log;

import dev.signalbox.hub.database.Completion;
import dev.signalbox.hub.database.Completions;
import dev.signalbox.hub.database.StoreUnavailable;
import dev.signalbox.hub.log.AppendJudge.Outcome;
import dev.signalbox.wire.Limits;
import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * Appends that wait for the next commit, oldest first, bounded by {@link Limits#APPEND_QUEUE_MAX} and
 * {@link Limits#APPEND_QUEUE_BYTES_MAX}. Any thread.
 */
final class AppendQueue {
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private long bytes;
    private boolean closed;

    /** An append and the promise to its caller. */
    record Waiting(Append append, Completion<Appended> completion) {}

    /** Queues the append, or fails with {@link Overloaded}; after {@link #close} with {@link StoreUnavailable}. */
    Future<Appended> add(Append append) {
        long size = append.bytes();
        Completion<Appended> completion = new Completion<>();
        synchronized (this) {
            if (closed) return Future.failedFuture(new StoreUnavailable("the log is closed", null));
            if (waiting.size() >= Limits.APPEND_QUEUE_MAX || bytes + size > Limits.APPEND_QUEUE_BYTES_MAX) {
                return Future.failedFuture(new Overloaded("too many appends wait for a commit; repeat after a second"));
            }
            waiting.add(new Waiting(append, completion));
            bytes += size;
        }
        return completion.future();
    }

    static List<Append> appends(List<Waiting> batch) {
        return batch.stream().map(Waiting::append).toList();
    }

    /** Tells the callers of one commit what became of their appends: in their order, each event loop at once. */
    static void answer(List<Waiting> batch, List<Outcome> outcomes) {
        Completions answers = new Completions();
        for (int i = 0; i < batch.size(); i++) {
            Completion<Appended> completion = batch.get(i).completion;
            Outcome outcome = outcomes.get(i);
            if (outcome.appended() != null) answers.complete(completion, outcome.appended());
            else if (outcome.refusal() != null) completion.fail(outcome.refusal());
        }
        answers.send();
    }

    static void fail(List<Waiting> batch, Throwable failure) {
        for (Waiting waiting : batch) waiting.completion.fail(failure);
    }

    /** Ends all that wait. */
    void failAll(Throwable failure) {
        for (List<Waiting> batch = drain(); !batch.isEmpty(); batch = drain()) fail(batch, failure);
    }

    /**
     * Takes what one commit may hold: at most {@link Limits#COMMIT_EVENTS_MAX} events and
     * {@link Limits#COMMIT_BYTES_MAX} bytes, but always one append when there is one.
     */
    synchronized List<Waiting> drain() {
        List<Waiting> batch = new ArrayList<>();
        long batchEvents = 0;
        long batchBytes = 0;
        for (Waiting next = waiting.peek(); next != null; next = waiting.peek()) {
            batchEvents += next.append.events().size();
            batchBytes += next.append.bytes();
            boolean fits = batchEvents <= Limits.COMMIT_EVENTS_MAX && batchBytes <= Limits.COMMIT_BYTES_MAX;
            if (!fits && !batch.isEmpty()) break;
            batch.add(waiting.remove());
            bytes -= next.append.bytes();
        }
        return batch;
    }

    synchronized int size() {
        return waiting.size();
    }

    /** Refuses from now on; what waits stays to be drained. */
    synchronized void close() {
        closed = true;
    }
}
