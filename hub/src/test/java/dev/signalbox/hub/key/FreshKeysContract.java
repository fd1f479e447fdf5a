package dev.signalbox.hub.key;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.TestHub;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The answer to a change of keys is true on the node that gave it, for the very next request. On every engine. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class FreshKeysContract {
    private static final int REPETITIONS = 30;

    private TestHub hub;
    private Path folder;

    abstract TestHub start(Path data);

    @BeforeAll
    void open(@TempDir Path data) {
        folder = data;
        hub = start(data);
    }

    @AfterAll
    void close() {
        hub.close();
    }

    @Test
    void the_admin_key_of_a_first_start_opens_as_soon_as_the_hub_listens() {
        assertThat(hub.get("admin", "/v1/whoami").status()).isEqualTo(200);
    }

    @RepeatedTest(REPETITIONS)
    void a_new_key_opens_at_once_and_a_revoked_one_no_more() {
        JsonNode key = hub.post("admin", "/v1/keys", Map.of("name", "short-lived", "role", "daemon"))
                .expect(201)
                .json();

        int fresh = whoami(key.path("secret").textValue());
        hub.delete("admin", "/v1/keys/" + key.path("id").textValue()).expect(200);
        int revoked = whoami(key.path("secret").textValue());

        assertThat(fresh).isEqualTo(200);
        assertThat(revoked).isIn(401, 429);
    }

    @Test
    void the_last_admin_key_that_lasts_is_not_revoked_beside_one_that_ends_soon() {
        String first = idOf(hub.key("admin"));
        String soon = admin("a-day", "1d");
        String nearly = admin("not-a-month", "29d");

        assertThat(hub.delete("admin", "/v1/keys/" + first).expect(409).text()).contains("would_orphan", "30 days");
        hub.delete("admin", "/v1/keys/" + nearly).expect(200);
        hub.delete("admin", "/v1/keys/" + soon).expect(200);
        assertThat(hub.delete("admin", "/v1/keys/" + first).expect(409).text()).contains("would_orphan");

        String month = admin("a-month", "30d");
        JsonNode fresh = create("for-ever", null);
        hub.delete("admin", "/v1/keys/" + fresh.path("id").textValue()).expect(200);
        hub.clock().advance(Duration.ofSeconds(1));
        assertThat(hub.delete("admin", "/v1/keys/" + first).expect(409).text()).contains("would_orphan");
        hub.delete("admin", "/v1/keys/" + month).expect(200);
    }

    private String admin(String name, String expiresIn) {
        return create(name, expiresIn).path("id").textValue();
    }

    private JsonNode create(String name, @Nullable String expiresIn) {
        Map<String, String> wish = new HashMap<>(Map.of("name", name, "role", "admin"));
        if (expiresIn != null) wish.put("expiresIn", expiresIn);
        return hub.post("admin", "/v1/keys", wish).expect(201).json();
    }

    private static String idOf(String secret) {
        return KeySecret.parse(secret).orElseThrow().id();
    }

    @Test
    void a_rotated_key_opens_with_both_secrets_and_streams_of_the_old_one_end_with_it() throws Exception {
        JsonNode key = hub.post("admin", "/v1/keys", Map.of("name", "turned", "role", "daemon"))
                .expect(201)
                .json();
        String old = key.path("secret").textValue();
        HttpRequest follow = HttpRequest.newBuilder(URI.create(hub.url() + "/v1/events?after=end"))
                .header("Authorization", "Bearer " + old)
                .header("Accept", "text/event-stream")
                .build();
        try (Stream<String> lines =
                HttpClient.newHttpClient().send(follow, BodyHandlers.ofLines()).body()) {
            JsonNode rotated = hub.post(
                            "admin", "/v1/keys/" + key.path("id").textValue() + "/rotate", Map.of("overlap", "1h"))
                    .expect(200)
                    .json();

            assertThat(whoami(old)).isEqualTo(200);
            assertThat(whoami(rotated.path("secret").textValue())).isEqualTo(200);
            hub.clock().advance(Duration.ofHours(1));
            assertThat(whoami(old)).isIn(401, 429);
            assertThat(whoami(rotated.path("secret").textValue())).isEqualTo(200);
            assertThat(lines.toList()).as("the stream ended").isNotNull();
        }
        JsonNode listed =
                hub.get("admin", "/v1/keys").expect(200).json().path("items").get(0);
        assertThat(listed.path("name").textValue()).isEqualTo("turned");
        assertThat(Instant.parse(listed.path("lastUsedAt").textValue()))
                .isEqualTo(hub.clock().instant().truncatedTo(ChronoUnit.HOURS));
        assertThat(listed.has("secret")).isFalse();
    }

    @Test
    void the_key_file_of_the_node_follows_when_its_key_is_rotated() throws Exception {
        String old = hub.key("admin");
        JsonNode rotated = hub.post("admin", "/v1/keys/" + old.split("_", 4)[2] + "/rotate", Map.of())
                .expect(200)
                .json();

        assertThat(folder.resolve("admin.key"))
                .hasContent(rotated.path("secret").textValue());
        assertThat(whoami(old)).isEqualTo(200);
        hub.forgetKeys();
        assertThat(hub.key("admin")).isNotEqualTo(old);
    }

    private int whoami(String secret) {
        return TestHub.send(HttpRequest.newBuilder(URI.create(hub.url() + "/v1/whoami"))
                        .header("Authorization", "Bearer " + secret)
                        .build())
                .status();
    }
}
