package dev.signalbox.hub.schedule;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Work that is done again and again, with a rest between: a round that fails is logged, and the next one tries again.
 * One context.
 */
public final class PeriodicJob implements Job {
    private static final Logger LOG = LoggerFactory.getLogger(PeriodicJob.class);

    private final String name;
    private final Duration rest;
    private final Supplier<Future<Integer>> round;
    private final Vertx vertx;
    private final Context context;
    private long timer = -1;
    private volatile boolean closed;

    /**
     * @param name for log lines
     * @param rest time between the end of a round and the next
     * @param round the work; it asks {@link #isClosed} between its steps
     */
    public PeriodicJob(String name, Duration rest, Supplier<Future<Integer>> round, Vertx vertx) {
        this.name = name;
        this.rest = rest;
        this.round = round;
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
    }

    /** Begins the first round now. Call once. */
    @Override
    public Future<?> start() {
        context.runOnContext(ignored -> turn());
        return Future.succeededFuture();
    }

    /** Begins no further round. */
    @Override
    public Future<?> close() {
        closed = true;
        context.runOnContext(ignored -> vertx.cancelTimer(timer));
        return Future.succeededFuture();
    }

    public boolean isClosed() {
        return closed;
    }

    private void turn() {
        if (closed) return;
        round.get()
                .onComplete(done -> context.runOnContext(ignored -> {
                    if (done.failed())
                        LOG.warn("{} will try again: {}", name, done.cause().getMessage());
                    if (!closed) timer = vertx.setTimer(rest.toMillis(), again -> turn());
                }));
    }
}
