package dev.signalbox.client.follow;

import dev.signalbox.client.http.HubApi;
import dev.signalbox.client.http.HubContact;
import dev.signalbox.client.http.Pace;
import dev.signalbox.client.store.SqliteStore;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What all followers of a client need.
 *
 * @param key the secret as it is now; a changed one ends the wait of a follower whose key was refused
 * @param statusMayHaveChanged told when a follower became live, fell behind or ended
 * @param closeWait how long {@link Follower#close} waits for what is at work
 */
public record FollowerContext(
        SqliteStore store,
        HubApi hub,
        HubContact contact,
        Supplier<@Nullable String> key,
        Pace pace,
        RandomGenerator random,
        Clock clock,
        Runnable statusMayHaveChanged,
        Duration closeWait) {}
