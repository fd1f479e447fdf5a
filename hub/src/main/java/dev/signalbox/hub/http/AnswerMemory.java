package dev.signalbox.hub.http;

import dev.signalbox.hub.command.Refused;
import dev.signalbox.wire.Limits;
import dev.signalbox.wire.ProblemCode;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * The memory of one hub node for answers that are being made or are not taken yet. Who wants to make one takes its
 * share before it reads anything, and waits a little when there is none; large ones leave a third of it to the small.
 * Any thread.
 */
final class AnswerMemory {
    /** A share above this part of all is a large one. */
    private static final int LARGE_PART = 8;

    private final Vertx vertx;
    private final long bytesMax;
    private final long largeMax;
    private final Deque<Waiter> waiting = new ArrayDeque<>();
    private long held;
    private long largeHeld;

    private record Waiter(Context context, Share share, long needed, Promise<Void> promise, long timer) {}

    /** @param heapBytes of the process: no more than three eighths of it go to answers */
    AnswerMemory(Vertx vertx, long heapBytes) {
        this.vertx = vertx;
        this.bytesMax = Math.min(Limits.ANSWER_BYTES_MAX, heapBytes / 8 * 3);
        this.largeMax = bytesMax / 3 * 2;
    }

    /** What the answers of one space hold together: so much at most, or a single one. */
    final class Part {
        private final LongSupplier max;
        private long partHeld;

        private Part(LongSupplier max) {
            this.max = max;
        }

        /** Of a request that holds nothing yet. */
        Share share() {
            return new Share(this);
        }
    }

    /** The part of one space. */
    Part part(LongSupplier max) {
        return new Part(max);
    }

    long bytesMax() {
        return bytesMax;
    }

    /** What one answer holds. Belongs to one request. */
    final class Share {
        private final Part part;
        private long bytes;
        private boolean large;

        private Share(Part part) {
            this.part = part;
        }

        /**
         * Takes it, at once or when others have given theirs back; completes on the context of the caller. Fails with
         * {@link Refused}, {@code overloaded}, when that takes longer than {@link Limits#ANSWER_WAIT_MAX}, or too many
         * wait already. An answer that needs more than there may be for large ones is made alone.
         */
        Future<Void> take(long needed) {
            if (needed == 0) return Future.succeededFuture();
            bytes = Math.min(needed, largeMax);
            large = bytes > bytesMax / LARGE_PART;
            return admit(this);
        }

        /** The answer is made: it holds what it is now, more or less than was taken. */
        void becomes(long actual) {
            resize(this, actual);
        }

        /** Gives all of it back; again and again does no harm. */
        void release() {
            resize(this, 0);
        }
    }

    private synchronized Future<Void> admit(Share share) {
        if (fits(share, share.bytes)) {
            add(share, share.bytes);
            return Future.succeededFuture();
        }
        long needed = share.bytes;
        share.bytes = 0;
        if (waiting.size() >= Limits.ANSWERS_WAITING_MAX) return Future.failedFuture(full());
        Promise<Void> promise = Promise.promise();
        long timer = vertx.setTimer(Limits.ANSWER_WAIT_MAX.toMillis(), late -> giveUp(promise));
        waiting.add(new Waiter(vertx.getOrCreateContext(), share, needed, promise, timer));
        return promise.future();
    }

    /** Bytes that are taken now. */
    synchronized long held() {
        return held;
    }

    private synchronized void resize(Share share, long bytes) {
        add(share, bytes - share.bytes);
        share.bytes = bytes;
        wake();
    }

    private void add(Share share, long bytes) {
        held += bytes;
        share.part.partHeld += bytes;
        if (share.large) largeHeld += bytes;
    }

    private boolean fits(Share share, long needed) {
        Part part = share.part;
        return held + needed <= bytesMax
                && (!share.large || largeHeld + needed <= largeMax)
                && (part.partHeld == 0 || part.partHeld + needed <= part.max.getAsLong());
    }

    /** Whoever fits goes on, in the order of their coming; a small one need not wait behind a large one. */
    private void wake() {
        List<Waiter> woken = new ArrayList<>();
        for (Iterator<Waiter> each = waiting.iterator(); each.hasNext(); ) {
            Waiter waiter = each.next();
            if (!fits(waiter.share, waiter.needed)) continue;
            each.remove();
            waiter.share.bytes = waiter.needed;
            add(waiter.share, waiter.needed);
            woken.add(waiter);
        }
        for (Waiter waiter : woken) {
            vertx.cancelTimer(waiter.timer);
            waiter.context.runOnContext(ignored -> waiter.promise.complete());
        }
    }

    private void giveUp(Promise<Void> promise) {
        boolean waited;
        synchronized (this) {
            waited = waiting.removeIf(waiter -> waiter.promise == promise);
        }
        if (waited) promise.fail(full());
    }

    private static Refused full() {
        return new Refused(
                ProblemCode.OVERLOADED,
                "answers to others fill the memory that this hub has for them; ask again, or for less at once (limit=)");
    }
}
