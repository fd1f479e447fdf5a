package dev.signalbox.hub.http;

import dev.signalbox.hub.command.Refused;
import dev.signalbox.wire.ProblemCode;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Bytes of large bodies that one hub node holds at a time, so many at most; a part of it is what one space holds. Any
 * thread.
 */
final class ByteBudget {
    private final LongSupplier bytesMax;
    private final @Nullable ByteBudget whole;
    private final String whenFull;
    private final AtomicLong held = new AtomicLong();

    /** @param whenFull what somebody is told for whom nothing is left, and the next step */
    ByteBudget(long bytesMax, String whenFull) {
        this(() -> bytesMax, null, whenFull);
    }

    private ByteBudget(LongSupplier bytesMax, @Nullable ByteBudget whole, String whenFull) {
        this.bytesMax = bytesMax;
        this.whole = whole;
        this.whenFull = whenFull;
    }

    /** So much of it at most, or a single piece, is held for one space, and counts for the whole, too. */
    ByteBudget part(LongSupplier bytesMax) {
        return new ByteBudget(bytesMax, this, whenFull);
    }

    long bytesMax() {
        return bytesMax.getAsLong();
    }

    private void add(long bytes) {
        long before = held.getAndAdd(bytes);
        boolean alone = whole != null && before == 0;
        if (!alone && before + bytes > bytesMax.getAsLong()) {
            held.addAndGet(-bytes);
            throw new Refused(ProblemCode.OVERLOADED, whenFull);
        }
        try {
            if (whole != null) whole.add(bytes);
        } catch (Refused full) {
            held.addAndGet(-bytes);
            throw full;
        }
    }

    private void giveBack(long bytes) {
        held.addAndGet(-bytes);
        if (whole != null) whole.giveBack(bytes);
    }

    /** What one request holds. Its methods may be called on any thread, one after the other. */
    final class Share {
        private final AtomicLong own = new AtomicLong();

        /** Takes some more. Fails with {@link Refused}, {@code overloaded}, when all of it is taken. */
        void take(long bytes) {
            add(bytes);
            own.addAndGet(bytes);
        }

        /** Gives all of it back; again and again does no harm. */
        void release() {
            giveBack(own.getAndSet(0));
        }
    }

    Share share() {
        return new Share();
    }

    /** Bytes that are taken now. */
    long held() {
        return held.get();
    }
}
