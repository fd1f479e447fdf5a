package dev.signalbox.wire.command;

import dev.signalbox.wire.Check;
import dev.signalbox.wire.Limits;
import org.jspecify.annotations.Nullable;

/** The body of {@code notification.acknowledge}. */
public record CloseNotification(@Nullable String comment) {
    public CloseNotification {
        Check.optional("comment", comment, Limits.COMMENT_CHARS_MAX);
    }
}
