package dev.signalbox.hub.http;

import dev.signalbox.hub.command.Refused;
import dev.signalbox.wire.ProblemCode;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Bytes of request bodies that one hub node holds at a time, so many at most; a part of it is what one space holds. A
 * single one that is there alone may have twice as many, for what never fits would be put off for ever. Any thread.
 */
final class ByteBudget {
    private final LongSupplier bytesMax;
    private final @Nullable ByteBudget whole;
    private final String whenFull;
    private final String whenTooLarge;
    private final AtomicLong held = new AtomicLong();

    /**
     * A whole.
     *
     * @param whenFull what somebody is told for whom nothing is left, and the next step
     * @param whenTooLarge the same for whom all of it would be too little
     */
    ByteBudget(long bytesMax, String whenFull, String whenTooLarge) {
        this(() -> bytesMax, null, whenFull, whenTooLarge);
    }

    private ByteBudget(LongSupplier bytesMax, @Nullable ByteBudget whole, String whenFull, String whenTooLarge) {
        this.bytesMax = bytesMax;
        this.whole = whole;
        this.whenFull = whenFull;
        this.whenTooLarge = whenTooLarge;
    }

    /** So much of it at most, or a single piece, is held for one space, and counts for the whole, too. */
    ByteBudget part(LongSupplier bytesMax) {
        return new ByteBudget(bytesMax, this, whenFull, whenTooLarge);
    }

    long bytesMax() {
        return bytesMax.getAsLong();
    }

    /** @param mine what one request holds with it */
    private void add(long bytes, long mine) {
        long all = held.addAndGet(bytes);
        if (all > bytesMax.getAsLong() && all > mine) {
            held.addAndGet(-bytes);
            throw new Refused(ProblemCode.OVERLOADED, whenFull);
        }
        try {
            if (whole != null) whole.add(bytes, mine);
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

        /**
         * Takes some more. Fails with {@link Refused}: {@code overloaded} when others hold the rest, {@code too_large}
         * when it would not fit without them either.
         */
        void take(long bytes) {
            long mine = own.get() + bytes;
            if (mine > 2 * bytesMax.getAsLong()) throw new Refused(ProblemCode.TOO_LARGE, whenTooLarge);
            add(bytes, mine);
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
