package dev.signalbox.hub.tenancy;

import static dev.signalbox.hub.TestHub.NOBODY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.hub.Eventually;
import dev.signalbox.hub.TestHub;
import dev.signalbox.hub.TestHub.Reply;
import dev.signalbox.hub.TestPostgres;
import dev.signalbox.hub.stream.BridgeClient;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes wrong with one space is its own affair, and is said in words: the same on every engine. */
@DisplayNameGeneration(ReplaceUnderscores.class)
abstract class SpaceTroubleContract {
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
    void a_sealed_one_ends_streams_long_polls_and_sockets() throws Exception {
        String key = spaces.keyOf("billing");
        String id = spaces.post(key, "/v1/questions", Map.of("kind", "text", "prompt", "why?"))
                .expect(201)
                .json()
                .path("id")
                .asText();
        HttpClient http = HttpClient.newHttpClient();
        CompletableFuture<HttpResponse<String>> poll = http.sendAsync(
                hub.request(NOBODY, "/v1/questions/" + id + "?wait=PT50S", "Authorization", "Bearer " + key)
                        .build(),
                BodyHandlers.ofString());
        CompletableFuture<HttpResponse<String>> stream = http.sendAsync(
                hub.request(NOBODY, "/v1/events", "Authorization", "Bearer " + key, "Accept", "text/event-stream")
                        .build(),
                BodyHandlers.ofString());
        try (BridgeClient client = BridgeClient.connect(hub)) {
            client.frame("register", "signalbox.space.billing.events", key, null, null);
            Eventually.until("it listens", () -> {
                spaces.post(key, "/v1/notifications", Map.of("title", "hello"));
                return !client.eventsOn("signalbox.space.billing.events").isEmpty();
            });
            spaces.seal("billing").expect(200);

            client.awaitEnd();
        }
        assertThat(stream.get(20, TimeUnit.SECONDS).body()).contains("hello");
        assertThat(poll.get(20, TimeUnit.SECONDS).statusCode()).isIn(200, 401, 404, 503);
        spaces.get(key, "/v1/notifications").expect(401);
    }

    @Test
    void a_socket_of_an_earlier_life_hears_nothing_of_a_later_one() {
        String key = spaces.keyOf("billing");
        try (BridgeClient client = BridgeClient.connect(hub)) {
            client.frame("register", "signalbox.space.billing.events", key, null, null);
            Eventually.until("it listens", () -> {
                spaces.post(key, "/v1/notifications", Map.of("title", "hello"));
                return !client.eventsOn("signalbox.space.billing.events").isEmpty();
            });
            spaces.seal("billing").expect(200);
            hub.post("admin", "/v1/spaces/billing/unseal", "").expect(200);
            spaces.post(key, "/v1/notifications", Map.of("title", "later")).expect(201);

            client.awaitEnd();
            assertThat(client.frames().toString()).doesNotContain("later");
        }
    }

    @Test
    void its_file_may_not_plan_what_is_done_with_the_machine() {
        String key = spaces.keyOf("billing");
        for (String plan : List.of("backups:\n  every: 1d\n  to: /etc/signalbox\n", "verify:\n  every: 1d\n")) {
            String section = plan.substring(0, plan.indexOf(':'));
            assertThat(spaces.create(Map.of("name", "other", "matrix", plan))
                            .expect(400)
                            .text())
                    .contains("/matrix", section, "leave the section out");
            assertThat(spaces.send(key, "PUT", "/v1/ownership", Map.of("file", plan))
                            .expect(400)
                            .text())
                    .contains(section, "leave the section out");
            assertThat(spaces.post(key, "/v1/config/plan", Map.of("file", plan))
                            .expect(400)
                            .text())
                    .contains(section);
        }
        assertThat(hub.get("admin", "/v1/spaces").json().path("items")).hasSize(1);
    }

    @Test
    void its_backup_goes_where_the_operator_plans_under_its_name() throws IOException {
        Path target = Files.createDirectory(folder.resolve("target"));
        hub.send("admin", "PUT", "/v1/ownership", Map.of("file", "backups:\n  every: 1d\n  to: " + target + "\n"))
                .expect(200);
        String key = spaces.keyOf("billing");
        spaces.post(key, "/v1/notifications", Map.of("title", "hello")).expect(201);

        spaces.seal("billing").expect(200);

        assertThat(target.resolve("billing")).isDirectory();
        assertThat(hub.get("admin", "/v1/backups").expect(200).text()).doesNotContain("billing");
    }

    @Test
    void an_own_database_has_its_password_in_one_file() throws IOException {
        String url = TestPostgres.freshDatabase();
        String made = spaces.create(Map.of("name", "billing", "database", url))
                .expect(201)
                .text();
        String key = keyIn(made);
        spaces.post(key, "/v1/notifications", Map.of("title", "hello")).expect(201);
        Path file = folder.resolve("spaces/billing/database");

        assertThat(Files.readString(file).strip()).isEqualTo(url);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(made).doesNotContain(url);
        assertThat(hub.get("admin", "/v1/spaces/billing").text()).doesNotContain(url);
        assertThat(hub.get("admin", "/v1/events?types=space.*&limit=500").text())
                .doesNotContain(url);
        hub.restart();
        assertThat(spaces.get(key, "/v1/notifications").expect(200).json().path("items"))
                .hasSize(1);
    }

    @Test
    void a_wish_that_failed_leaves_neither_space_nor_password() {
        String url = "postgres://signalbox:hush4711@127.0.0.1:1/none";

        String refused = spaces.create(Map.of("name", "billing", "database", url))
                .expect(400)
                .text();

        assertThat(refused).contains("/database").doesNotContain("hush4711");
        assertThat(spaces.create(Map.of("name", "billing", "database", "mysql://hush4711@x"))
                        .expect(400)
                        .text())
                .contains("/database")
                .doesNotContain("hush4711");
        assertThat(folder.resolve("spaces/billing")).doesNotExist();
        hub.get("admin", "/v1/spaces/billing").expect(404);
        spaces.get(spaces.keyOf("billing"), "/v1/notifications").expect(200);
    }

    @Test
    void it_moves_live_to_a_database_of_its_own_and_back() {
        String key = spaces.keyOf("billing");
        String neighbour = spaces.keyOf("neighbour");
        spaces.post(key, "/v1/notifications", Map.of("title", "first")).expect(201);
        spaces.post(neighbour, "/v1/notifications", Map.of("title", "near")).expect(201);

        move("billing", Map.of("to", TestPostgres.freshDatabase()));
        spaces.post(key, "/v1/notifications", Map.of("title", "second")).expect(201);
        assertThat(hub.get("admin", "/v1/spaces/billing")
                        .json()
                        .path("database")
                        .isTextual())
                .isTrue();
        hub.restart();
        assertThat(spaces.get(key, "/v1/notifications").expect(200).json().path("items"))
                .hasSize(2);

        move("billing", Map.of("to", folder.resolve("spaces/billing").toString()));
        spaces.post(key, "/v1/notifications", Map.of("title", "third")).expect(201);
        hub.restart();
        assertThat(spaces.get(key, "/v1/notifications").expect(200).json().path("items"))
                .hasSize(3);
        assertThat(hub.get("admin", "/v1/spaces/billing")
                        .json()
                        .path("database")
                        .isTextual())
                .isFalse();
        assertThat(spaces.types()).contains("space.moved");
        spaces.post(key, "/v1/move", Map.of("to", "/tmp")).expect(403);
        assertThat(spaces.get(neighbour, "/v1/notifications").json().path("items"))
                .hasSize(1);
    }

    void move(String name, Map<String, Object> wish) {
        hub.post("admin", "/v1/move", wish, "Signalbox-Space", name).expect(202);
        Eventually.until("it is moved", () -> {
            Reply now = hub.get("admin", "/v1/move", "Signalbox-Space", name);
            if (now.status() == 200 && now.json().path("failure").isTextual()) throw new AssertionError(now.text());
            return now.status() == 200 && now.json().path("step").asText().equals("done");
        });
    }

    @Test
    void a_clone_that_was_ended_in_the_middle_is_gone_on_with() {
        String key = spaces.keyOf("billing");
        spaces.post(key, "/v1/notifications", Map.of("title", "hello")).expect(201);
        Map<String, Object> wish = Map.of("name", "trial", "externalId", "t-1");
        hub.post("admin", "/v1/spaces/billing/clone", wish).expect(201);

        assertThat(hub.post("admin", "/v1/spaces/billing/clone", wish).status()).isIn(200, 201);
        assertThat(hub.get("admin", "/v1/spaces").json().path("items")).hasSize(2);
    }

    @Test
    void a_name_is_taken_also_while_it_is_sealed() {
        spaces.keyOf("billing");
        spaces.seal("billing").expect(200);
        assertThat(spaces.create(Map.of("name", "billing")).expect(409).text()).contains("sealed until");
    }

    private static String keyIn(String made) {
        return made.replaceAll(".*\"secret\":\"([^\"]+)\".*", "$1");
    }

    void silence() {
        hub.clock().advance(Duration.ofMinutes(6));
        Eventually.until("it is closed", () -> spaces.types().contains("space.closed"));
    }
}
