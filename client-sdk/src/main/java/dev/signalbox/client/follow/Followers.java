package dev.signalbox.client.follow;

import dev.signalbox.client.http.HubApi;
import dev.signalbox.client.http.HubContact;
import dev.signalbox.client.http.Pace;
import dev.signalbox.client.store.SqliteStore;
import dev.signalbox.wire.Limits;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The followers of this process, and what they all need.
 *
 * @param closeWait how long {@link Follower#close} waits for what is at work
 * @param running by name
 */
public record Followers(
        SqliteStore store,
        HubApi hub,
        HubContact contact,
        Supplier<@Nullable String> key,
        Pace pace,
        RandomGenerator random,
        Clock clock,
        Runnable statusMayHaveChanged,
        Duration closeWait,
        Map<String, Follower> running) {

    public Followers(
            SqliteStore store,
            HubApi hub,
            HubContact contact,
            Supplier<@Nullable String> key,
            Pace pace,
            RandomGenerator random,
            Clock clock,
            Runnable statusMayHaveChanged,
            Duration closeWait) {
        this(store, hub, contact, key, pace, random, clock, statusMayHaveChanged, closeWait, new ConcurrentHashMap<>());
    }

    /** Fails with {@link IllegalArgumentException} for a name that cannot be, {@link IllegalStateException} for one that is followed. */
    public Follower start(String name, List<String> types, Effects effects) {
        if (name.isBlank() || name.length() > Limits.NAME_CHARS_MAX) {
            throw new IllegalArgumentException("a follower's name has 1 to " + Limits.NAME_CHARS_MAX + " characters");
        }
        Follower follower = new Follower(this, name, types, effects);
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
