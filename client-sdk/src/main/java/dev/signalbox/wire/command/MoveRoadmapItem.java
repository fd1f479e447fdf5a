package dev.signalbox.wire.command;

import dev.signalbox.wire.InvalidInput;
import dev.signalbox.wire.RoadmapOrder;
import dev.signalbox.wire.Word;
import org.jspecify.annotations.Nullable;

/**
 * {@code roadmap.move}: another place for the item; exactly one field. No other item changes.
 *
 * @param before key or id of the item that it goes before
 * @param after key or id of the item that it goes behind
 * @param order the place itself, made by {@link RoadmapOrder#between}: for a program that arranges many at once
 */
public record MoveRoadmapItem(
        @Nullable String before,
        @Nullable String after,
        @Nullable End to,
        @Nullable String order) {
    public MoveRoadmapItem {
        if (RoadmapFields.place(before, after, to, order) == 0) {
            throw new InvalidInput("", "say where to: one of before, after, to (top or bottom) and order");
        }
    }

    /** The ends of the roadmap. */
    public enum End implements Word {
        TOP,
        BOTTOM
    }
}
