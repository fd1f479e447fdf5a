package dev.signalbox.hub.projection;

import dev.signalbox.hub.command.Refused;
import dev.signalbox.hub.log.LogTail;
import dev.signalbox.wire.Limits;
import dev.signalbox.wire.ProblemCode;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/**
 * All projections of one log, and the rule for reads: a node answers only from tables that hold everything it has
 * acknowledged.
 */
public final class Projections {
    /** For what ends with the hub at the latest. */
    private static final Duration WAIT_MAX = Duration.ofDays(365);

    private final LogTail tail;
    private final Map<String, ProjectionFollower> followers = new LinkedHashMap<>();

    public Projections(LogTail tail) {
        this.tail = tail;
    }

    /** Adds a follower; it is started by {@link #start}. */
    public void add(ProjectionFollower follower) {
        if (followers.putIfAbsent(follower.name(), follower) != null) {
            throw new IllegalArgumentException("two projections are named " + follower.name());
        }
    }

    public Future<Void> start() {
        return Future.all(followers.values().stream()
                        .map(ProjectionFollower::start)
                        .toList())
                .mapEmpty();
    }

    public List<ProjectionFollower> all() {
        return List.copyOf(followers.values());
    }

    public Optional<ProjectionFollower> named(String name) {
        return Optional.ofNullable(followers.get(name));
    }

    /**
     * How far a projection is, for readers who take what is there. Fails with {@code projection_lagging} as long as it
     * has no tables.
     */
    public Future<Long> reached(String name) {
        ProjectionFollower follower = follower(name);
        if (follower.holds(0)) return Future.succeededFuture(follower.position());
        return Future.failedFuture(lagging(follower, 0));
    }

    /**
     * Completes when all projections, and what is half built anew of them, are behind a position, however long that
     * takes.
     */
    public Future<Void> allPassed(long position) {
        List<Future<?>> passing = new ArrayList<>();
        for (ProjectionFollower each : followers.values()) {
            passing.add(each.reached(position, WAIT_MAX).compose(there -> each.rebuildPassed(position)));
        }
        return Future.all(passing).mapEmpty();
    }

    /** How readers wait for the tables of a projection. */
    public Freshness fresh(String name) {
        return atLeast -> caughtUp(name, atLeast);
    }

    /**
     * Completes when a projection holds everything that this node has acknowledged, and everything up to
     * {@code atLeast}. Fails with {@code projection_lagging} after {@link Limits#READ_YOUR_WRITES_WAIT_MAX}.
     *
     * @param atLeast a position that the reader has seen, also on another node; 0 for none
     */
    public Future<Void> caughtUp(String name, long atLeast) {
        ProjectionFollower follower = follower(name);
        long wanted = Math.max(atLeast, tail.acknowledged());
        if (follower.holds(wanted)) return Future.succeededFuture();
        return follower.reached(wanted, Limits.READ_YOUR_WRITES_WAIT_MAX)
                .recover(failure -> failure instanceof TimeoutException
                        ? Future.failedFuture(lagging(follower, wanted))
                        : Future.failedFuture(failure));
    }

    private static Refused lagging(ProjectionFollower follower, long wanted) {
        return new Refused(
                ProblemCode.PROJECTION_LAGGING,
                follower.name() + " is at position " + follower.position() + ", you asked for " + wanted
                        + "; try again in a second");
    }

    private ProjectionFollower follower(String name) {
        ProjectionFollower follower = followers.get(name);
        if (follower == null) throw new IllegalArgumentException("no projection " + name);
        return follower;
    }

    public void close() {
        followers.values().forEach(ProjectionFollower::close);
    }
}
