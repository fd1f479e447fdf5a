package dev.signalbox.hub.schedule;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Work that is done again and again, with a rest between: a round that fails is logged, and the next one tries again.
 * Work that is due by the clock is looked at anew when that was set. One context.
 */
public final class PeriodicJob implements Job {
    private static final Logger LOG = LoggerFactory.getLogger(PeriodicJob.class);

    private final String name;
    private final Duration rest;
    private final Supplier<Future<Integer>> round;
    private final @Nullable HubClock clock;
    private final Vertx vertx;
    private final Context context;
    private final Runnable wake = this::wake;
    private long timer = -1;
    private boolean working;
    private boolean again;
    private volatile boolean closed;

    /**
     * @param name for log lines
     * @param rest time between the end of a round and the next
     * @param round the work; it asks {@link #isClosed} between its steps
     */
    public PeriodicJob(String name, Duration rest, Supplier<Future<Integer>> round, Vertx vertx) {
        this(name, rest, round, null, vertx);
    }

    /**
     * The same of work that is due by the clock.
     *
     * @param clock when it was set, the rest is over; null for work that the clock does not matter to
     */
    public PeriodicJob(
            String name, Duration rest, Supplier<Future<Integer>> round, @Nullable HubClock clock, Vertx vertx) {
        this.name = name;
        this.rest = rest;
        this.round = round;
        this.clock = clock;
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
    }

    /** Begins the first round now. Call once. */
    @Override
    public Future<?> start() {
        if (clock != null) clock.onJump(wake);
        context.runOnContext(ignored -> turn());
        return Future.succeededFuture();
    }

    /** Begins no further round. */
    @Override
    public Future<?> close() {
        closed = true;
        if (clock != null) clock.offJump(wake);
        context.runOnContext(ignored -> vertx.cancelTimer(timer));
        return Future.succeededFuture();
    }

    public boolean isClosed() {
        return closed;
    }

    /** Begins a round; behind the one that is under way, which may have looked at things before. Any thread. */
    public void wake() {
        context.runOnContext(ignored -> {
            again = working;
            if (working || closed) return;
            vertx.cancelTimer(timer);
            turn();
        });
    }

    private void turn() {
        if (closed) return;
        working = true;
        again = false;
        round.get()
                .onComplete(done -> context.runOnContext(ignored -> {
                    working = false;
                    if (done.failed())
                        LOG.warn("{} will try again: {}", name, done.cause().getMessage());
                    if (again) turn();
                    else if (!closed) timer = vertx.setTimer(rest.toMillis(), over -> turn());
                }));
    }
}
