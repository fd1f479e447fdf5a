package dev.signalbox.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/** The body of {@code notification.acknowledge} and {@code notification.resolve}. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CloseNotification(@Nullable String comment) {
    public CloseNotification {
        Check.optional("comment", comment, Limits.COMMENT_CHARS_MAX);
    }
}
