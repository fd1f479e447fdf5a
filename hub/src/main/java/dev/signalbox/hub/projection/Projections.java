package dev.signalbox.hub.projection;

import dev.signalbox.hub.command.Refused;
import dev.signalbox.hub.log.LogTail;
import dev.signalbox.wire.Limits;
import dev.signalbox.wire.ProblemCode;
import io.vertx.core.Future;
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
        ProjectionFollower follower = followers.get(name);
        if (follower == null) throw new IllegalArgumentException("no projection " + name);
        long wanted = Math.max(atLeast, tail.acknowledged());
        if (follower.holds(wanted)) return Future.succeededFuture();
        return follower.reached(wanted, Limits.READ_YOUR_WRITES_WAIT_MAX)
                .recover(failure -> failure instanceof TimeoutException
                        ? Future.failedFuture(new Refused(
                                ProblemCode.PROJECTION_LAGGING,
                                name + " is at position " + follower.position() + ", you asked for " + wanted
                                        + "; try again in a second"))
                        : Future.failedFuture(failure));
    }

    /**
     * Completes when nothing of what came before a position stands in tables that are half built anew, see
     * {@link ProjectionFollower#rebuildPassed}.
     */
    public Future<Void> rebuildPassed(String name, long position) {
        ProjectionFollower follower = followers.get(name);
        if (follower == null) throw new IllegalArgumentException("no projection " + name);
        return follower.rebuildPassed(position);
    }

    public void close() {
        followers.values().forEach(ProjectionFollower::close);
    }
}
