package dev.signalbox.client.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.wire.Cursor;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.resource.Page;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Calls of the hub about one of its logs: reads see what was written through this object before, on whichever node. Any
 * thread.
 */
final class LogCalls {
    static final String AT_LEAST = "Signalbox-At-Least";
    static final String POSITION = "Signalbox-Position";
    static final String SEEN = "Signalbox-Seen";

    private final HubConnection hub;
    private final Duration answerTimeout;
    private final int uplinkBytesASecond;
    private final AtomicLong written = new AtomicLong();

    /** @param uplinkBytesASecond a body of so many bytes may take a second longer than {@code answerTimeout} */
    LogCalls(HubConnection hub, Duration answerTimeout, int uplinkBytesASecond) {
        this.hub = hub;
        this.answerTimeout = answerTimeout;
        this.uplinkBytesASecond = uplinkBytesASecond;
    }

    HubConnection hub() {
        return hub;
    }

    Duration answerTimeout() {
        return answerTimeout;
    }

    <T> CompletableFuture<T> get(String path, Map<String, String> query, Class<T> type) {
        return get(path, query, 0, Duration.ZERO, type);
    }

    /**
     * @param position the answer is as of this one or later
     * @param wait how much longer than usual the answer may take
     */
    <T> CompletableFuture<T> get(String path, Map<String, String> query, long position, Duration wait, Class<T> type) {
        return hub.send(
                request(path, query, position), answerTimeout.plus(wait), response -> hub.parse(response.body(), type));
    }

    /** An answer of which only the shape of its parts is a record. */
    <T> CompletableFuture<T> read(String path, Map<String, String> query, Function<JsonNode, T> shape) {
        return hub.send(request(path, query, 0), answerTimeout, response -> shape.apply(parsed(response)));
    }

    <T> CompletableFuture<Page<T>> list(String path, Map<String, String> query, Class<T> type) {
        return read(path, query, answer -> page(answer, type));
    }

    <T> CompletableFuture<List<T>> items(String path, Map<String, String> query, Class<T> type) {
        return read(path, query, answer -> items(answer.path("items"), type));
    }

    /**
     * A change, to be sent when all is said about it.
     *
     * @param body a record, or the bytes of its JSON; null for none
     */
    Write write(String method, String path, @Nullable Object body) {
        byte[] given = body instanceof byte[] json ? json : null;
        return new Write(method, path, body == null || given != null ? given : Json.write(body));
    }

    /** The hub wrote at this position. */
    void wrote(long position) {
        written.accumulateAndGet(position, Math::max);
    }

    void forgetWrites() {
        written.set(0);
    }

    JsonNode parsed(HttpResponse<byte[]> response) {
        return hub.parse(response.body(), JsonNode.class);
    }

    static <T> Page<T> page(JsonNode answer, Class<T> type) {
        return new Page<>(
                items(answer.path("items"), type), answer.path("nextCursor").textValue());
    }

    static <T> List<T> items(JsonNode array, Class<T> type) {
        List<T> items = new ArrayList<>();
        for (JsonNode item : array) items.add(item(item, type));
        return items;
    }

    static <T> T item(JsonNode tree, Class<T> type) {
        try {
            return Json.readLenient(tree, type);
        } catch (IllegalArgumentException e) {
            throw new HubUnreachable("the hub's answer cannot be understood: " + e.getMessage(), e);
        }
    }

    private HttpRequest request(String path, Map<String, String> query, long position) {
        HttpRequest.Builder request = hub.request(path, query);
        long atLeast = Math.max(position, written.get());
        if (atLeast > 0) request.header(AT_LEAST, Long.toString(atLeast));
        return request.GET().build();
    }

    /** One change. Setters answer the same object. */
    final class Write {
        private final HttpRequest.Builder request;
        private Duration timeout;

        private Write(String method, String path, byte @Nullable [] body) {
            long bodyMillis = body == null ? 0 : body.length * 1_000L / uplinkBytesASecond;
            this.timeout = answerTimeout.plusMillis(bodyMillis);
            this.request = hub.request(path, Map.of());
            if (body != null) request.header("Content-Type", "application/json");
            request.method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
        }

        /** Repeating it gives the first answer; null for a fresh one. */
        Write id(@Nullable String commandId) {
            request.header("Idempotency-Key", commandId == null ? Ids.next() : commandId);
            return this;
        }

        /** Refused when what changes is at another version; null for any. */
        Write expecting(@Nullable Long version) {
            if (version != null) request.header("If-Match", "\"" + version + "\"");
            return this;
        }

        /** Refused by a hub whose history does not hold this cursor; null for any history. */
        Write seen(@Nullable Cursor cursor) {
            if (cursor != null) request.header(SEEN, cursor.toString());
            return this;
        }

        /** So much longer than usual the answer may take. */
        Write longer(Duration time) {
            timeout = timeout.plus(time);
            return this;
        }

        <T> CompletableFuture<T> answer(Class<T> type) {
            return hub.send(request.build(), timeout, response -> {
                response.headers()
                        .firstValue(POSITION)
                        .filter(text -> text.matches("\\d{1,18}"))
                        .map(Long::valueOf)
                        .ifPresent(LogCalls.this::wrote);
                return hub.parse(response.body(), type);
            });
        }
    }
}
