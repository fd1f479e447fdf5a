package dev.signalbox.hub.key;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.TestHub;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
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

    abstract TestHub start(Path data);

    @BeforeAll
    void open(@TempDir Path data) {
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

    private int whoami(String secret) {
        return TestHub.send(HttpRequest.newBuilder(URI.create(hub.url() + "/v1/whoami"))
                        .header("Authorization", "Bearer " + secret)
                        .build())
                .status();
    }
}
