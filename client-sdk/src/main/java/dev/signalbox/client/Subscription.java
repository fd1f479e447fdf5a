package dev.signalbox.client;

import dev.signalbox.client.follow.Follower;
import java.util.concurrent.CompletionStage;

/** A running follower, as the program holds it. */
public final class Subscription implements AutoCloseable {
    private final Follower follower;

    Subscription(Follower follower) {
        this.follower = follower;
    }

    /** Position of the last event whose effects are on disk, or of the range known to hold none; 0 before the first. */
    public long position() {
        return follower.position();
    }

    /** Whether it has seen everything that the hub had when last heard of. */
    public boolean isLive() {
        return follower.isLive();
    }

    /**
     * Completes when the subscription or the client was closed. Fails with
     * {@link dev.signalbox.client.follow.FollowerStopped} when the follower gave up, or
     * {@link dev.signalbox.client.http.HubRefused} when the hub cannot serve what it asked for.
     */
    public CompletionStage<Void> ended() {
        return follower.ended();
    }

    /**
     * Ends it after the events in hand, which are those of one transaction. Its checkpoint stays: following under the
     * same name goes on there.
     *
     * <p>Waits for a handler that is at work, for {@link SignalboxOptions#handlerWait} at most, and not at all when
     * that handler itself calls it. When it returns before the handler has ended, nothing of the events in hand is kept
     * yet, neither effects nor checkpoint. The handler goes on: ends it well, both are committed together; fails it, or
     * ends the program before, the events are delivered again at the next start. {@link #ended} tells when it is over:
     * until then the name cannot be followed again in this process, and what this program writes waits for the
     * handler's transaction.
     */
    @Override
    public void close() {
        follower.close();
    }
}
