package dev.signalbox.hub.space;

import dev.signalbox.hub.database.Database;
import dev.signalbox.hub.log.EventFilter;
import dev.signalbox.hub.log.EventLog;
import dev.signalbox.hub.log.FollowSink;
import dev.signalbox.hub.log.LogCheck;
import dev.signalbox.hub.log.LogTail;
import dev.signalbox.hub.log.MemoryFollower;
import dev.signalbox.hub.metrics.Metrics;
import dev.signalbox.hub.projection.Projection;
import dev.signalbox.hub.projection.ProjectionFollower;
import dev.signalbox.hub.projection.Projections;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * One log of a space with everything that hangs on it: its own database, the shared live tail, the tables folded from
 * it, and what follows it in memory. Logs share nothing, so a flood on one never delays another.
 */
public final class LogSpace {
    /** Tables that fold a long history take as long as they need; health shows how far they are. */
    private static final Duration CATCH_UP_MAX = Duration.ofDays(365);

    private final Store store;
    private final LogTail tail;
    private final Projections projections;
    private final List<MemoryFollower> followers = new CopyOnWriteArrayList<>();
    private final Metrics metrics;
    private final Vertx vertx;
    private long began;

    private LogSpace(Store store, LogTail tail, Metrics metrics, Vertx vertx) {
        this.store = store;
        this.tail = tail;
        this.projections = new Projections(tail);
        this.metrics = metrics;
        this.vertx = vertx;
    }

    /** Looks at the head of a log that was just opened. Closes the store when that fails. */
    static Future<LogSpace> of(Store store, Metrics metrics, Vertx vertx) {
        EventLog log = store.log();
        return log.head()
                .compose(head -> LogCheck.newest(log, head, vertx).map(head))
                .map(head -> {
                    LogTail tail = new LogTail(log, head, vertx);
                    metrics.gauge(
                            "signalbox.log.head",
                            "Position of the newest event",
                            () -> tail.head().position(),
                            "log",
                            log.name());
                    // What another node committed between the look at the head and the tail's own listening.
                    log.head().onSuccess(newest -> tail.advanced(newest.position()));
                    return new LogSpace(store, tail, metrics, vertx);
                })
                .recover(failure -> store.close().transform(closed -> Future.failedFuture(failure)));
    }

    public Database database() {
        return store.database();
    }

    public EventLog log() {
        return store.log();
    }

    public LogTail tail() {
        return tail;
    }

    public Projections projections() {
        return projections;
    }

    /** Looks at the whole store in the background. Fails with StoreBroken of the database package. */
    public Future<Void> check() {
        return LogCheck.count(store.log(), store.database())
                .compose(counted -> store.database().check());
    }

    /** What follows the log in memory on this node. */
    public List<MemoryFollower> followers() {
        return List.copyOf(followers);
    }

    /** Adds a table of the log; {@link #start} begins to fold it. */
    public void project(Projection projection) {
        ProjectionFollower follower = new ProjectionFollower(projection, store.database(), tail, vertx);
        projections.add(follower);
        metrics.gauge(
                "signalbox.follower.lag",
                "Positions between a follower and the head of its log",
                follower::lag,
                "follower",
                follower.name());
        metrics.gauge(
                "signalbox.projection.problems",
                "Events that a projection could not fold and went on without",
                follower::problems,
                "projection",
                follower.name());
    }

    /** Starts the tables. Completes when each holds what the log held at this call, but for those that give way. */
    public Future<Void> start() {
        began = tail.head().position();
        return projections.start().compose(started -> {
            List<Future<?>> reaching = new ArrayList<>();
            for (ProjectionFollower each : projections.all()) {
                if (!each.projection().givesWay()) reaching.add(each.reached(began, CATCH_UP_MAX));
            }
            return Future.all(reaching).mapEmpty();
        });
    }

    /** Delivers what came behind the head that was at {@link #start}, from now on and live. */
    public void follow(String name, EventFilter filter, FollowSink sink) {
        followers.add(new MemoryFollower(name, tail, filter, sink, vertx).start(began));
    }

    /** Ends followers and tables, then log and database. Appends that wait are ended. */
    Future<Void> close() {
        followers.forEach(MemoryFollower::close);
        projections.close();
        return store.close();
    }
}
