package dev.signalbox.hub.tenancy;

import static dev.signalbox.hub.TestHub.NOBODY;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.signalbox.hub.Eventually;
import dev.signalbox.hub.TestHub;
import dev.signalbox.hub.TestHub.Reply;
import dev.signalbox.hub.TestPostgres;
import dev.signalbox.hub.stream.BridgeClient;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Field;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
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
    /** How often a space is opened and closed to see what that leaves. */
    private static final int ROUNDS = 30;
    /** Connections of clients and threads of pools come and go by a few; what a round leaves is there thirty times. */
    private static final int SPARE = ROUNDS / 2;

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

    /** Its last backup is made also where none is made by itself. */
    @Test
    void a_plan_without_times_is_a_plan_for_the_backup_before_it_is_sealed() throws IOException {
        Path target = Files.createDirectory(folder.resolve("target"));
        plan("backups:\n  to: " + target + "\n");
        spaces.keyOf("billing");

        spaces.seal("billing").expect(200);

        assertThat(target.resolve("billing")).isDirectory();
    }

    @Test
    void one_whose_last_backup_fails_is_not_sealed_and_the_words_say_which_and_what_next() throws IOException {
        Path target = Files.writeString(folder.resolve("target"), "a file");
        plan("backups:\n  to: " + target + "\n");
        String key = spaces.keyOf("billing");

        Reply refused = spaces.seal("billing");

        assertThat(refused.expect(409).json().path("detail").asText())
                .contains(
                        "the space billing is not deleted", "backup", target.toString(), "repeat it", "signalbox.yaml");
        spaces.get(key, "/v1/notifications").expect(200);
        Files.delete(target);
        spaces.seal("billing").expect(200);
    }

    @Test
    void a_fresh_one_has_no_trouble_with_backups() throws IOException {
        Path target = Files.createDirectory(folder.resolve("target"));
        plan("backups:\n  every: 1d\n  to: " + target + "\n");

        spaces.keyOf("billing");

        for (int look = 0; look < 20; look++) {
            assertThat(hub.get("admin", "/v1/backup-state", "Signalbox-Space", "billing")
                            .expect(200)
                            .text())
                    .doesNotContain("trouble");
        }
    }

    private void plan(String file) {
        hub.send("admin", "PUT", "/v1/ownership", Map.of("file", file)).expect(200);
    }

    /** Where the backups go is the operator's affair, and what went wrong there. */
    @Test
    void who_has_a_key_of_it_hears_nothing_of_the_place_of_its_backups() throws IOException {
        Path target = Files.createDirectory(folder.resolve("target"));
        plan("backups:\n  to: " + target + "\n");
        String key = spaces.keyOf("billing");
        List<String> heard = new ArrayList<>();
        heard.add(run(key, "/v1/backups"));
        heard.add(run(key, "/v1/backups/newest/verify"));
        heard.add(run(key, "/v1/backups/newest/drill"));
        assertThat(heard).allMatch(run -> run.contains("\"done\""), "all are done: " + heard);
        String list = spaces.get(key, "/v1/backups").expect(200).text();
        assertThat(list).contains("\"items\":[{");
        heard.add(list);
        for (String path :
                List.of("/v1/backups/newest", "/v1/backups/0009-00000000.1", "/v1/backup-state", "/v1/backup-runs")) {
            heard.add(spaces.get(key, path).text());
        }
        Files.move(target, folder.resolve("elsewhere"));
        Files.writeString(target, "a file");
        heard.add(run(key, "/v1/backups"));
        heard.add(spaces.get(key, "/v1/backups").text());
        heard.add(spaces.get(key, "/v1/backup-state").text());
        heard.add(spaces.get(key, "/v1/backup-runs").text());
        heard.add(spaces.get(key, "/v1/status").text());
        heard.add(spaces.get(key, "/health/ready").text());

        assertThat(heard).allSatisfy(text -> assertThat(text).doesNotContain(folder.toString()));
        assertThat(hub.get("admin", "/v1/backup-state", "Signalbox-Space", "billing")
                        .text())
                .contains(target.toString());
        assertThat(hub.get("admin", "/v1/backup-runs", "Signalbox-Space", "billing")
                        .text())
                .contains(target.toString());
    }

    /** What a piece of work on backups has come to, as whoever asked for it hears. */
    private String run(String key, String path) {
        String id = spaces.post(key, path, "").expect(202).json().path("id").asText();
        Reply[] run = new Reply[1];
        Eventually.until("it is over", () -> {
            run[0] = spaces.get(key, "/v1/backup-runs/" + id);
            return run[0].json().hasNonNull("endedAt");
        });
        return run[0].text();
    }

    /** Two hubs, each with a space of one name: neither works in the schemas of the other. */
    @Test
    void a_database_that_keeps_a_space_of_another_hub_is_refused(@TempDir Path elsewhere) throws IOException {
        String url = TestPostgres.freshDatabase();
        String key = keyIn(spaces.create(Map.of("name", "billing", "database", url))
                .expect(201)
                .text());
        spaces.post(key, "/v1/notifications", Map.of("title", "of the first")).expect(201);
        try (TestHub second = TestHub.start(elsewhere)) {
            SpaceCalls there = new SpaceCalls(second);
            assertThat(there.create(Map.of("name", "billing", "database", url))
                            .expect(400)
                            .text())
                    .contains("/database", "another hub", "signalbox_billing_main");
            second.get("admin", "/v1/spaces/billing").expect(404);

            String own = TestPostgres.freshDatabase();
            String other = keyIn(there.create(Map.of("name", "billing", "database", own))
                    .expect(201)
                    .text());
            second.stop();
            Files.writeString(elsewhere.resolve("spaces/billing/database"), url);
            second.open();
            there.get(other, "/v1/notifications").expect(503);
            assertThat(second.send("admin", "DELETE", "/v1/spaces/billing", Map.of("name", "billing"))
                            .status())
                    .isEqualTo(200);
            second.clock().advance(Duration.ofDays(7));
            second.restart();
            Eventually.until("it was tried to erase it", () -> second.get("admin", "/v1/spaces/billing")
                    .json()
                    .path("state")
                    .asText()
                    .equals("sealed"));
        }
        assertThat(spaces.get(key, "/v1/notifications").expect(200).text()).contains("of the first");
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

    /** What was made for it is nobody's, in whatever way it is refused; what was there before is somebody's. */
    @Test
    void a_wish_that_is_refused_leaves_no_schema_where_it_was_to_be(@TempDir Path elsewhere) {
        String url = TestPostgres.freshDatabase();
        spaces.create(Map.of("name", "billing", "externalId", "one")).expect(201);
        assertThat(spaces.create(Map.of("name", "other", "externalId", "one", "database", url))
                        .expect(409)
                        .text())
                .contains("billing");
        assertThat(schemas(url)).isEmpty();
        assertThat(folder.resolve("spaces/other")).doesNotExist();

        try (TestHub second = TestHub.start(elsewhere)) {
            new SpaceCalls(second)
                    .create(Map.of("name", "photos", "database", url))
                    .expect(201);
        }
        TestPostgres.run(url, "DROP SCHEMA signalbox_photos_main CASCADE");
        assertThat(spaces.create(Map.of("name", "photos", "database", url))
                        .expect(400)
                        .text())
                .contains("another hub", "signalbox_photos_traces");
        assertThat(schemas(url)).containsExactly("signalbox_photos_traces");

        TestPostgres.run(url, "CREATE SCHEMA signalbox_other_main");
        spaces.create(Map.of("name", "other", "externalId", "one", "database", url))
                .expect(409);
        assertThat(schemas(url)).containsExactly("signalbox_other_main", "signalbox_photos_traces");
    }

    private static List<String> schemas(String url) {
        return TestPostgres.query(
                url, "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'signalbox%' ORDER BY nspname");
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

    /** Whoever opens and closes must leave nothing: what is counted after a few rounds is there after many. */
    @Test
    void opened_and_closed_many_times_it_leaves_no_thread_timer_file_or_figure() {
        String key = spaces.keyOf("billing");
        left();
        for (int round = 0; round < 10; round++) openAndClose(key);
        Map<String, Long> before = left();
        for (int round = 0; round < ROUNDS; round++) openAndClose(key);
        Eventually.assertThat(() -> {
            Map<String, Long> now = left();
            before.forEach((what, count) -> assertThat(now.get(what)).as(what).isLessThanOrEqualTo(count + SPARE));
        });
    }

    private void openAndClose(String key) {
        spaces.get(key, "/v1/notifications").expect(200);
        spaces.seal("billing").expect(200);
        hub.post("admin", "/v1/spaces/billing/unseal", "").expect(200);
    }

    private Map<String, Long> left() {
        try {
            Field timers = hub.hub().vertx().getClass().getDeclaredField("timeouts");
            timers.setAccessible(true);
            long files = ((UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                    .getOpenFileDescriptorCount();
            return Map.of(
                    "threads",
                    (long) Thread.getAllStackTraces().size(),
                    "timers",
                    (long) ((Map<?, ?>) timers.get(hub.hub().vertx())).size(),
                    "files",
                    files,
                    "figures",
                    hub.get("admin", "/metrics").text().lines().count());
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }

    /** As after a process that was killed while it erased: some of the data is gone, and the event does not say so. */
    @Test
    void an_erasure_that_was_cut_off_is_ended_at_the_next_start() throws IOException {
        String key = spaces.keyOf("billing");
        spaces.post(key, "/v1/notifications", Map.of("title", "hello")).expect(201);
        spaces.seal("billing").expect(200);
        hub.stop();
        halfErased("billing");
        hub.clock().advance(Duration.ofDays(7));
        hub.open();

        Eventually.until("it is erased", () -> spaces.count("space.erased") == 1);
        assertThat(folder.resolve("spaces/billing")).doesNotExist();
        spaces.get(key, "/v1/notifications").expect(401);
        assertThat(spaces.get(spaces.keyOf("billing"), "/v1/notifications")
                        .expect(200)
                        .json()
                        .path("items"))
                .isEmpty();
    }

    /** Takes away what an erasure takes away first. */
    abstract void halfErased(String name) throws IOException;

    private static String keyIn(String made) {
        return made.replaceAll(".*\"secret\":\"([^\"]+)\".*", "$1");
    }

    void silence() {
        hub.clock().advance(Duration.ofMinutes(6));
        Eventually.until("it is closed", () -> spaces.types().contains("space.closed"));
    }
}
