package dev.signalbox.wire.command;

import dev.signalbox.wire.Check;
import dev.signalbox.wire.Limits;
import org.jspecify.annotations.Nullable;

/**
 * {@code roadmap.remove}: takes the item off the roadmap. Its history stays, its key is free again. Needs the version
 * that the writer has read.
 */
public record RemoveRoadmapItem(@Nullable String reason) {
    public RemoveRoadmapItem {
        Check.optional("reason", reason, Limits.COMMENT_CHARS_MAX);
    }
}
