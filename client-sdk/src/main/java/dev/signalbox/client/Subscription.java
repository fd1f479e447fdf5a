package dev.signalbox.client;

import java.util.concurrent.CompletionStage;

/** A running follower. */
public interface Subscription extends AutoCloseable {
    /** Position of the last event whose effects are on disk, or of the range known to hold none; 0 before the first. */
    long position();

    /** Whether it has seen everything that the hub had when last heard of. */
    boolean isLive();

    /**
     * Completes when the subscription or the client was closed. Fails with {@link dev.signalbox.client.follow.FollowerStopped} when the follower gave up, or
     * {@link dev.signalbox.client.http.HubRefused} when the hub cannot serve what it asked for.
     */
    CompletionStage<Void> ended();

    /** Ends it after the event in hand. Its checkpoint stays: following under the same name goes on there. */
    @Override
    void close();
}
