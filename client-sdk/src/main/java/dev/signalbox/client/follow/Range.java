package dev.signalbox.client.follow;

import dev.signalbox.wire.Cursor;
import dev.signalbox.wire.Event;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A piece of the log that came in: everything behind {@code from} up to {@code to}, of which these events match.
 *
 * @param from position before the piece
 */
record Range(long from, Cursor to, List<Event> events) {
    /**
     * Those of the ranges that follow each other from a place on: pieces of before it are left out, and what lies
     * behind a gap.
     *
     * @param place null takes any beginning
     */
    static List<Range> following(@Nullable Cursor place, List<Range> ranges) {
        List<Range> fitting = new ArrayList<>();
        Cursor at = place;
        for (Range range : ranges) {
            if (at != null && range.from() > at.position()) break;
            if (at != null && range.from() < at.position()) continue;
            fitting.add(range);
            at = range.to();
        }
        return fitting;
    }
}
