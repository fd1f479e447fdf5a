package dev.signalbox.hub.http;

import dev.signalbox.hub.command.Refused;
import dev.signalbox.wire.ProblemCode;
import java.util.concurrent.atomic.AtomicLong;

/** Bytes of large bodies or answers that one hub node holds at a time, so many at most. Any thread. */
final class ByteBudget {
    private final long bytesMax;
    private final String whenFull;
    private final AtomicLong held = new AtomicLong();

    /** @param whenFull what somebody is told for whom nothing is left, and the next step */
    ByteBudget(long bytesMax, String whenFull) {
        this.bytesMax = bytesMax;
        this.whenFull = whenFull;
    }

    /** What one request holds. Its methods may be called on any thread, one after the other. */
    final class Share {
        private final AtomicLong own = new AtomicLong();

        /** Takes some more. Fails with {@link Refused}, {@code overloaded}, when all of it is taken. */
        void take(long bytes) {
            if (held.addAndGet(bytes) > bytesMax) {
                held.addAndGet(-bytes);
                throw new Refused(ProblemCode.OVERLOADED, whenFull);
            }
            own.addAndGet(bytes);
        }

        /** Gives all of it back; again and again does no harm. */
        void release() {
            held.addAndGet(-own.getAndSet(0));
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
