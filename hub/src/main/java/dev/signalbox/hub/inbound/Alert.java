package dev.signalbox.hub.inbound;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.wire.Limits;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a tool says of one thing that it watches, whatever the tool. Texts are cut to what a notification may have.
 *
 * @param fingerprint tells the thing apart among those of the tool and key; null for a message that is of nothing that
 *     goes on
 * @param title never blank
 * @param startsAt when it began, by the sender's clock; null when that is not told
 * @param endsAt when it was over; only of what is resolved
 * @param data what else was said: an object
 * @param once names this very message: the same again is not told again; null when the sender has no name for it
 */
record Alert(
        @Nullable String fingerprint,
        State state,
        String title,
        @Nullable String body,
        int priority,
        List<String> tags,
        @Nullable String link,
        @Nullable Instant startsAt,
        @Nullable Instant endsAt,
        JsonNode data,
        @Nullable String once) {
    /** How it stands with the thing. */
    enum State {
        FIRING,
        ACKNOWLEDGED,
        RESOLVED;

        /** As senders write it. */
        String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Null for no state. */
        static @Nullable State of(String word) {
            for (State state : values()) if (state.word().equals(word.toLowerCase(Locale.ROOT))) return state;
            return null;
        }
    }

    Alert {
        title = Cut.line(title, Limits.TITLE_CHARS_MAX);
        if (title.isBlank()) title = "Alert";
        body = body == null || body.isBlank() ? null : Cut.text(body);
        priority = Math.max(Limits.PRIORITY_MIN, Math.min(Limits.PRIORITY_MAX, priority));
        tags = Cut.tags(tags);
        link = Cut.link(link);
        data = Cut.data(data);
    }

    /** A message that is of nothing that goes on. */
    static Alert message(
            String title,
            @Nullable String body,
            int priority,
            List<String> tags,
            @Nullable String link,
            JsonNode data,
            @Nullable String once) {
        return new Alert(null, State.FIRING, title, body, priority, tags, link, null, null, data, once);
    }
}
