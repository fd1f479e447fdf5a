package dev.signalbox.client;

import dev.signalbox.client.follow.Follower;
import java.util.concurrent.CompletionStage;

/** What a program holds of a follower. */
record Following(Follower follower) implements Subscription {
    @Override
    public long position() {
        return follower.position();
    }

    @Override
    public boolean isLive() {
        return follower.isLive();
    }

    @Override
    public CompletionStage<Void> ended() {
        return follower.ended();
    }

    @Override
    public void close() {
        follower.close();
    }
}
