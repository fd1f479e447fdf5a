package dev.signalbox.wire.command;

import dev.signalbox.wire.Check;
import dev.signalbox.wire.InvalidInput;
import dev.signalbox.wire.Limits;
import dev.signalbox.wire.resource.RoadmapItem;
import org.jspecify.annotations.Nullable;

/**
 * {@code roadmap.set-status}: says where the item stands.
 *
 * @param comment why; shown on the item until the status is set again
 */
public record SetRoadmapStatus(
        RoadmapItem.Status status, @Nullable String comment) {
    public SetRoadmapStatus {
        if (status == null) {
            throw new InvalidInput("/status", "status is required: planned, in_progress, blocked, done or cancelled");
        }
        Check.optional("comment", comment, Limits.COMMENT_CHARS_MAX);
    }
}
