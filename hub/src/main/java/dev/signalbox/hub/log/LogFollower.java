package dev.signalbox.hub.log;

import dev.signalbox.wire.Cursor;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a log from a position, catches up, then goes live: the one hand-over from history to live that everything uses.
 * It pages from the store until the shared {@link LogTail} reaches back to where it stands, then serves from the tail;
 * when it falls behind the tail it reads the store again. It pulls: the next range is fetched when the sink has taken
 * the one before, so nothing queues.
 *
 * <p>There is no seam to get wrong: at every moment the follower has one position, and asks "what is behind it?". Tail
 * and store answer from the same dense, immutable order, and "nothing yet" is noted by the tail under the lock under
 * which it grows.
 *
 * <p>All work runs on the given context. {@link #start} and {@link #close} may be called from any thread.
 */
public final class LogFollower {
    /** Events of one range at most. */
    static final int RANGE_EVENTS_MAX = 500;
    /** Ranges in a row before the event loop gets a breath. */
    private static final int TURNS_MAX = 16;

    private final LogTail tail;
    private final EventFilter filter;
    private final FollowSink sink;
    private final Context context;
    private final LogTail.Waiter waiter;
    private final Promise<Void> closed = Promise.promise();
    private long position;
    private boolean busy;
    private volatile boolean closing;

    /**
     * @param from the position behind which to begin; 0 for the whole log
     * @param context where the sink is called, and where all of the follower's work runs
     */
    public LogFollower(LogTail tail, long from, EventFilter filter, FollowSink sink, Context context) {
        this.tail = tail;
        this.position = from;
        this.filter = filter;
        this.sink = sink;
        this.context = context;
        this.waiter = new LogTail.Waiter(context, this::pump);
    }

    /** Begins to deliver. Call once. */
    public LogFollower start() {
        context.runOnContext(ignored -> pump());
        return this;
    }

    /** Delivers nothing more after the range that is under way. */
    public void close() {
        closing = true;
        tail.forget(waiter);
        context.runOnContext(ignored -> {
            tail.forget(waiter);
            if (!busy) closed.tryComplete();
        });
    }

    /** Completes after {@link #close}; fails when the sink or the store failed, and the follower has ended by that. */
    public Future<Void> closed() {
        return closed.future();
    }

    /** Goes on until nothing is new, a delivery is under way, or it is somebody else's turn. */
    private void pump() {
        for (int turn = 0; !busy && turn < TURNS_MAX; turn++) {
            if (closing) {
                closed.tryComplete();
                return;
            }
            List<RecordedEvent> fresh = tail.after(position, RANGE_EVENTS_MAX, waiter);
            if (fresh != null && fresh.isEmpty()) return;
            busy = true;
            Future<Void> delivery = fresh == null ? readStore() : deliverOrFail(rangeOf(fresh));
            if (!delivery.isComplete()) {
                delivery.onComplete(done -> resume(done.cause()));
                return;
            }
            busy = false;
            if (delivery.failed()) {
                fail(delivery.cause());
                return;
            }
        }
        if (!busy) context.runOnContext(ignored -> pump());
    }

    private void resume(Throwable failure) {
        context.runOnContext(ignored -> {
            busy = false;
            if (failure != null) fail(failure);
            else pump();
        });
    }

    /** What another node has just committed waits until this node's rights are those of that moment. */
    private Future<Void> readStore() {
        return tail.log()
                .read(position, RANGE_EVENTS_MAX, filter)
                .compose(range -> tail.reached(range.to().position()).compose(known -> deliver(range)));
    }

    /** A sink that throws ends its own follower, and nobody else's turn. */
    private Future<Void> deliverOrFail(LogPage range) {
        try {
            return deliver(range);
        } catch (RuntimeException | Error failure) {
            return Future.failedFuture(failure);
        }
    }

    private Future<Void> deliver(LogPage range) {
        if (range.from() != position) {
            return Future.failedFuture(new IllegalStateException(
                    "the range begins at " + range.from() + ", the follower is at " + position));
        }
        position = range.to().position();
        return sink.deliver(range);
    }

    private LogPage rangeOf(List<RecordedEvent> fresh) {
        RecordedEvent last = fresh.get(fresh.size() - 1);
        Cursor to = new Head(tail.log().epoch(), last.position(), last.hash()).cursor();
        return new LogPage(position, to, Math.max(tail.head().position(), last.position()), matching(fresh));
    }

    private List<RecordedEvent> matching(List<RecordedEvent> fresh) {
        if (filter.isAll()) return fresh;
        List<RecordedEvent> matching = new ArrayList<>(fresh.size());
        for (RecordedEvent event : fresh) if (filter.matches(event)) matching.add(event);
        return matching;
    }

    private void fail(Throwable failure) {
        closing = true;
        tail.forget(waiter);
        closed.tryFail(failure);
    }
}
