package dev.signalbox.client.local;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.client.store.Row;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.Times;
import dev.signalbox.wire.Word;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Work in a queue.
 *
 * @param key names it within its queue, for as long as the queue remembers it
 * @param payload what the program gave
 * @param attempts how often it was claimed
 * @param dueAt not to be worked on before; of a claimed task, the end of its lease
 * @param reason why the last attempt failed; null when none did
 * @param claim the word of the one claim that may end it; null when nobody works on it
 */
public record Task(
        String queue,
        String key,
        JsonNode payload,
        State state,
        int attempts,
        Instant dueAt,
        @Nullable String reason,
        Instant enqueuedAt,
        @Nullable String claim) {
    /** Where a task stands. DONE is final; DEAD until somebody revives it. */
    public enum State implements Word {
        WAITING,
        CLAIMED,
        DONE,
        DEAD
    }

    static Task of(Row row) {
        return new Task(
                row.text("queue"),
                row.text("key"),
                Json.readLenient(row.text("payload").getBytes(StandardCharsets.UTF_8), JsonNode.class),
                State.valueOf(row.text("state").toUpperCase(Locale.ROOT)),
                Math.toIntExact(row.number("attempts")),
                Times.ofMicros(row.number("due_at")),
                row.textOrNull("reason"),
                Times.ofMicros(row.number("enqueued_at")),
                row.textOrNull("claim"));
    }
}
