package dev.signalbox.wire.command;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.signalbox.wire.Check;
import dev.signalbox.wire.InvalidInput;
import dev.signalbox.wire.Limits;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code notification.resolve}: of the notification that is the target, or of the one that was posted under
 * a dedup key. Under a key it is a word about what the key stands for: a notification that is over stays as it is, and
 * where none was posted yet, a beginning that comes late is known to be over.
 *
 * @param dedupKey instead of a target
 * @param endsAt when what it tells of ended, by the clock of who tells; only with {@code dedupKey}; null for now. An
 *     end before the newest beginning changes nothing
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ResolveNotification(
        @Nullable String comment,
        @Nullable String dedupKey,
        @Nullable Instant endsAt) {
    public ResolveNotification {
        Check.optional("comment", comment, Limits.COMMENT_CHARS_MAX);
        if (dedupKey != null) Check.required("dedupKey", dedupKey, Limits.NAME_CHARS_MAX);
        if (endsAt != null && dedupKey == null) {
            throw new InvalidInput("/endsAt", "endsAt counts under a dedupKey only; give one, or leave it out");
        }
    }
}
