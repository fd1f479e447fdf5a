package dev.signalbox.hub.log;

import dev.signalbox.hub.database.Blame;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Feeds a part of the hub that keeps in memory what it reads: it has no checkpoint but this object's. When store or
 * sink fail it begins again behind the last range that was taken, for as long as the hub runs. An event at which the
 * sink throws is left out and counted; the others go on. The sink is called on one context.
 */
public final class MemoryFollower {
    private static final long RETRY_MILLIS = 500;
    private static final Logger LOG = LoggerFactory.getLogger(MemoryFollower.class);

    private final String name;
    private final LogTail tail;
    private final EventFilter filter;
    private final FollowSink sink;
    private final Vertx vertx;
    private final Context context;
    private volatile @Nullable LogFollower follower;
    private volatile long position;
    private final AtomicLong problems = new AtomicLong();
    private volatile boolean closed;

    /** @param name for log lines */
    public MemoryFollower(String name, LogTail tail, EventFilter filter, FollowSink sink, Vertx vertx) {
        this.name = name;
        this.tail = tail;
        this.filter = filter;
        this.sink = sink;
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
    }

    public String name() {
        return name;
    }

    /** Everything up to here was taken by the sink. */
    public long position() {
        return position;
    }

    /** How many events the sink could not take. */
    public long problems() {
        return problems.get();
    }

    /** Name of the log that it follows. */
    public String log() {
        return tail.log().name();
    }

    /** Positions between it and the newest event that this node knows of. */
    public long lag() {
        return Math.max(0, tail.head().position() - position);
    }

    /**
     * Begins to deliver what follows a position. Call once.
     *
     * @param from 0 for the whole log
     */
    public MemoryFollower start(long from) {
        position = from;
        follow();
        return this;
    }

    /** Delivers nothing more after the range that is under way. */
    public void close() {
        closed = true;
        LogFollower present = follower;
        if (present != null) present.close();
    }

    private void follow() {
        if (closed) return;
        LogFollower fresh = new LogFollower(tail, position, filter, this::take, context);
        follower = fresh;
        fresh.start().closed().onFailure(failure -> {
            LOG.warn("{} stopped at {} and will try again: {}", name, position, failure.getMessage());
            vertx.setTimer(RETRY_MILLIS, timer -> follow());
        });
    }

    private Future<Void> take(LogPage range) {
        return delivered(range).map(taken -> {
            position = range.to().position();
            return null;
        });
    }

    private Future<Void> delivered(LogPage range) {
        try {
            return sink.deliver(range);
        } catch (RuntimeException | Error failure) {
            return Blame.isOfAnEvent(failure) && !range.events().isEmpty()
                    ? without(range, failure)
                    : Future.failedFuture(failure);
        }
    }

    /** The range event by event; the one at which the sink throws is left out. */
    private Future<Void> without(LogPage range, Throwable failure) {
        if (range.events().size() == 1) {
            problems.incrementAndGet();
            LOG.error("{} goes on without {}", name, range.events().get(0), failure);
            return Future.succeededFuture();
        }
        Future<Void> last = Future.succeededFuture();
        for (RecordedEvent event : range.events()) {
            LogPage one = new LogPage(range.from(), range.to(), range.head(), List.of(event));
            last = last.compose(done -> delivered(one));
        }
        return last;
    }
}
