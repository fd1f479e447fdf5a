package dev.signalbox.hub;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** A client that posts one notification after the other, each until it is acknowledged, as an outbox does. */
public final class MoveWriter implements AutoCloseable {
    private static final Duration ANSWER_MAX = Duration.ofSeconds(10);
    private static final int REFUSED = 503;
    /**
     * Behind each request: whoever spins takes the core on which the hub works, and makes a long log of a short one.
     */
    private static final long PAUSE_NANOS = 5_000_000;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Supplier<URI> url;
    private final String key;
    private final ConcurrentLinkedQueue<String> acknowledged = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<String> faults = new ConcurrentLinkedQueue<>();
    private final AtomicInteger tried = new AtomicInteger();
    private final Thread thread = new Thread(this::run, "writer beside a move");
    private volatile boolean ended;

    /** @param url where the hub is at the moment */
    public MoveWriter(Supplier<URI> url, String key) {
        this.url = url;
        this.key = key;
        thread.start();
    }

    /** Ids of what was acknowledged, in the order in which it was. */
    public List<String> acknowledged() {
        return List.copyOf(acknowledged);
    }

    /** Answers that no outbox takes for "come again". */
    public List<String> faults() {
        return List.copyOf(faults);
    }

    /** Waits until so many more were acknowledged. */
    public void more(int count) {
        int wanted = acknowledged.size() + count;
        Eventually.until("writes are taken: " + faults, () -> acknowledged.size() >= wanted || !faults.isEmpty());
    }

    /** Waits until so many more had an answer, of whatever kind, or found that none comes. */
    public void answered(int count) {
        int wanted = tried.get() + count;
        Eventually.until("writes are answered", () -> tried.get() >= wanted);
    }

    /** Ids of the notifications in a log, as its events tell them. */
    public static List<String> posted(URI url, String key) {
        List<String> ids = new ArrayList<>();
        HttpClient http = HttpClient.newHttpClient();
        String after = "0";
        while (true) {
            JsonNode page = Json.readLenient(
                    get(http, url, "/v1/events?types=notification.posted&limit=500&after=" + after, key),
                    JsonNode.class);
            page.path("events")
                    .forEach(event -> ids.add(event.path("subject").textValue().substring("notification/".length())));
            String next = page.path("next").textValue();
            if (next.equals(after) || page.path("events").isEmpty()) return ids;
            after = next;
        }
    }

    static byte[] get(HttpClient http, URI url, String path, String key) {
        byte[][] body = new byte[1][];
        Eventually.until("GET " + path + " is answered", () -> {
            try {
                HttpResponse<byte[]> answer = http.send(
                        HttpRequest.newBuilder(URI.create(url + path))
                                .header("Authorization", "Bearer " + key)
                                .build(),
                        BodyHandlers.ofByteArray());
                if (answer.statusCode() == REFUSED) return false;
                if (answer.statusCode() != 200) {
                    throw new IllegalStateException(
                            answer.statusCode() + " " + new String(answer.body(), StandardCharsets.UTF_8));
                }
                body[0] = answer.body();
                return true;
            } catch (IOException e) {
                return false;
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        return body[0];
    }

    private void run() {
        while (!ended) {
            post(Ids.next());
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private void post(String id) {
        String body = Json.writeText(Map.of("id", id, "title", "written beside a move"));
        while (!ended) {
            try {
                HttpResponse<String> answer = http.send(
                        HttpRequest.newBuilder(URI.create(url.get() + "/v1/notifications"))
                                .timeout(ANSWER_MAX)
                                .header("Authorization", "Bearer " + key)
                                .header("Content-Type", "application/json")
                                .POST(BodyPublishers.ofString(body))
                                .build(),
                        BodyHandlers.ofString());
                if (answer.statusCode() / 100 == 2) {
                    acknowledged.add(id);
                    return;
                }
                boolean again = answer.statusCode() == REFUSED
                        && answer.headers().firstValue("Retry-After").isPresent();
                if (!again) faults.add(answer.statusCode() + " " + answer.body());
            } catch (IOException e) {
                // The hub is dead just now, and is asked again like one that refuses.
            } catch (InterruptedException e) {
                return;
            } finally {
                tried.incrementAndGet();
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    @Override
    public void close() {
        ended = true;
        try {
            thread.join(ANSWER_MAX.toMillis());
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
