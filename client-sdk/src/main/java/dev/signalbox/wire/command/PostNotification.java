package dev.signalbox.wire.command;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.wire.Check;
import dev.signalbox.wire.InvalidInput;
import dev.signalbox.wire.Limits;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code notification.post}: tell people something.
 *
 * @param id becomes the notification's id; a UUID; null lets the hub choose
 * @param priority 1 (least urgent) to 5; 3 when absent
 * @param dedupKey while a notification with this key is open, posting again counts on it instead of adding another
 * @param expiresIn how long after the hub recorded it, {@code 4h} or {@code PT4H}; not with {@code expiresAt}
 * @param data anything of the poster's own, a JSON object
 * @param startsAt when what it tells of began, by the clock of who tells; only with {@code dedupKey}. The same again
 *     changes nothing, and neither does what was overtaken: a beginning before the newest one, or before an end that
 *     was told less than {@link Limits#ALERT_OVERTAKEN_MAX} ago
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record PostNotification(
        @Nullable String id,
        String title,
        @Nullable String body,
        @Nullable Integer priority,
        @Nullable List<String> tags,
        @Nullable String link,
        @Nullable String dedupKey,
        @Nullable String expiresIn,
        @Nullable Instant expiresAt,
        @Nullable JsonNode data,
        @Nullable Instant startsAt) {

    public PostNotification {
        Check.uuid("id", id);
        title = Check.required("title", title, Limits.TITLE_CHARS_MAX);
        Check.optional("body", body, Limits.TEXT_CHARS_MAX);
        priority = Check.priority(priority);
        tags = Check.tags(tags);
        Check.link(link);
        if (dedupKey != null) Check.required("dedupKey", dedupKey, Limits.NAME_CHARS_MAX);
        if (startsAt != null && dedupKey == null) {
            throw new InvalidInput("/startsAt", "startsAt counts under a dedupKey only; give one, or leave it out");
        }
        Expiry.of(expiresIn, expiresAt);
        data = Check.object("data", data);
    }

    /** Of something whose beginning does not matter. */
    public PostNotification(
            @Nullable String id,
            String title,
            @Nullable String body,
            @Nullable Integer priority,
            @Nullable List<String> tags,
            @Nullable String link,
            @Nullable String dedupKey,
            @Nullable String expiresIn,
            @Nullable Instant expiresAt,
            @Nullable JsonNode data) {
        this(id, title, body, priority, tags, link, dedupKey, expiresIn, expiresAt, data, null);
    }

    @JsonIgnore
    public Expiry expiry() {
        return Expiry.of(expiresIn, expiresAt);
    }
}
