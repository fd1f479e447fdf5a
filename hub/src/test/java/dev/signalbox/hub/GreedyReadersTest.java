package dev.signalbox.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.wire.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Many that read the largest answers at once, with a key that may read only, from a hub in a process of its own: each
 * gets its answer or is told to come again, and the hub lives.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GreedyReadersTest {
    private static final int READERS = 60;
    /** Rows that are written at once: the trees of more than a few fill a hub of this size by themselves. */
    private static final int WRITERS = 10;

    private static final int LARGE = 63 * 1024;
    /** Whoever has no answer by then has none, and says so. */
    private static final Duration ANSWER_MAX = Duration.ofMinutes(5);

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private HubProcess hub;
    private String viewer;

    @BeforeAll
    void fill(@TempDir Path data) throws IOException {
        Files.writeString(data.resolve("signalbox.yaml"), """
                tables:
                  texts: {change: replace, writers: [bot], readers: all, why: "x"}
                  trees: {change: replace, writers: [bot], readers: all, why: "x"}
                """);
        hub = HubProcess.Launch.on(data, null).jvm("-Xmx320m").start();
        viewer = key("viewer");
        send("PUT", "/v1/ownership", Map.of("file", Files.readString(data.resolve("signalbox.yaml"))));
        List<CompletableFuture<?>> writing = new ArrayList<>();
        for (int i = 0; i < 250; i++) {
            writing.add(put("texts", "r" + i, Map.of("text", "x".repeat(LARGE))));
            if (i < 60) writing.add(put("trees", "r" + i, Map.of("list", List.of(nodes()))));
            if (i % WRITERS == WRITERS - 1) writing.forEach(CompletableFuture::join);
        }
        for (int i = 0; i < 120; i++)
            put("texts", "often", Map.of("text", i + "x".repeat(LARGE))).join();
    }

    @AfterAll
    void stop() {
        hub.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/tables/texts/rows?limit=500",
                "/v1/tables/texts/rows?limit=500&order=-position",
                "/v1/tables/texts/rows?limit=500&asOf=260",
                "/v1/tables/texts/rows/often/history?limit=500",
                "/v1/tables/trees/rows?limit=500",
                "/v1/tables/trees/rows?limit=500&order=-key",
                "/v1/tables/trees/rows?limit=500&asOf=200",
                "/v1/tables/texts/snapshot",
                "/v1/streams/texts/often",
                "/v1/events?limit=500"
            })
    void each_is_answered_or_put_off_and_the_hub_lives(String path) {
        List<CompletableFuture<HttpResponse<Void>>> asked = new ArrayList<>();
        for (int i = 0; i < READERS; i++) {
            asked.add(HTTP.sendAsync(request(path, viewer).GET().build(), BodyHandlers.discarding()));
        }
        int answered = 0;
        for (CompletableFuture<HttpResponse<Void>> each : asked) {
            HttpResponse<Void> answer = each.join();
            if (answer.statusCode() == 200) answered++;
            else {
                assertThat(answer.statusCode()).as(path).isEqualTo(503);
                assertThat(answer.headers().firstValue("Retry-After")).isPresent();
            }
        }
        assertThat(answered).as(path).isPositive();
        assertThat(hub.process().isAlive()).as(hub.output()).isTrue();
    }

    /** Fields that take thirty times the memory of their text. */
    private static Object[] nodes() {
        Object[] nodes = new Object[LARGE / 3];
        Arrays.fill(nodes, Map.of());
        return nodes;
    }

    private CompletableFuture<HttpResponse<byte[]>> put(String table, String key, Object row) {
        return HTTP.sendAsync(
                request("/v1/tables/" + table + "/rows/" + key, hub.adminKey())
                        .header("Content-Type", "application/json")
                        .PUT(BodyPublishers.ofByteArray(Json.write(row)))
                        .build(),
                BodyHandlers.ofByteArray());
    }

    private void send(String method, String path, Object body) {
        TestHub.send(request(path, hub.adminKey())
                        .header("Content-Type", "application/json")
                        .method(method, BodyPublishers.ofByteArray(Json.write(body)))
                        .build())
                .expect(200);
    }

    private String key(String role) {
        return TestHub.send(request("/v1/keys", hub.adminKey())
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofByteArray(Json.write(Map.of("name", role, "role", role))))
                        .build())
                .expect(201)
                .json()
                .path("secret")
                .textValue();
    }

    private HttpRequest.Builder request(String path, String key) {
        return HttpRequest.newBuilder(URI.create(hub.url() + path))
                .timeout(ANSWER_MAX)
                .header("X-API-Key", key);
    }
}
