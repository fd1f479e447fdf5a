package dev.signalbox.hub.http.admission;

import dev.signalbox.wire.Limits;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * Counts refused keys a minute and address. Bounded: when too many addresses are about, it forgets those whose minute
 * is over, and if that does not help, all. Any thread.
 */
final class BadKeys {
    private static final int ADDRESSES_MAX = 10_000;
    private static final Duration WINDOW = Duration.ofMinutes(1);

    private final Map<String, Window> windows = new HashMap<>();

    /** Counts one more; false when the address had its share for this minute. */
    synchronized boolean count(String address, Instant now) {
        Window window = windows.get(address);
        if (window == null || window.isOver(now)) {
            makeRoom(now);
            window = new Window(now);
            windows.put(address, window);
        }
        return ++window.refused <= Limits.BAD_KEYS_A_MINUTE_MAX;
    }

    /** Seconds until the address may try again, 1 to 60. */
    synchronized long secondsLeft(String address, Instant now) {
        Window window = windows.get(address);
        if (window == null) return 1;
        Duration left = Duration.between(now, window.began.plus(WINDOW));
        return Math.max(1, Math.min(WINDOW.toSeconds(), left.toSeconds() + 1));
    }

    private void makeRoom(Instant now) {
        if (windows.size() < ADDRESSES_MAX) return;
        windows.values().removeIf(window -> window.isOver(now));
        if (windows.size() >= ADDRESSES_MAX) windows.clear();
    }

    private static final class Window {
        final Instant began;
        int refused;

        Window(Instant began) {
            this.began = began;
        }

        /** A clock that was set back begins a new one, too. */
        boolean isOver(Instant now) {
            return !now.isBefore(began.plus(WINDOW)) || now.isBefore(began);
        }
    }
}
