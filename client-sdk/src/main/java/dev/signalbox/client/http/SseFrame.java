package dev.signalbox.client.http;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One block of a server-sent event stream, up to its empty line. A block of comments alone is a frame too: heartbeats
 * come so.
 *
 * @param comments lines that began with a colon, without it and without one leading space
 * @param id the {@code id:} of this very block; null when it had none
 * @param event the {@code event:}; null when it had none
 * @param data the {@code data:} lines joined by a line feed; null when it had none
 * @param retryMillis the {@code retry:}; null when it had none
 */
public record SseFrame(
        List<String> comments,
        @Nullable String id,
        @Nullable String event,
        @Nullable String data,
        @Nullable Long retryMillis) {
    public SseFrame {
        comments = List.copyOf(comments);
    }

    /** The text behind {@code <word> } in the last comment that begins with that word; null when none does. */
    public @Nullable String comment(String word) {
        String found = null;
        for (String comment : comments) {
            if (comment.startsWith(word + " "))
                found = comment.substring(word.length() + 1).strip();
        }
        return found;
    }
}
