package dev.signalbox.hub.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.Await;
import dev.signalbox.hub.Hub;
import dev.signalbox.hub.HubConfig;
import dev.signalbox.hub.RecordedLog;
import dev.signalbox.hub.TestClock;
import dev.signalbox.hub.TestHub;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys that an operator gives a hub at its start, on every engine. */
abstract class InitKeysContract {
    private static final String BOT = "0123456789abcdef0123456789abcdef";
    private static final String OTHER = "fedcba9876543210fedcba9876543210";

    @TempDir
    Path folder;

    private Path file;
    private HubConfig config;

    /** Where the data of this engine goes. */
    abstract HubConfig config(Path data);

    @BeforeEach
    void name_the_file() {
        file = folder.resolve("keys");
        config = config(folder.resolve("data")).withInitKeys(file);
    }

    @Test
    void open_with_the_first_start_and_are_made_once() throws IOException {
        keys("# what the bot server gets\nnight-bot:bot:" + BOT + "\n");
        try (RecordedLog log = new RecordedLog();
                TestHub hub = start()) {
            JsonNode who = who(hub, BOT).json();
            assertThat(who.path("name").asText()).isEqualTo("night-bot");
            assertThat(who.path("role").asText()).isEqualTo("bot");
            assertThat(who(hub, "bot-that-is-none".repeat(2)).status()).isEqualTo(401);

            hub.restart();

            assertThat(who(hub, BOT).status()).isEqualTo(200);
            assertThat(madeAs(hub, "night-bot")).containsExactly("signalbox");
            assertThat(hub.get("admin", "/v1/events").text()).doesNotContain(BOT);
            assertThat(log.lines()).noneMatch(line -> line.contains(BOT));
        }
    }

    @Test
    void may_have_roles_that_the_file_of_the_same_start_declares() throws IOException {
        Path matrix = Files.writeString(folder.resolve("signalbox.yaml"), "roles: {observer: {description: looks}}\n");
        keys("grafana:observer:" + BOT);
        HubConfig declaring = new HubConfig(
                config.data(),
                config.databaseUrl(),
                config.host(),
                config.port(),
                config.behindProxy(),
                config.tlsCertificate(),
                config.tlsKey(),
                matrix,
                config.trustedProxies(),
                config.allowedHosts(),
                file);
        try (TestHub hub = TestHub.start(declaring, new TestClock())) {
            assertThat(who(hub, BOT).json().path("role").asText()).isEqualTo("observer");

            hub.restart();

            assertThat(who(hub, BOT).status()).isEqualTo(200);
        }
    }

    @Test
    void stay_revoked_and_are_told() throws IOException {
        keys("night-bot:bot:" + BOT);
        try (RecordedLog log = new RecordedLog();
                TestHub hub = start()) {
            hub.delete("admin", "/v1/keys/" + idOf(hub, "night-bot")).expect(200);

            hub.restart();

            assertThat(who(hub, BOT).status()).isEqualTo(401);
            assertThat(log.atLeast(Level.WARNING)).anyMatch(line -> line.contains("night-bot was revoked"));
        }
    }

    @Test
    void that_were_rotated_keep_the_new_secret_over_a_restart_with_the_old_file() throws IOException {
        keys("night-bot:bot:" + BOT);
        try (RecordedLog log = new RecordedLog();
                TestHub hub = start()) {
            String fresh = hub.post("admin", "/v1/keys/" + idOf(hub, "night-bot") + "/rotate", Map.of("overlap", "1h"))
                    .expect(200)
                    .json()
                    .path("secret")
                    .textValue();
            assertThat(who(hub, BOT).status()).isEqualTo(200);

            hub.restart();

            assertThat(who(hub, BOT).status()).isEqualTo(200);
            assertThat(who(hub, fresh).json().path("name").asText()).isEqualTo("night-bot");
            assertThat(log.atLeast(Level.WARNING)).anyMatch(line -> line.contains("night-bot was rotated"));
        }
    }

    @Test
    void another_secret_makes_another_key_and_the_first_stays() throws IOException {
        keys("night-bot:bot:" + BOT);
        start().close();
        keys("night-bot:bot:" + OTHER);

        try (TestHub hub = start()) {
            assertThat(who(hub, OTHER).status()).isEqualTo(200);
            assertThat(who(hub, BOT).status()).isEqualTo(200);
        }
    }

    @Test
    void a_secret_that_is_another_keys_ends_the_start_with_its_line() throws IOException {
        keys("night-bot:bot:" + BOT);
        start().close();
        keys("\nnight-bot:admin:" + BOT);

        assertThatThrownBy(this::start)
                .hasMessageContaining("line 2 of SIGNALBOX_INIT_KEYS: this secret is that of the key night-bot (bot)")
                .hasMessageNotContaining(BOT);
    }

    @Test
    void a_role_that_is_unknown_ends_the_start_with_its_line() throws IOException {
        keys("night-bot:owl:" + BOT);

        assertThatThrownBy(this::start)
                .hasMessageContaining("line 1 of SIGNALBOX_INIT_KEYS: role must be one of")
                .hasMessageNotContaining(BOT);
    }

    @Test
    void a_fault_of_the_file_is_told_before_anything_is_made() throws IOException {
        keys("night-bot:bot:short");

        assertThat(Await.failure(Hub.start(config, new TestClock(), failure -> {})))
                .hasMessageContaining("line 1: the secret has 5 characters");
        assertThat(folder.resolve("data")).doesNotExist();
    }

    private static TestHub.Reply who(TestHub hub, String secret) {
        return hub.getOnce(TestHub.NOBODY, "/v1/whoami", "Authorization", "Bearer " + secret);
    }

    private TestHub start() {
        return TestHub.start(config, new TestClock());
    }

    private void keys(String text) throws IOException {
        Files.writeString(file, text);
    }

    private static List<String> madeAs(TestHub hub, String name) {
        List<String> makers = new ArrayList<>();
        for (JsonNode key : hub.get("admin", "/v1/keys").json().path("items")) {
            if (key.path("name").asText().equals(name))
                makers.add(key.path("createdBy").asText());
        }
        return makers;
    }

    private static String idOf(TestHub hub, String name) {
        for (JsonNode key : hub.get("admin", "/v1/keys").json().path("items")) {
            if (key.path("name").asText().equals(name)) return key.path("id").asText();
        }
        throw new AssertionError("no key " + name);
    }
}
