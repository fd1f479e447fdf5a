package dev.signalbox.hub.ownership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.Await;
import dev.signalbox.hub.HubConfig;
import dev.signalbox.hub.TestClock;
import dev.signalbox.hub.TestHub;
import dev.signalbox.hub.TestHub.Reply;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.Json;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ownership matrix of a real hub: shown, replaced while it runs, kept over restarts. The same on both engines. */
abstract class OwnershipContract {
    private static final String OBSERVER = """
            roles: {observer: {description: "looks"}}
            tables:
              runs: {change: replace, writers: [bot], readers: [observer], why: "The bot runs."}
            """;

    @TempDir
    Path folder;

    private final List<TestHub> hubs = new ArrayList<>();
    private TestHub hub;

    /** The configuration of a hub on a fresh store, in this folder, without a file. */
    abstract HubConfig config(Path data);

    @BeforeEach
    void start() throws IOException {
        hub = startWith(null);
    }

    @AfterEach
    void stop() {
        hubs.forEach(TestHub::close);
    }

    @Test
    void every_key_sees_the_matrix_in_force() {
        Reply shown = hub.get("viewer", "/v1/ownership").expect(200);

        assertThat(shown.json().path("version").intValue()).isZero();
        assertThat(shown.header("ETag")).contains("\"0\"");
        assertThat(table(shown.json(), "questions")
                        .at("/commands/question.answer")
                        .toString())
                .isEqualTo("[\"bot\",\"user\"]");
        assertThat(table(shown.json(), "daemon_task_queue").path("isolatedTo").textValue())
                .isEqualTo("daemon");
        hub.get(TestHub.NOBODY, "/v1/ownership").expect(401);
    }

    @Test
    void an_applied_file_counts_at_once_and_its_roles_can_have_keys() {
        assertThat(hub.post("admin", "/v1/keys", Map.of("name", "eye", "role", "observer"))
                        .expect(400)
                        .text())
                .contains("role must be one of admin, daemon");

        Reply applied = apply(OBSERVER).expect(200);

        assertThat(applied.json().path("version").intValue()).isEqualTo(1);
        assertThat(applied.json().path("appliedBy").textValue()).isEqualTo("admin");
        assertThat(hub.get("viewer", "/v1/ownership").json()).isEqualTo(applied.json());
        String eye = hub.newKey("eye", "observer");
        JsonNode whoami = hub.get(TestHub.NOBODY, "/v1/whoami", "X-API-Key", eye)
                .expect(200)
                .json();
        assertThat(whoami.path("role").textValue()).isEqualTo("observer");
        assertThat(whoami.path("mayRead").toString())
                .isEqualTo("[\"notifications\",\"questions\",\"roadmap\",\"traces\",\"prices\",\"runs\"]");
        assertThat(hub.get("bot", "/v1/whoami").json().path("mayWrite").toString())
                .contains("table.put");
    }

    @Test
    void an_application_is_an_event_that_admins_alone_can_read() {
        apply(OBSERVER).expect(200);

        JsonNode event = hub.get("admin", "/v1/streams/matrix/default")
                .expect(200)
                .json()
                .at("/events/0");

        assertThat(event.path("type").textValue()).isEqualTo("matrix.applied");
        assertThat(event.path("actor").textValue()).isEqualTo("admin");
        assertThat(event.at("/data/file").textValue()).isEqualTo(OBSERVER);
        assertThat(event.at("/data/changes").toString()).contains("role observer added", "table runs added (replace)");
        hub.get("user", "/v1/streams/matrix/default").expect(404);
    }

    @Test
    void rights_that_are_taken_away_are_gone_with_the_answer() {
        hub.get("viewer", "/v1/notifications").expect(200);

        apply("tables: {notifications: {readers: [user], commands: {notification.post: [daemon]}}}")
                .expect(200);

        hub.get("viewer", "/v1/notifications").expect(403);
        hub.get("user", "/v1/notifications").expect(200);
        hub.post("user", "/v1/notifications", Map.of("title", "no")).expect(403);
        hub.post("daemon", "/v1/notifications", Map.of("title", "yes")).expect(201);
        assertThat(hub.get("viewer", "/v1/events").json().path("events")).isEmpty();
    }

    @Test
    void rate_limits_change_without_a_restart() {
        hub.get("viewer", "/v1/whoami").expect(200);

        apply("rateLimits: {viewer: {requests: 1, per: 1h}}").expect(200);
        hub.get("viewer", "/v1/whoami").expect(200);
        hub.get("viewer", "/v1/whoami").expect(429);

        apply("{}").expect(200);
        hub.get("viewer", "/v1/whoami").expect(200);
    }

    @Test
    void what_was_applied_outlives_a_restart() {
        apply(OBSERVER).expect(200);
        String eye = hub.newKey("eye", "observer");

        hub.restart();

        assertThat(hub.get(TestHub.NOBODY, "/v1/ownership", "X-API-Key", eye)
                        .expect(200)
                        .json()
                        .path("version")
                        .intValue())
                .isEqualTo(1);
    }

    @Test
    void a_file_with_faults_is_refused_with_a_line_each_and_nothing_changes() {
        Reply refused = apply("roles:\n  boss: {}\ntables:\n  runs: {change: often}\n");

        JsonNode problem = refused.expect(400).json();
        assertThat(problem.path("code").textValue()).isEqualTo("invalid");
        assertThat(problem.path("errors")).hasSizeGreaterThan(3);
        assertThat(problem.at("/errors/0/detail").textValue()).startsWith("line 2: roles.boss.description: is missing");
        assertThat(hub.get("viewer", "/v1/ownership").json().path("version").intValue())
                .isZero();
    }

    @Test
    void a_role_that_keys_have_cannot_go() {
        apply(OBSERVER).expect(200);
        hub.newKey("eye", "observer");

        Reply refused = apply("{}");

        assertThat(refused.expect(409).json().path("code").textValue()).isEqualTo("would_orphan");
        assertThat(refused.json().path("detail").textValue())
                .contains("role observer is removed, but keys have it: eye", "signalbox keys revoke");
        assertThat(hub.get("viewer", "/v1/ownership").json().path("version").intValue())
                .isEqualTo(1);
        revoke("eye");
        apply("{}").expect(200);
    }

    @Test
    void rows_keep_their_table_and_its_fields_and_an_emptied_table_is_free() {
        apply(OBSERVER).expect(200);
        hub.send("bot", "PUT", "/v1/tables/runs/rows/one", Map.of("state", "running"))
                .expect(201);

        Reply removed = apply("roles: {observer: {description: looks}}");
        Reply narrower = apply(OBSERVER.replace(
                "change: replace", "change: replace, fields: {id: {type: string}, state: {enum: [done]}}"));
        Reply wider = apply(OBSERVER.replace(
                "change: replace", "change: replace, fields: {id: {type: string}, state: {type: string}, n: {}}"));

        assertThat(removed.expect(409).json().path("detail").textValue())
                .contains("table runs has 1 rows, which nobody could read any more");
        assertThat(narrower.expect(409).json().path("detail").textValue())
                .contains("table runs has rows that break the new fields: one: /state");
        assertThat(wider.expect(200).json().path("version").intValue()).isEqualTo(2);
        hub.send("bot", "PUT", "/v1/tables/runs/rows/two", Map.of("status", "running"))
                .expect(400);
        hub.delete("bot", "/v1/tables/runs/rows/one").expect(200);
        apply("{}").expect(200);
        hub.get("admin", "/v1/tables/runs/rows").expect(404);
    }

    @Test
    void a_check_tells_what_would_happen_and_changes_nothing() {
        JsonNode check = hub.post("admin", "/v1/ownership/check", Map.of("file", OBSERVER))
                .expect(200)
                .json();

        assertThat(check.path("changes")).hasSize(2);
        assertThat(check.path("orphans")).isEmpty();
        assertThat(hub.get("viewer", "/v1/ownership").json().path("version").intValue())
                .isZero();
        hub.post("user", "/v1/ownership/check", Map.of("file", OBSERVER)).expect(403);
    }

    @Test
    void only_admins_apply_on_every_door() {
        for (String role : List.of("daemon", "bot", "user", "viewer")) {
            put(role, OBSERVER, Ids.next()).expect(403);
            JsonNode result = hub.post(
                            role,
                            "/v1/commands",
                            Map.of(
                                    "commands",
                                    List.of(Map.of(
                                            "id",
                                            Ids.next(),
                                            "command",
                                            "matrix.apply",
                                            "body",
                                            Map.of("file", OBSERVER)))))
                    .expect(200)
                    .json()
                    .at("/results/0");
            assertThat(result.at("/problem/code").textValue()).isEqualTo("forbidden");
        }
    }

    @Test
    void a_repeated_application_gets_its_first_answer_whatever_counts_now() {
        String id = Ids.next();
        JsonNode first = put("admin", OBSERVER, id).expect(200).json();
        apply("{}").expect(200);

        Reply again = put("admin", OBSERVER, id).expect(200);

        assertThat(again.json()).isEqualTo(first);
        assertThat(hub.get("viewer", "/v1/ownership").json().path("version").intValue())
                .isEqualTo(2);
    }

    @Test
    void a_stale_version_is_refused() {
        apply(OBSERVER).expect(200);

        Reply stale = TestHub.send(
                hub.request("admin", "/v1/ownership", "If-Match", "\"0\"", "Content-Type", "application/json")
                        .PUT(BodyPublishers.ofString("{\"file\": \"{}\"}"))
                        .build());

        assertThat(stale.expect(409).json().path("code").textValue()).isEqualTo("version_conflict");
    }

    @Test
    void the_file_given_at_the_start_is_applied_once_and_followed_on_a_signal() throws IOException {
        hub.close();
        hubs.clear();
        TestHub given = startWith(OBSERVER);
        assertThat(version(given)).isEqualTo(1);

        given.restart();
        assertThat(version(given)).isEqualTo(1);

        Files.writeString(folder.resolve("signalbox.yaml"), OBSERVER + "rateLimits: {bot: {requests: 5}}\n");
        Await.result(given.hub().reload());
        assertThat(version(given)).isEqualTo(2);
        assertThat(given.get("bot", "/v1/ownership").header("RateLimit-Policy")).isPresent();

        Files.writeString(folder.resolve("signalbox.yaml"), "tables: {oops: {}}");
        assertThat(Await.failure(given.hub().reload()))
                .hasMessageContaining("signalbox.yaml line 1: tables.oops.change");
        assertThat(version(given)).isEqualTo(2);
    }

    @Test
    void a_restart_does_not_take_back_what_was_applied_since_but_a_fresh_file_counts() throws IOException {
        hub.close();
        hubs.clear();
        TestHub given = startWith(OBSERVER);
        hub = given;
        apply("rateLimits: {bot: {requests: 5}}").expect(200);

        given.restart();
        assertThat(version(given)).isEqualTo(2);
        assertThat(given.get("bot", "/v1/ownership").header("RateLimit-Policy")).isPresent();

        Files.writeString(folder.resolve("signalbox.yaml"), OBSERVER + "# edited\n");
        given.restart();
        assertThat(version(given)).isEqualTo(3);
    }

    @Test
    void a_start_with_a_file_that_would_leave_keys_behind_fails_with_the_reason() throws IOException {
        hub.close();
        hubs.clear();
        TestHub given = startWith(OBSERVER);
        given.newKey("eye", "observer");
        given.stop();
        Files.writeString(folder.resolve("signalbox.yaml"), "{}");

        assertThatThrownBy(given::open).hasMessageContaining("role observer is removed, but keys have it: eye");

        Files.writeString(folder.resolve("signalbox.yaml"), OBSERVER);
        given.open();
        assertThat(version(given)).isEqualTo(1);
    }

    private TestHub startWith(String yaml) throws IOException {
        Path file = yaml == null ? null : Files.writeString(folder.resolve("signalbox.yaml"), yaml);
        HubConfig plain = config(folder.resolve("hub" + hubs.size() + Ids.next()));
        HubConfig with = new HubConfig(
                plain.data(), plain.databaseUrl(), plain.host(), plain.port(), plain.behindProxy(), null, null, file);
        TestHub started = TestHub.start(with, new TestClock());
        hubs.add(started);
        return started;
    }

    private Reply apply(String yaml) {
        return put("admin", yaml, Ids.next());
    }

    private Reply put(String role, String yaml, String id) {
        return TestHub.send(
                hub.request(role, "/v1/ownership", "Content-Type", "application/json", "Idempotency-Key", id)
                        .PUT(BodyPublishers.ofString(Json.writeText(Map.of("file", yaml))))
                        .build());
    }

    private void revoke(String name) {
        for (JsonNode key : hub.get("admin", "/v1/keys").json().path("items")) {
            if (key.path("name").textValue().equals(name)) {
                hub.delete("admin", "/v1/keys/" + key.path("id").textValue()).expect(200);
            }
        }
    }

    private static int version(TestHub hub) {
        return hub.get("admin", "/v1/ownership").json().path("version").intValue();
    }

    private static JsonNode table(JsonNode matrix, String name) {
        for (JsonNode table : matrix.path("tables"))
            if (table.path("name").textValue().equals(name)) return table;
        throw new AssertionError("no table " + name);
    }
}
