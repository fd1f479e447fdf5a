package dev.signalbox.client.follow;

import dev.signalbox.wire.Limits;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The followers of this process: one a name, each from its start until it has ended. Any thread. */
public final class Followers {
    private final FollowerContext context;
    private final Map<String, Follower> running = new ConcurrentHashMap<>();

    public Followers(FollowerContext context) {
        this.context = context;
    }

    public FollowerContext context() {
        return context;
    }

    /**
     * Fails with {@link IllegalArgumentException} for a name that cannot be, {@link IllegalStateException} for one that
     * is followed.
     */
    public Follower start(String name, List<String> types, Effects effects) {
        if (name.isBlank() || name.length() > Limits.NAME_CHARS_MAX) {
            throw new IllegalArgumentException("a follower's name has 1 to " + Limits.NAME_CHARS_MAX + " characters");
        }
        Follower follower = new Follower(context, name, types, effects, ended -> running.remove(name, ended));
        if (running.putIfAbsent(name, follower) != null) {
            throw new IllegalStateException("\"" + name + "\" is followed already in this process; close that first");
        }
        follower.start();
        return follower;
    }

    public boolean allLive() {
        return running.values().stream().allMatch(Follower::isLive);
    }

    /** Ends all, each after the events in hand. */
    public void stop() {
        running.values().forEach(Follower::stop);
    }

    /** Waits until all that were stopped have ended; false when the time is over. */
    public boolean join(Duration atMost) {
        long deadline = System.nanoTime() + atMost.toNanos();
        for (Follower follower : running.values()) {
            if (!follower.join(Duration.ofNanos(deadline - System.nanoTime()))) return false;
        }
        return true;
    }

    /** The same without an end. */
    public void join() {
        running.values().forEach(Follower::join);
    }
}
