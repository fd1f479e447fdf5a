package dev.signalbox.wire.command;

import dev.signalbox.wire.Check;
import dev.signalbox.wire.Limits;
import org.jspecify.annotations.Nullable;

/** {@code question.cancel}: the asker no longer needs the answer. */
public record CancelQuestion(@Nullable String reason) {
    public CancelQuestion {
        Check.optional("reason", reason, Limits.COMMENT_CHARS_MAX);
    }
}
