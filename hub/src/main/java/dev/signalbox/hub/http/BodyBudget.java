package dev.signalbox.hub.http;

import dev.signalbox.hub.command.Refused;
import dev.signalbox.wire.Limits;
import dev.signalbox.wire.ProblemCode;
import java.util.concurrent.atomic.AtomicLong;

/** Bytes of large bodies that one hub node holds at a time, {@link Limits#INTAKE_BYTES_MAX} at most. Any thread. */
final class BodyBudget {
    private final AtomicLong held = new AtomicLong();

    /** What one request holds. Its methods may be called on any thread, one after the other. */
    final class Share {
        private final AtomicLong own = new AtomicLong();

        /** Takes some more. Fails with {@link Refused}, {@code overloaded}, when all of it is taken. */
        void take(long bytes) {
            if (held.addAndGet(bytes) > Limits.INTAKE_BYTES_MAX) {
                held.addAndGet(-bytes);
                throw new Refused(
                        ProblemCode.OVERLOADED,
                        "this hub holds as many bytes of requests as it may; nothing of this one was written. Repeat it");
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
