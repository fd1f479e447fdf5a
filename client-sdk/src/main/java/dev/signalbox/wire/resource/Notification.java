package dev.signalbox.wire.resource;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.wire.Word;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A notification as the hub shows it.
 *
 * @param count how often it was posted under its dedup key; 1 without one
 * @param source name of the key that posted it
 * @param comment of whoever closed it last
 * @param version of its stream; the {@code ETag}
 * @param incomplete true when the hub could not fold an event of it: what is shown lacks that. Absent otherwise
 */
public record Notification(
        String id,
        State state,
        String title,
        @Nullable String body,
        int priority,
        List<String> tags,
        @Nullable String link,
        @Nullable String dedupKey,
        long count,
        String source,
        Instant createdAt,
        Instant updatedAt,
        @Nullable Instant expiresAt,
        @Nullable String acknowledgedBy,
        @Nullable Instant acknowledgedAt,
        @Nullable String resolvedBy,
        @Nullable Instant resolvedAt,
        @Nullable String comment,
        @Nullable JsonNode data,
        long version,
        @Nullable Boolean incomplete) {
    public Notification {
        tags = tags == null ? List.of() : List.copyOf(tags);
    }

    /** Where a notification stands. RESOLVED and EXPIRED are final. */
    public enum State implements Word {
        OPEN,
        ACKNOWLEDGED,
        RESOLVED,
        EXPIRED
    }
}
