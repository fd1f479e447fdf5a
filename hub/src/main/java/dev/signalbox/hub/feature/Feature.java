package dev.signalbox.hub.feature;

import dev.signalbox.hub.command.CommandHandler;
import dev.signalbox.hub.http.route.Routes;
import dev.signalbox.hub.log.EventFilter;
import dev.signalbox.hub.log.FollowSink;
import dev.signalbox.hub.projection.FoldedTable;
import dev.signalbox.hub.projection.Projection;
import dev.signalbox.hub.schedule.Job;
import dev.signalbox.hub.search.Sayings;
import dev.signalbox.hub.space.LogSpace;
import dev.signalbox.hub.space.Space;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One thing that the hub can do, as one object: everything that it registers. The hub asks each question of all
 * features before it asks the next, in the order of this page; a feature that has nothing to say leaves the answer
 * empty. A feature does not know the others: without it the rest of the hub starts and works.
 */
public interface Feature {
    /** The log that its events are on. */
    default LogSpace log(Space space) {
        return space.main();
    }

    /** Makes its commands known. */
    default void commands(CommandHandler commands) {}

    /** What else is folded from its log, and read through its own doors only. */
    default List<Projection> projections() {
        return List.of();
    }

    /** The tables that are folded from its log and shown as rows, beside declared ones. */
    default List<FoldedTable<?>> tables() {
        return List.of();
    }

    /** What of its events is found by words. */
    default List<Sayings> sayings() {
        return List.of();
    }

    /** Its doors, with the permission of each. Every command and every table is known by now. */
    default List<Routes> routes() {
        return List.of();
    }

    /**
     * Fills what it keeps in memory; the tables hold what the log held at the start. A failure ends the start of the
     * hub.
     */
    default Future<?> load() {
        return Future.succeededFuture();
    }

    /** What follows its log in memory, from the head that was there at the start. */
    default List<Follower> followers() {
        return List.of();
    }

    /** What goes on from now on, begun one behind the other and ended in reverse. */
    default List<Job> jobs() {
        return List.of();
    }

    /**
     * The logs of its space went back: tells those who follow them. Its jobs are ended next, and another feature of its
     * kind takes its place.
     *
     * @param now the space as it is from now on
     */
    default void rewound(Space now) {}

    /**
     * When it next has something to do by itself; empty when nothing waits. Asked before a space that nobody uses is
     * closed: it is opened again then.
     */
    default Future<Optional<Instant>> due() {
        return Future.succeededFuture(Optional.empty());
    }

    /** Whether something goes on that the end of its space would cut off: a live stream, a backup. */
    default boolean isBusy() {
        return false;
    }

    /**
     * Why the hub cannot serve as it should, for people; null when this feature knows of nothing. Asked with every look
     * at health.
     */
    default @Nullable String trouble() {
        return null;
    }

    /**
     * What is not as it should be although the hub serves, for people; null when nothing. Asked as {@link #trouble}.
     */
    default @Nullable String degraded() {
        return null;
    }

    /**
     * What follows a log in memory.
     *
     * @param name for people: log lines and {@code /health/ready}
     */
    record Follower(String name, EventFilter filter, FollowSink sink) {}
}
