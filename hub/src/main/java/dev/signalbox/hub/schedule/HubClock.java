package dev.signalbox.hub.schedule;

import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The clock of a hub, which tells when it was set, or when the machine slept: what rests until a time looks again then,
 * and not when its rest is over. Any thread.
 */
public final class HubClock extends Clock {
    /** Between two looks at the clock; so late it is noticed that it was set. */
    private static final long LOOK_MILLIS = 250;
    /** What differs by less from the time that passed is the work of NTP, or of a busy machine. */
    private static final Duration JUMP_MIN = Duration.ofSeconds(2);

    private final Clock clock;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private Instant seen;
    private long seenNanos;

    /** @param vertx with which the looks end */
    public HubClock(Clock clock, Vertx vertx) {
        this.clock = clock;
        this.seen = clock.instant();
        this.seenNanos = System.nanoTime();
        vertx.setPeriodic(LOOK_MILLIS, tick -> look());
    }

    /** Runs something each time when the clock was set, until {@link #offJump}. It must not block. */
    public void onJump(Runnable listener) {
        listeners.add(listener);
    }

    public void offJump(Runnable listener) {
        listeners.remove(listener);
    }

    private synchronized void look() {
        Instant now = clock.instant();
        long nanos = System.nanoTime();
        Duration passed = Duration.ofNanos(nanos - seenNanos);
        boolean jumped = Duration.between(seen, now).minus(passed).abs().compareTo(JUMP_MIN) > 0;
        seen = now;
        seenNanos = nanos;
        if (jumped) listeners.forEach(Runnable::run);
    }

    @Override
    public Instant instant() {
        return clock.instant();
    }

    @Override
    public ZoneId getZone() {
        return clock.getZone();
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return clock.withZone(zone);
    }
}
