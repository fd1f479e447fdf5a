package dev.signalbox.hub.ownership;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.Eventually;
import dev.signalbox.hub.TestHub;
import dev.signalbox.hub.TestHub.Reply;
import dev.signalbox.hub.stream.BridgeClient;
import dev.signalbox.hub.stream.Subscriber;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.Json;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Rights that are taken away at one node while somebody reads at the other, where there are two: what is written behind
 * that reaches nobody who lost them, on no door.
 */
abstract class RightsTakenAwayContract {
    private static final String NO_VIEWERS = "tables: {notifications: {readers: [user]}, questions: {readers: [user]}}";

    @TempDir
    Path folder;

    /** Where rights are taken and events are written. */
    private TestHub here;
    /** Where they are read; may be the same. */
    private TestHub there;

    /** One hub, or two nodes of one store. */
    abstract List<TestHub> hubs(Path folder);

    @BeforeEach
    void start() {
        List<TestHub> hubs = hubs(folder);
        here = hubs.get(0);
        there = hubs.get(hubs.size() - 1);
    }

    @AfterEach
    void stop() {
        there.close();
        if (here != there) here.close();
    }

    @Test
    void what_is_written_behind_the_change_of_a_role_is_in_no_stream_of_it() {
        post("before");
        String key = here.key("viewer");
        awaitKnown(key);
        try (Subscriber stream = Subscriber.of(there, TestHub.NOBODY, "?after=start", "X-API-Key", key)) {
            stream.awaitEvents(1);

            apply(NO_VIEWERS);
            post("behind");

            stream.awaitEnd();
            assertThat(titles(stream)).containsExactly("before");
        }
    }

    @Test
    void what_is_written_behind_the_end_of_a_key_is_in_no_stream_of_it() {
        post("before");
        String key = here.newKey("leaving", "viewer");
        awaitKnown(key);
        try (Subscriber stream = Subscriber.of(there, TestHub.NOBODY, "?after=start", "X-API-Key", key)) {
            stream.awaitEvents(1);

            revoke("leaving");
            post("behind");

            stream.awaitEnd();
            assertThat(titles(stream)).containsExactly("before");
        }
    }

    @Test
    void what_is_written_behind_the_change_of_a_role_reaches_no_listener_of_the_event_bus() {
        String key = here.key("viewer");
        awaitKnown(key);
        try (BridgeClient listener = BridgeClient.connect(there);
                BridgeClient witness = BridgeClient.connect(there)) {
            listen(listener, key);
            listen(witness, there.key("admin"));

            apply(NO_VIEWERS);
            post("behind");
            Eventually.until("the witness hears", () -> bus(witness).contains("notification.posted"));

            assertThat(bus(listener)).doesNotContain("notification.posted");
        }
    }

    @Test
    void a_page_that_is_asked_for_behind_the_change_shows_nothing_of_it() {
        String key = here.key("viewer");
        awaitKnown(key);

        apply(NO_VIEWERS);
        post("behind");

        assertThat(there.get(TestHub.NOBODY, "/v1/events?types=notification.*", "X-API-Key", key)
                        .expect(200)
                        .json()
                        .path("events"))
                .isEmpty();
    }

    @Test
    void a_long_poll_ends_with_its_key_and_is_not_told_the_answer() {
        String key = here.newKey("leaving", "viewer");
        awaitKnown(key);
        String question = ask();
        CompletableFuture<Reply> waiting = waitFor(question, key);

        revoke("leaving");

        waiting.join().expect(401);
        there.get("admin", "/v1/questions/" + question).expect(200);
    }

    @Test
    void a_long_poll_ends_when_its_key_expires() {
        String key = here.post("admin", "/v1/keys", Map.of("name", "short", "role", "viewer", "expiresIn", "10m"))
                .expect(201)
                .json()
                .path("secret")
                .textValue();
        awaitKnown(key);
        CompletableFuture<Reply> waiting = waitFor(ask(), key);

        there.clock().advance(Duration.ofMinutes(11));

        waiting.join().expect(401);
    }

    @Test
    void a_long_poll_ends_when_its_role_may_no_longer_read() {
        String key = here.key("viewer");
        awaitKnown(key);
        String question = ask();
        CompletableFuture<Reply> waiting = waitFor(question, key);

        apply(NO_VIEWERS);
        answer(question);

        assertThat(waiting.join().expect(403).text()).doesNotContain("the secret answer");
    }

    private CompletableFuture<Reply> waitFor(String question, String key) {
        CompletableFuture<Reply> waiting = CompletableFuture.supplyAsync(
                () -> there.getOnce(TestHub.NOBODY, "/v1/questions/" + question + "?wait=60s", "X-API-Key", key));
        Eventually.until("somebody waits", () -> waiters() == 1);
        return waiting;
    }

    /** Callers that wait for an answer, as the hub tells it. */
    private int waiters() {
        String metrics = there.get("admin", "/metrics").text();
        return metrics.lines()
                .filter(line -> line.startsWith("signalbox_requests_waiting "))
                .mapToInt(line -> (int) Double.parseDouble(line.substring(line.indexOf(' ') + 1)))
                .sum();
    }

    private String ask() {
        String id = here.post("daemon", "/v1/questions", Map.of("kind", "text", "prompt", "x?"))
                .expect(201)
                .json()
                .path("id")
                .textValue();
        Eventually.until(
                "it is known there",
                () -> there.get("admin", "/v1/questions/" + id).status() == 200);
        return id;
    }

    private void answer(String question) {
        here.post("user", "/v1/questions/" + question + "/answer", Map.of("value", "the secret answer"))
                .expect(200);
    }

    private void post(String title) {
        here.post("daemon", "/v1/notifications", Map.of("title", title)).expect(201);
    }

    private void apply(String yaml) {
        TestHub.send(here.request("admin", "/v1/ownership", "Content-Type", "application/json")
                        .PUT(BodyPublishers.ofString(Json.writeText(Map.of("file", yaml))))
                        .build())
                .expect(200);
    }

    private void revoke(String name) {
        for (JsonNode key : here.get("admin", "/v1/keys").json().path("items")) {
            if (key.path("name").textValue().equals(name)) {
                here.delete("admin", "/v1/keys/" + key.path("id").textValue()).expect(200);
            }
        }
    }

    private void awaitKnown(String key) {
        Eventually.until(
                "the key is known there",
                () -> there.get(TestHub.NOBODY, "/v1/whoami", "X-API-Key", key).status() == 200);
    }

    private static void listen(BridgeClient client, String key) {
        client.frame("register", "signalbox.events", key, null, null);
        String registered = Ids.next();
        client.frame("send", "signalbox.commands", "", Map.of(), registered);
        client.awaitReply(registered);
    }

    private static List<String> bus(BridgeClient client) {
        return client.eventsOn("signalbox.events").stream()
                .map(event -> event.path("type").asText())
                .toList();
    }

    private static List<String> titles(Subscriber stream) {
        return stream.events().stream()
                .filter(event -> event.path("type").asText().equals("notification.posted"))
                .map(event -> event.at("/data/title").asText())
                .toList();
    }
}
