package dev.signalbox.hub.tenancy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.Eventually;
import dev.signalbox.hub.TestHub;
import dev.signalbox.hub.TestHub.Reply;
import dev.signalbox.wire.Ids;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Spaces beside the default one, through the door: the same on every engine. */
@DisplayNameGeneration(ReplaceUnderscores.class)
abstract class SpacesContract {
    @TempDir
    Path folder;

    TestHub hub;
    SpaceCalls spaces;

    abstract TestHub start(Path folder);

    @BeforeEach
    void open() {
        hub = start(folder);
        spaces = new SpaceCalls(hub);
    }

    @AfterEach
    void close() {
        hub.close();
    }

    @Test
    void one_is_made_with_a_key_that_opens_it_alone() {
        JsonNode made = spaces.create(Map.of("name", "billing")).expect(201).json();
        String key = made.path("key").path("secret").asText();

        assertThat(made.path("state").asText()).isEqualTo("open");
        assertThat(spaces.get(key, "/v1/whoami")
                        .expect(200)
                        .json()
                        .path("space")
                        .asText())
                .isEqualTo("billing");
        assertThat(spaces.get(key, "/v1/whoami").json().path("role").asText()).isEqualTo("admin");
    }

    @Test
    void what_is_written_in_one_is_seen_in_no_other() {
        String one = spaces.keyOf("one");
        String other = spaces.keyOf("other");

        String id = spaces.post(one, "/v1/notifications", Map.of("title", "of one"))
                .expect(201)
                .json()
                .path("id")
                .asText();

        assertThat(spaces.get(one, "/v1/notifications").json().path("items")).hasSize(1);
        assertThat(spaces.get(other, "/v1/notifications").json().path("items")).isEmpty();
        assertThat(hub.get("admin", "/v1/notifications").json().path("items")).isEmpty();
        Reply nothing = spaces.get(other, "/v1/notifications/" + id);
        String unknown = Ids.next();
        Reply never = spaces.get(other, "/v1/notifications/" + unknown);
        assertThat(nothing.expect(404).text().replace(id, unknown))
                .isEqualTo(never.expect(404).text());
    }

    @Test
    void its_keys_are_made_rotated_and_revoked_within() {
        String admin = spaces.keyOf("billing");
        JsonNode made = spaces.post(admin, "/v1/keys", Map.of("name", "svc", "role", "daemon"))
                .expect(201)
                .json();
        String first = made.path("secret").asText();
        spaces.post(first, "/v1/notifications", Map.of("title", "hello")).expect(201);

        String second = spaces.post(
                        admin, "/v1/keys/" + made.path("id").asText() + "/rotate", Map.of("overlap", "PT0S"))
                .expect(200)
                .json()
                .path("secret")
                .asText();
        spaces.get(second, "/v1/notifications").expect(200);
        spaces.get(first, "/v1/notifications").expect(401);
        spaces.send(admin, "DELETE", "/v1/keys/" + made.path("id").asText(), "").expect(200);
        spaces.get(second, "/v1/notifications").expect(401);
    }

    @Test
    void making_it_may_be_repeated_by_its_external_id() {
        Map<String, Object> wish = Map.of("name", "billing", "externalId", "org-7");
        spaces.create(wish).expect(201);

        Reply again = spaces.create(wish).expect(200);

        assertThat(again.json().path("name").asText()).isEqualTo("billing");
        assertThat(again.json().path("key").isMissingNode()
                        || again.json().path("key").isNull())
                .isTrue();
        assertThat(spaces.create(Map.of("name", "other", "externalId", "org-7"))
                        .expect(409)
                        .text())
                .contains("billing");
        assertThat(spaces.create(Map.of("name", "billing")).expect(409).text()).contains("taken");
    }

    @Test
    void a_name_that_is_none_is_refused_in_words() {
        for (String name : List.of("../x", "a/b", "A", "1a", "", "x".repeat(41), "default", "a b", "a_b", ".")) {
            assertThat(spaces.create(Map.of("name", name)).expect(400).text())
                    .as(name)
                    .contains("\"/name\"");
        }
        assertThat(hub.get("admin", "/v1/spaces").json().path("items")).isEmpty();
    }

    @Test
    void only_an_admin_of_the_hub_manages_spaces() {
        String admin = spaces.keyOf("billing");

        spaces.get(admin, "/v1/spaces").expect(404);
        for (String role : List.of("daemon", "bot", "user", "viewer")) {
            hub.get(role, "/v1/spaces").expect(403);
            hub.post(role, "/v1/spaces", Map.of("name", "x")).expect(403);
            hub.send(role, "DELETE", "/v1/spaces/billing", Map.of("name", "billing"))
                    .expect(403);
        }
    }

    @Test
    void an_admin_of_the_hub_acts_in_it_by_its_name() {
        String key = spaces.keyOf("billing");
        spaces.post(key, "/v1/notifications", Map.of("title", "hello")).expect(201);

        assertThat(hub.get("admin", "/v1/notifications", "Signalbox-Space", "billing")
                        .expect(200)
                        .json()
                        .path("items"))
                .hasSize(1);
        hub.get("admin", "/v1/doctor", "Signalbox-Space", "billing").expect(200);
        spaces.get(key, "/v1/doctor").expect(403);
        spaces.get(key, "/v1/move").expect(403);
        hub.get("admin", "/v1/whoami", "Signalbox-Space", "nowhere").expect(404);
        hub.get("user", "/v1/whoami", "Signalbox-Space", "billing").expect(403);
        assertThat(spaces.get(key, "/v1/whoami", "Signalbox-Space", "default").status())
                .isEqualTo(spaces.get(key, "/v1/whoami", "Signalbox-Space", "nowhere")
                        .status())
                .isEqualTo(403);
        spaces.get(key, "/v1/whoami", "Signalbox-Space", "billing").expect(200);
    }

    @Test
    void it_is_there_after_a_restart_and_after_a_silence() {
        String key = spaces.keyOf("billing");
        spaces.post(key, "/v1/notifications", Map.of("title", "hello")).expect(201);
        hub.restart();

        assertThat(spaces.get(key, "/v1/notifications").expect(200).json().path("items"))
                .hasSize(1);

        hub.clock().advance(Duration.ofMinutes(6));
        Eventually.until("it is closed", () -> spaces.types().contains("space.closed"));
        assertThat(spaces.get(key, "/v1/notifications").expect(200).json().path("items"))
                .hasSize(1);
    }

    @Test
    void a_deadline_is_met_in_one_that_nobody_uses() {
        String key = spaces.keyOf("billing");
        String id = spaces.post(key, "/v1/questions", Map.of("kind", "text", "prompt", "why?", "expiresIn", "PT1H"))
                .expect(201)
                .json()
                .path("id")
                .asText();
        hub.clock().advance(Duration.ofMinutes(6));
        Eventually.until("it is closed", () -> spaces.types().contains("space.closed"));
        long opened = spaces.count("space.opened");

        hub.clock().advance(Duration.ofHours(1));
        Eventually.until("it is opened by itself", () -> spaces.count("space.opened") > opened);

        Eventually.until("the question is over", () -> spaces.get(key, "/v1/questions/" + id)
                .json()
                .path("state")
                .asText()
                .equals("expired"));
    }

    /** A hub with many of them does not open those that were in use when it was stopped. */
    @Test
    void a_hub_that_was_stopped_in_order_opens_none_before_somebody_comes_or_something_is_due() {
        String key = spaces.keyOf("billing");
        String id = spaces.post(key, "/v1/questions", Map.of("kind", "text", "prompt", "why?", "expiresIn", "PT1H"))
                .expect(201)
                .json()
                .path("id")
                .asText();
        spaces.keyOf("idle");
        hub.restart();

        assertThat(spaces.count("space.closed")).isEqualTo(2);
        assertThat(hub.get("admin", "/metrics").text()).contains("signalbox_spaces_open 0");
        long opened = spaces.count("space.opened");
        hub.clock().advance(Duration.ofMinutes(61));
        Eventually.until("it is opened by itself", () -> spaces.count("space.opened") > opened);
        Eventually.until("the question is over", () -> spaces.get(key, "/v1/questions/" + id)
                .json()
                .path("state")
                .asText()
                .equals("expired"));
        assertThat(spaces.count("space.opened")).isEqualTo(opened + 1);
    }

    @Test
    void a_sealed_one_lets_nobody_in_and_comes_back() {
        String key = spaces.keyOf("billing");
        spaces.post(key, "/v1/notifications", Map.of("title", "hello")).expect(201);

        assertThat(hub.send("admin", "DELETE", "/v1/spaces/billing", Map.of("name", "bill"))
                        .expect(400)
                        .text())
                .contains("\"/name\"");
        hub.send("admin", "DELETE", "/v1/spaces/billing", Map.of("name", "billing"))
                .expect(200);
        assertThat(spaces.get(key, "/v1/notifications").expect(401).text())
                .isEqualTo(spaces.get("sbx_nobody", "/v1/notifications")
                        .expect(401)
                        .text());

        hub.post("admin", "/v1/spaces/billing/unseal", "").expect(200);
        assertThat(spaces.get(key, "/v1/notifications").expect(200).json().path("items"))
                .hasSize(1);
    }

    @Test
    void the_data_of_a_sealed_one_is_gone_after_seven_days() {
        String key = spaces.keyOf("billing");
        spaces.post(key, "/v1/notifications", Map.of("title", "hello")).expect(201);
        hub.send("admin", "DELETE", "/v1/spaces/billing", Map.of("name", "billing"))
                .expect(200);
        hub.clock().advance(Duration.ofDays(7));
        hub.restart();

        Eventually.until("it is erased", () -> spaces.types().contains("space.erased"));
        assertThat(hub.post("admin", "/v1/spaces/billing/unseal", "")
                        .expect(410)
                        .text())
                .contains("erased");
        assertThat(folder.resolve("spaces/billing")).doesNotExist();
        String fresh = spaces.keyOf("billing");
        assertThat(spaces.get(fresh, "/v1/notifications").expect(200).json().path("items"))
                .isEmpty();
        spaces.get(key, "/v1/notifications").expect(401);
    }

    @Test
    void a_clone_begins_with_the_data_and_one_fresh_key() {
        String key = spaces.keyOf("billing");
        spaces.post(key, "/v1/notifications", Map.of("title", "hello")).expect(201);

        JsonNode made = hub.post("admin", "/v1/spaces/billing/clone", Map.of("name", "trial"))
                .expect(201)
                .json();
        String fresh = made.path("key").path("secret").asText();

        assertThat(spaces.get(fresh, "/v1/notifications").expect(200).json().path("items"))
                .hasSize(1);
        spaces.post(fresh, "/v1/notifications", Map.of("title", "in the clone")).expect(201);
        assertThat(spaces.get(key, "/v1/notifications").json().path("items")).hasSize(1);
        assertThat(spaces.get(fresh, "/v1/keys").json().path("items")).satisfies(keys -> {
            for (JsonNode each : keys) {
                assertThat(each.path("revokedAt").isTextual())
                        .isEqualTo(!each.path("id").equals(made.path("key").path("id")));
            }
        });
    }

    @Test
    void one_of_the_default_space_is_a_trial_of_the_whole() {
        hub.post("admin", "/v1/notifications", Map.of("title", "hello")).expect(201);

        String fresh = hub.post("admin", "/v1/spaces/default/clone", Map.of("name", "trial"))
                .expect(201)
                .json()
                .path("key")
                .path("secret")
                .asText();

        assertThat(spaces.get(fresh, "/v1/notifications").expect(200).json().path("items"))
                .hasSize(1);
        spaces.get(fresh, "/v1/spaces").expect(404);
    }

    @Test
    void a_clone_of_the_default_space_knows_no_other_space() {
        String secret = spaces.keyOf("zanzibar");
        spaces.post(secret, "/v1/notifications", Map.of("title", "of zanzibar")).expect(201);
        hub.post("admin", "/v1/notifications", Map.of("title", "one")).expect(201);
        spaces.create(Map.of("name", "zanzibar-2", "externalId", "e")).expect(201);
        spaces.create(Map.of("name", "zanzibar-2", "externalId", "e")).expect(200);
        spaces.seal("zanzibar-2").expect(200);
        hub.post("admin", "/v1/notifications", Map.of("title", "two")).expect(201);

        String fresh = hub.post("admin", "/v1/spaces/default/clone", Map.of("name", "trial"))
                .expect(201)
                .json()
                .path("key")
                .path("secret")
                .asText();

        for (String log : List.of("main", "traces")) {
            Reply events = spaces.get(fresh, "/v1/events?limit=500&log=" + log).expect(200);
            assertThat(events.text()).doesNotContain("zanzibar", "space.");
        }
        assertThat(spaces.get(fresh, "/v1/notifications").json().path("items")).hasSize(2);
        spaces.post(fresh, "/v1/notifications", Map.of("title", "three")).expect(201);
        spaces.post(fresh, "/v1/verify", "{}").expect(202);
        Eventually.until("it is verified", () -> !spaces.get(fresh, "/v1/verify")
                .json()
                .path("state")
                .asText()
                .equals("running"));
        assertThat(spaces.get(fresh, "/v1/verify").json().path("state").asText())
                .as(spaces.get(fresh, "/v1/verify").text())
                .isEqualTo("clean");
        assertThat(folder.resolve("spaces/trial"))
                .satisfies(place -> assertThat(holds(place, "zanzibar")).isFalse());
    }

    private static boolean holds(Path place, String text) throws IOException {
        try (Stream<Path> files = Files.walk(place)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(text)) return true;
            }
            return false;
        }
    }

    /** As two who provision the same service do: whoever gets a key, it works. */
    @Test
    void of_several_who_make_it_at_once_one_gets_a_key_and_all_get_the_space() {
        for (String way : List.of("/v1/spaces", "/v1/spaces/default/clone")) {
            String name = way.endsWith("clone") ? "cloned" : "billing";
            Map<String, Object> wish = Map.of("name", name, "externalId", "org-" + name);
            List<CompletableFuture<Reply>> asked = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                asked.add(CompletableFuture.supplyAsync(
                        () -> hub.post("admin", way, wish), task -> new Thread(task, "asks").start()));
            }
            List<Reply> replies = asked.stream().map(CompletableFuture::join).toList();

            List<String> secrets = new ArrayList<>();
            for (Reply reply : replies) {
                assertThat(reply.status()).as(reply.toString()).isIn(200, 201);
                assertThat(reply.json().path("name").asText()).isEqualTo(name);
                assertThat(reply.json().path("state").asText()).isEqualTo("open");
                if (reply.json().path("key").has("secret")) {
                    secrets.add(reply.json().path("key").path("secret").asText());
                }
            }
            assertThat(secrets).as(replies.toString()).hasSize(1);
            spaces.get(secrets.get(0), "/v1/notifications").expect(200);
            assertThat(spaces.get(secrets.get(0), "/v1/keys").json().path("items"))
                    .filteredOn(key -> !key.hasNonNull("revokedAt"))
                    .hasSize(1);
        }
    }

    @Test
    void it_has_the_matrix_that_it_was_made_with() {
        String matrix = """
                tables:
                  tasks:
                    key: id
                    change: replace
                    fields: {id: {type: string}}
                    writers: [daemon]
                    readers: [all]
                    why: a trial
                """;
        String key = spaces.create(Map.of("name", "billing", "matrix", matrix, "role", "daemon"))
                .expect(201)
                .json()
                .path("key")
                .path("secret")
                .asText();

        spaces.send(key, "PUT", "/v1/tables/tasks/rows/a", "{\"id\":\"a\"}");
        assertThat(spaces.get(key, "/v1/tables/tasks/rows/a").status()).isIn(200, 404);
        assertThat(spaces.create(Map.of("name", "other", "matrix", "tables: 7"))
                        .expect(400)
                        .text())
                .contains("/matrix");
    }

    @Test
    void a_role_that_is_none_makes_nothing() {
        assertThat(spaces.create(Map.of("name", "billing", "role", "king"))
                        .expect(400)
                        .text())
                .contains("/role", "admin, daemon, bot, user, viewer");
        assertThat(hub.get("admin", "/v1/spaces").json().path("items")).isEmpty();
    }
}
