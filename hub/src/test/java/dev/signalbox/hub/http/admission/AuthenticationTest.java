package dev.signalbox.hub.http.admission;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.Eventually;
import dev.signalbox.hub.TestHub;
import dev.signalbox.hub.TestHub.Reply;
import dev.signalbox.hub.http.RawHttp;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuthenticationTest {
    TestHub hub;

    @BeforeEach
    void start(@TempDir Path data) {
        hub = TestHub.start(data);
    }

    @AfterEach
    void stop() {
        hub.close();
    }

    @Test
    void a_key_may_come_as_bearer_as_api_key_or_as_the_password_of_basic() {
        String key = hub.key("viewer");

        assertThat(with("Authorization", "Bearer " + key).status()).isEqualTo(200);
        assertThat(with("authorization", "bearer " + key).status()).isEqualTo(200);
        assertThat(with("X-API-Key", key).status()).isEqualTo(200);
        assertThat(with("Authorization", "Basic " + base64("anybody:" + key)).status())
                .isEqualTo(200);
        assertThat(with("Authorization", "Basic " + base64(key + ":")).status()).isEqualTo(200);
    }

    @Test
    void a_key_in_the_url_opens_nothing() {
        hub.get(TestHub.NOBODY, "/v1/whoami?key=" + hub.key("viewer")).expect(401);
        hub.get(TestHub.NOBODY, "/v1/whoami?access_token=" + hub.key("viewer")).expect(401);
    }

    @Test
    void without_a_key_or_with_an_unknown_scheme_the_answer_says_how_to_send_one() {
        Reply none = hub.get(TestHub.NOBODY, "/v1/whoami");
        Reply digest = with("Authorization", "Digest username=x");

        assertThat(none.expect(401).json().path("detail").textValue()).contains("Authorization: Bearer");
        assertThat(none.header("WWW-Authenticate").orElseThrow()).startsWith("Bearer");
        assertThat(digest.expect(401).json().path("detail").textValue()).contains("Bearer");
    }

    @Test
    void a_key_with_any_character_changed_opens_nothing() {
        String key = hub.key("viewer");

        for (int i = 0; i < key.length(); i++) {
            if (i % 10 == 0) hub.clock().advance(Duration.ofMinutes(2));
            char other = key.charAt(i) == 'a' ? 'b' : 'a';
            String mangled = key.substring(0, i) + other + key.substring(i + 1);

            assertThat(with("X-API-Key", mangled).status()).as(mangled).isEqualTo(401);
        }
    }

    @Test
    void ten_bad_keys_a_minute_are_refused_the_others_put_off_and_a_good_key_still_opens() {
        for (int i = 0; i < 10; i++) with("X-API-Key", "sbx_nonsense_" + i).expect(401);

        Reply eleventh = with("X-API-Key", "sbx_nonsense_11");
        Reply good = hub.get("viewer", "/v1/whoami");

        assertThat(eleventh.expect(429).json().path("code").textValue()).isEqualTo("rate_limited");
        assertThat(Long.parseLong(eleventh.header("Retry-After").orElseThrow())).isBetween(1L, 60L);
        good.expect(200);
        hub.clock().advance(Duration.ofMinutes(1));
        with("X-API-Key", "sbx_nonsense_12").expect(401);
    }

    @Test
    void a_flood_of_bad_keys_leaves_one_refusal_a_minute_in_the_audit_trail() {
        for (int i = 0; i < 50; i++) with("X-API-Key", "sbx_nonsense_" + i);
        hub.clock().advance(Duration.ofMinutes(1));
        for (int i = 0; i < 50; i++) with("X-API-Key", "sbx_nonsense_" + i);

        Eventually.assertThat(() -> assertThat(refusals()).hasSize(2));
    }

    @Test
    void a_new_key_opens_as_soon_as_its_maker_has_it() {
        for (int i = 0; i < 20; i++) {
            String secret = hub.newKey("fresh-" + i, "viewer");

            with("X-API-Key", secret).expect(200);
        }
    }

    @Test
    void a_revoked_key_opens_nothing_and_the_answer_does_not_say_why() {
        String secret = hub.newKey("leaving", "viewer");
        String id = with("X-API-Key", secret).expect(200).json().path("key").textValue();

        hub.delete("admin", "/v1/keys/" + id).expect(200);

        assertThat(with("X-API-Key", secret).expect(401).text())
                .isEqualTo(with("X-API-Key", "sbx_nonsense").text());
    }

    @Test
    void an_expired_key_opens_nothing() {
        String secret = hub.post("admin", "/v1/keys", Map.of("name", "brief", "role", "viewer", "expiresIn", "1h"))
                .expect(201)
                .json()
                .path("secret")
                .textValue();
        with("X-API-Key", secret).expect(200);

        hub.clock().advance(Duration.ofHours(1));

        with("X-API-Key", secret).expect(401);
    }

    @Test
    void metrics_need_a_key_unless_the_caller_is_on_this_machine_and_names_it() {
        hub.get(TestHub.NOBODY, "/metrics").expect(200);
        hub.get("viewer", "/metrics").expect(200);

        String rebound = RawHttp.exchange(
                hub.port(), "GET /metrics HTTP/1.1\r\nHost: evil.example:7433\r\nConnection: close\r\n\r\n");

        assertThat(rebound).startsWith("HTTP/1.1 403 ");
    }

    private JsonNode refusals() {
        return hub.get("admin", "/v1/events?types=key.refused").json().path("events");
    }

    private Reply with(String header, String value) {
        return hub.get(TestHub.NOBODY, "/v1/whoami", header, value);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
