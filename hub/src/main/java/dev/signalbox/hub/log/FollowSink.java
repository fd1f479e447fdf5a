package dev.signalbox.hub.log;

import io.vertx.core.Future;

/** Where a {@link LogFollower} delivers. */
@FunctionalInterface
public interface FollowSink {
    /**
     * Takes the next range. Ranges follow each other without a gap: {@code from} is the {@code to} of the one before,
     * so a consumer that keeps a checkpoint asserts that {@code from} equals it. A range may hold no event: then only
     * {@code to} moved. The next range comes when the returned future has succeeded; a failed future ends the follower.
     */
    Future<Void> deliver(LogPage range);
}
