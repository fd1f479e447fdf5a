package dev.signalbox.hub.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.Eventually;
import dev.signalbox.hub.HubProcess;
import dev.signalbox.hub.HubProcess.Launch;
import dev.signalbox.hub.TestHub;
import dev.signalbox.hub.delivery.Receiver.Got;
import dev.signalbox.hub.delivery.Receiver.Says;
import dev.signalbox.wire.Json;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hubs in processes of their own that die in the middle of a delivery. The same on both engines. */
@DisplayNameGeneration(ReplaceUnderscores.class)
abstract class DeliveryCrashContract {
    private static final int EVENTS = 12;

    @TempDir
    Path folder;

    /** Null for SQLite. */
    abstract String databaseUrl();

    @Test
    void a_hub_that_is_killed_between_a_request_and_its_note_sends_that_one_again_and_loses_none() {
        Launch launch = Launch.on(folder.resolve("data"), databaseUrl());
        try (Receiver receiver = new Receiver()) {
            HubProcess first = launch.start();
            String key = first.adminKey();
            Set<Integer> deaths = Set.of(3, 7);
            HubProcess[] living = {first};
            receiver.at("all", number -> {
                if (deaths.contains(number)) living[0].kill();
                return Says.OK;
            });
            endpoint(first, key, receiver);
            for (int i = 0; i < EVENTS; i++) post(first, key, "n" + i, deaths);
            for (int death : deaths.stream().sorted().toList()) {
                Eventually.until(
                        "it died",
                        () -> receiver.got("all").size() >= death
                                && !living[0].process().isAlive());
                HubProcess next = launch.start();
                living[0] = next;
                for (int i = 0; i < EVENTS; i++) post(next, key, "n" + i, deaths);
            }
            Eventually.until("the last one came", () -> titles(receiver).contains("n" + (EVENTS - 1)));
            living[0].stop();

            List<String> again = new ArrayList<>();
            Set<String> seen = new HashSet<>();
            for (Got got : receiver.got("all")) if (!seen.add(got.id())) again.add(got.id());
            List<String> killed = deaths.stream()
                    .sorted()
                    .map(number -> receiver.got("all").get(number - 1).id())
                    .toList();
            assertThat(again).containsExactlyElementsOf(killed);
            assertThat(titles(receiver).stream().distinct())
                    .containsExactly("n0", "n1", "n2", "n3", "n4", "n5", "n6", "n7", "n8", "n9", "n10", "n11");
        }
    }

    static void endpoint(HubProcess hub, String key, Receiver receiver) {
        send(hub, key, "PUT", "/v1/ownership", Map.of("file", "deliveries: {allow: [127.0.0.1]}\n"));
        JsonNode made = send(
                hub,
                key,
                "POST",
                "/v1/endpoints",
                Map.of("name", "all", "url", receiver.url("all"), "types", List.of("notification.posted")));
        assertThat(made.path("secret").asText()).startsWith("whsec_");
    }

    /** Each is posted once, by its command id, whichever process takes it; one that dies meanwhile takes none. */
    static void post(HubProcess hub, String key, String title, Set<Integer> deaths) {
        try {
            TestHub.send(request(hub, key, "POST", "/v1/notifications", Map.of("title", title))
                    .header("Idempotency-Key", "post-" + title)
                    .build());
        } catch (RuntimeException died) {
            assertThat(deaths).isNotEmpty();
        }
    }

    static JsonNode send(HubProcess hub, String key, String method, String path, Object body) {
        var reply = TestHub.send(request(hub, key, method, path, body).build());
        assertThat(reply.status()).as(reply.text()).isBetween(200, 299);
        return reply.json();
    }

    private static HttpRequest.Builder request(HubProcess hub, String key, String method, String path, Object body) {
        return HttpRequest.newBuilder(URI.create(hub.url() + path))
                .header("Authorization", "Bearer " + key)
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(Json.writeText(body)));
    }

    static List<String> titles(Receiver receiver) {
        return receiver.got("all").stream()
                .map(got -> got.event().path("data").path("title").asText())
                .toList();
    }
}
