package dev.signalbox.hub;

import dev.signalbox.wire.Cursor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * What a hub says of logs that went back to an earlier moment: it is told for {@link #TOLD} after a hub has begun on
 * them.
 */
final class Rewind {
    static final Duration TOLD = Duration.ofMinutes(1);
    /** One that was noticed, and is not over. */
    static final Rewind UNDER_WAY = new Rewind();

    private final long since = System.nanoTime();
    private final List<String> wentBack = new CopyOnWriteArrayList<>();

    /** Compares what was known of a log with what was opened. Any thread. */
    void compare(String log, @Nullable Cursor seen, String epoch) {
        if (seen == null || seen.epoch().equals(epoch)) return;
        wentBack.add(
                "the log " + log + " went back: " + seen + " is not in it, and it goes on as the history " + epoch);
    }

    boolean isOne() {
        return !wentBack.isEmpty();
    }

    /** Why the hub does not serve, before anything else that is wrong. */
    static @Nullable String trouble(@Nullable Rewind rewind, @Nullable String otherwise) {
        return rewind == UNDER_WAY
                ? "the store has another history than this node has read: it was promoted, restored or replaced; the node"
                        + " begins anew on it"
                : otherwise;
    }

    /** What is not as it should be although the hub serves: this, until it was told long enough, before the rest. */
    static List<String> degraded(@Nullable Rewind rewind, List<String> rest) {
        if (rewind == null || !rewind.isOne() || System.nanoTime() - rewind.since > TOLD.toNanos()) return rest;
        List<String> all = new ArrayList<>();
        all.add(String.join("; ", rewind.wentBack));
        all.addAll(rest);
        return all;
    }
}
