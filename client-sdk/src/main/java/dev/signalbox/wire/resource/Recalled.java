package dev.signalbox.wire.resource;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A page of what was found, newest first.
 *
 * @param items the newest text first
 * @param nextCursor give it as {@code cursor} for the next page; null on the last
 * @param positions by log: everything up to there was looked through. What came behind it is found a little later
 */
public record Recalled(List<RecallHit> items, @Nullable String nextCursor, Map<String, Long> positions) {
    public Recalled {
        items = List.copyOf(items);
        positions = Map.copyOf(positions);
    }
}
