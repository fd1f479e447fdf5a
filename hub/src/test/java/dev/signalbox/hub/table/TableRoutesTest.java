package dev.signalbox.hub.table;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.TestHub;
import dev.signalbox.hub.TestHub.Reply;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.Limits;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables through the doors of a real hub. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class TableRoutesTest {
    private static TestHub hub;

    /** Each test has rows of its own. */
    private final String key = Ids.next();

    @BeforeAll
    static void start(@TempDir Path data) {
        hub = TestHub.start(data);
    }

    @AfterAll
    static void stop() {
        hub.close();
    }

    @BeforeEach
    void declare() {
        hub.declare(TestTables.tasks(), TestTables.runs(), TestTables.clicks(), TestTables.secrets());
    }

    @Test
    void a_row_is_put_patched_read_and_deleted() {
        Reply made = put("bot", key, "{'state':'running'}").expect(201);
        Reply changed = send(
                        "user", "PATCH", rowPath("tasks", key), "{'state':'done','note':'ok'}", "If-Match", "\"1\"")
                .expect(200);
        Reply read = hub.get("viewer", rowPath("tasks", key)).expect(200);
        Reply gone = hub.delete("user", rowPath("tasks", key)).expect(200);

        assertThat(made.header("Location")).contains(rowPath("tasks", key));
        assertThat(made.header("ETag")).contains("\"1\"");
        assertThat(made.header("Signalbox-Position")).isPresent();
        assertThat(made.json().at("/row/id").textValue()).isEqualTo(key);
        assertThat(read.json()).isEqualTo(changed.json());
        assertThat(read.header("ETag")).contains("\"2\"");
        assertThat(read.json().at("/fields/state/by").textValue()).isEqualTo("user");
        assertThat(read.json().at("/fields/id/by").textValue()).isEqualTo("bot");
        assertThat(gone.json().path("deleted").booleanValue()).isTrue();
        assertThat(gone.json().path("version").intValue()).isEqualTo(3);
        assertThat(code(hub.get("viewer", rowPath("tasks", key)).expect(404))).isEqualTo("not_found");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PRIORITY 3",
                "a/b",
                "a/../b",
                "ключ/日本",
                "😀",
                "100%",
                "a+b",
                "a?b#c&d=e",
                "history",
                "a;b",
                "\"q\""
            })
    void a_key_may_be_any_text_that_is_encoded(String text) {
        String named = key.substring(0, 8) + " " + text;

        Reply made = put("bot", named, "{'state':'running'}").expect(201);

        assertThat(made.json().path("key").textValue()).isEqualTo(named);
        Reply read = hub.get("user", made.header("Location").orElseThrow()).expect(200);
        assertThat(read.json()).isEqualTo(made.json());
        assertThat(hub.get("user", rowPath("tasks", named) + "/history")
                        .expect(200)
                        .json()
                        .at("/items"))
                .hasSize(1);
    }

    @Test
    void a_stale_version_is_told_both_sides() {
        put("bot", key, "{'state':'running'}").expect(201);
        put("user", key, "{'state':'done'}").expect(200);

        Reply conflict = send("bot", "PUT", rowPath("tasks", key), "{'state':'failed'}", "If-Match", "\"1\"")
                .expect(409);

        assertThat(code(conflict)).isEqualTo("version_conflict");
        assertThat(conflict.json().at("/current/version").intValue()).isEqualTo(2);
        assertThat(conflict.json().at("/current/resource/row/state").textValue())
                .isEqualTo("done");
        assertThat(conflict.json().at("/current/resource/updatedBy").textValue())
                .isEqualTo("user");
        assertThat(conflict.json().at("/wanted/by").textValue()).isEqualTo("bot");
        assertThat(conflict.json().at("/wanted/body/row/state").textValue()).isEqualTo("failed");
    }

    @Test
    void of_two_that_write_one_row_through_two_doors_one_wins_and_the_other_gets_a_conflict() {
        for (int round = 0; round < 20; round++) {
            String contested = key + round;
            put("bot", contested, "{'state':'running'}").expect(201);
            Map<String, Object> command = Map.of(
                    "id",
                    Ids.next(),
                    "command",
                    "table.put",
                    "target",
                    "tasks/" + contested,
                    "expectedVersion",
                    1,
                    "body",
                    Map.of("row", Map.of("state", "failed")));

            CompletableFuture<Reply> batch = CompletableFuture.supplyAsync(
                    () -> hub.post("user", "/v1/commands", Map.of("commands", List.of(command))));
            Reply direct = send("bot", "PUT", rowPath("tasks", contested), "{'state':'done'}", "If-Match", "\"1\"");
            JsonNode result = batch.join().expect(200).json().at("/results/0");

            boolean directWon = direct.status() == 200;
            assertThat(result.path("verdict").textValue()).isEqualTo(directWon ? "conflict" : "accepted");
            JsonNode lost =
                    directWon ? result.path("problem") : direct.expect(409).json();
            String winner = directWon ? "done" : "failed";
            assertThat(lost.at("/current/resource/row/state").textValue()).isEqualTo(winner);
            assertThat(lost.at("/wanted/body/row/state").textValue()).isEqualTo(directWon ? "failed" : "done");
            JsonNode row = hub.get("user", rowPath("tasks", contested)).json();
            assertThat(row.at("/row/state").textValue()).isEqualTo(winner);
            assertThat(row.path("version").intValue()).isEqualTo(2);
        }
    }

    @Test
    void faults_of_a_row_point_into_what_was_sent() {
        Reply put = put("bot", key, "{'state':'late','colour':'red','more':[]}").expect(400);
        Map<String, Object> command = Map.of(
                "id",
                Ids.next(),
                "command",
                "table.put",
                "target",
                "tasks/" + key,
                "body",
                Map.of("row", Map.of("state", "late")));
        Reply batch = hub.post("bot", "/v1/commands", Map.of("commands", List.of(command)))
                .expect(200);

        assertThat(code(put)).isEqualTo("invalid");
        assertThat(put.json().path("errors").findValuesAsText("pointer"))
                .containsExactlyInAnyOrder("/state", "/colour", "/more");
        assertThat(batch.json().at("/results/0/problem/errors/0/pointer").textValue())
                .isEqualTo("/row/state");
    }

    static Stream<Arguments> refusals() {
        String row = "/v1/tables/tasks/rows/x";
        return Stream.of(
                Arguments.of("bot", "PUT", "/v1/tables/nothing/rows/x", "{}", 404, "not_found", "known are"),
                Arguments.of("admin", "PUT", "/v1/tables/secrets/rows/x", "{}", 403, "table_isolated", "daemon"),
                Arguments.of("admin", "GET", "/v1/tables/secrets/rows", "", 403, "table_isolated", "daemon"),
                Arguments.of("admin", "GET", "/v1/tables/secrets/snapshot", "", 403, "table_isolated", "daemon"),
                Arguments.of("viewer", "PUT", row, "{}", 403, "forbidden", "viewer"),
                Arguments.of("viewer", "GET", "/v1/tables/clicks/rows", "", 403, "forbidden", "viewer"),
                Arguments.of("viewer", "GET", "/v1/tables/clicks/rows/x/history", "", 403, "forbidden", "viewer"),
                Arguments.of("bot", "GET", "/v1/tables/clicks/snapshot", "", 403, "forbidden", "bot"),
                Arguments.of("user", "GET", "/v1/tables/keys/rows", "", 403, "forbidden", "user"),
                Arguments.of("admin", "GET", "/v1/tables/keys/rows", "", 404, "not_found", "routes of its own"),
                Arguments.of("admin", "PUT", "/v1/tables/questions/rows/x", "{}", 400, "invalid", "question.ask"),
                Arguments.of("admin", "PUT", "/v1/tables/clicks/rows/x", "{}", 403, "forbidden", "append-only"),
                Arguments.of("admin", "DELETE", "/v1/tables/clicks/rows/x", "{}", 403, "forbidden", "append-only"),
                Arguments.of(
                        "admin", "PATCH", "/v1/tables/runs/rows/x", "{'state':'done'}", 403, "forbidden", "as a whole"),
                Arguments.of("admin", "POST", "/v1/tables/tasks/rows", "{}", 403, "forbidden", "table.put"),
                Arguments.of(
                        "bot",
                        "PATCH",
                        "/v1/tables/tasks/rows/none",
                        "{'state':'done'}",
                        404,
                        "not_found",
                        "put it first"),
                Arguments.of("bot", "DELETE", "/v1/tables/tasks/rows/none", "{}", 404, "not_found", "none"),
                Arguments.of("bot", "DELETE", row, "{'force':true}", 400, "invalid", "\"force\"; it takes no fields"),
                Arguments.of("bot", "PATCH", row, "{}", 400, "invalid", "at least one field"),
                Arguments.of("bot", "PUT", row, "[]", 400, "invalid", "JSON object"),
                Arguments.of("bot", "PUT", row, "{'id':'y'}", 400, "invalid", "must be"),
                Arguments.of("bot", "PUT", row, "{'a':1,'a':2}", 400, "invalid", "uplicate"),
                Arguments.of("bot", "PUT", row, "{'note':'\\u0000'}", 400, "invalid", "NUL"),
                Arguments.of("bot", "PUT", "/v1/tables/tasks/rows/%20", "{}", 400, "invalid", "printable"),
                Arguments.of("bot", "PUT", "/v1/tables/tasks/rows/a%0Ab", "{}", 400, "invalid", "printable"),
                Arguments.of("bot", "PUT", "/v1/tables/tasks/rows/" + "x".repeat(201), "{}", 400, "invalid", "200"),
                Arguments.of("user", "GET", "/v1/tables/tasks/rows?colour=red", "", 400, "invalid", "state, urgent"),
                Arguments.of("user", "GET", "/v1/tables/tasks/rows?fields=red", "", 400, "invalid", "no field"),
                Arguments.of("user", "GET", "/v1/tables/tasks/rows?order=colour", "", 400, "invalid", "owner"),
                Arguments.of("user", "GET", "/v1/tables/tasks/rows?state=done&state=x", "", 400, "invalid", "twice"),
                Arguments.of("user", "GET", "/v1/tables/tasks/rows?limit=501", "", 400, "invalid", "500"),
                Arguments.of("user", "GET", "/v1/tables/tasks/rows?minVersion=x", "", 400, "invalid", "minVersion"),
                Arguments.of("user", "GET", "/v1/tables/tasks/rows?cursor=nonsense", "", 400, "invalid", "cursor"),
                Arguments.of(
                        "user",
                        "GET",
                        "/v1/tables/tasks/rows?asOf=yesterday",
                        "",
                        400,
                        "invalid",
                        "position or a time"),
                Arguments.of("user", "GET", "/v1/tables/tasks/rows?asOf=99999999", "", 400, "invalid", "newest event"),
                Arguments.of(
                        "user", "GET", "/v1/tables/tasks/rows/none", "", 404, "not_found", "/v1/tables/tasks/rows"),
                Arguments.of("user", "GET", "/v1/tables/tasks/rows/none?asOf=1", "", 404, "not_found", "as of 1"),
                Arguments.of("user", "GET", "/v1/tables/tasks/rows/none/history", "", 404, "not_found", "none"),
                Arguments.of(TestHub.NOBODY, "GET", "/v1/tables", "", 401, "unauthorized", ""));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void what_cannot_be_is_refused_with_the_reason(
            String role, String method, String path, String body, int status, String code, String detail) {
        Reply refused = method.equals("GET") ? hub.get(role, path) : send(role, method, path, body);

        assertThat(refused.expect(status).header("Content-Type")).contains("application/problem+json");
        assertThat(code(refused)).isEqualTo(code);
        assertThat(refused.json().path("detail").textValue()).contains(detail);
    }

    @Test
    void a_batch_shows_what_stands_in_the_way_up_to_a_limit() {
        List<Map<String, Object>> commands = new ArrayList<>();
        for (int i = 0; i < 90; i++) {
            send("user", "PUT", "/v1/tables/tasks/rows/big" + i, "{'note':'" + "x".repeat(60_000) + "'}")
                    .expect(201);
            commands.add(Map.of(
                    "id", Ids.next(), "command", "table.delete", "target", "tasks/big" + i, "expectedVersion", 7));
        }

        JsonNode results = hub.post("user", "/v1/commands", Map.of("commands", commands))
                .expect(200)
                .json()
                .path("results");

        assertThat(results).hasSize(90).allSatisfy(result -> assertThat(
                        result.at("/problem/current/version").intValue())
                .isEqualTo(1));
        assertThat(results.findValues("resource")).hasSizeBetween(2, Limits.BATCH_CONFLICT_BYTES_MAX / 60_000);
    }

    @Test
    void appending_twice_with_one_idempotency_key_makes_one_row() {
        String id = Ids.next();

        Reply first = send("bot", "POST", "/v1/tables/clicks/rows", "{'note':'x'}", "Idempotency-Key", id)
                .expect(201);
        Reply again = send("bot", "POST", "/v1/tables/clicks/rows", "{'note':'x'}", "Idempotency-Key", id)
                .expect(201);

        assertThat(first.json()).isEqualTo(again.json());
        assertThat(first.json().path("key").textValue()).isEqualTo(id);
        assertThat(first.header("Location")).contains("/v1/tables/clicks/rows/" + id);
    }

    @Test
    void the_tables_are_listed_for_whoever_may_read_them() {
        put("bot", key, "{'state':'running'}").expect(201);
        JsonNode forBot = hub.get("bot", "/v1/tables").expect(200).json().path("items");
        JsonNode forViewer = hub.get("viewer", "/v1/tables").expect(200).json().path("items");
        JsonNode rows = hub.get("bot", "/v1/tables/tasks/rows?limit=500").json().path("items");

        assertThat(forBot.findValuesAsText("name")).contains("notifications", "questions", "tasks", "runs");
        assertThat(forBot.findValuesAsText("name")).doesNotContain("clicks", "secrets", "keys");
        JsonNode tasks = named("tasks", forBot);
        assertThat(tasks.path("change").textValue()).isEqualTo("merge");
        assertThat(tasks.path("key").textValue()).isEqualTo("id");
        assertThat(tasks.path("why").textValue()).isEqualTo("a test");
        assertThat(tasks.path("rows").intValue()).isEqualTo(rows.size());
        assertThat(tasks.at("/fields/state/enum")).hasSize(3);
        assertThat(tasks.path("required").toString()).isEqualTo("[\"id\"]");
        assertThat(tasks.path("writable").booleanValue()).isTrue();
        assertThat(named("tasks", forViewer).path("writable").booleanValue()).isFalse();
        assertThat(tasks.path("events").toString()).isEqualTo("[\"tasks.*\"]");
        assertThat(named("questions", forBot).path("events").toString()).isEqualTo("[\"question.*\"]");
        assertThat(named("questions", forBot).path("change").textValue()).isEqualTo("commands");
        assertThat(named("questions", forBot).path("writable").booleanValue()).isFalse();
    }

    @Test
    void the_history_of_a_row_says_who_changed_what_newest_first() {
        put("bot", key, "{'state':'running','note':null}").expect(201);
        hub.clock().advance(Duration.ofMinutes(1));
        send("user", "PATCH", rowPath("tasks", key), "{'state':'done','owner':'jane'}")
                .expect(200);
        hub.delete("user", rowPath("tasks", key)).expect(200);

        JsonNode history = hub.get("viewer", rowPath("tasks", key) + "/history")
                .expect(200)
                .json();
        JsonNode firstPage =
                hub.get("viewer", rowPath("tasks", key) + "/history?limit=2").json();
        String rest = rowPath("tasks", key) + "/history?limit=2&cursor="
                + firstPage.path("nextCursor").textValue();

        assertThat(history.path("items").findValuesAsText("type"))
                .containsExactly("tasks.deleted", "tasks.patched", "tasks.put");
        assertThat(history.at("/items/1/by").textValue()).isEqualTo("user");
        assertThat(history.at("/items/1/changes").toString())
                .isEqualTo("[{\"field\":\"state\",\"before\":\"running\",\"after\":\"done\"},"
                        + "{\"field\":\"owner\",\"after\":\"jane\"}]");
        assertThat(history.at("/items/2/changes").toString())
                .contains("{\"field\":\"note\",\"after\":null}")
                .doesNotContain("before");
        assertThat(history.at("/items/0/changes")).hasSize(4).allSatisfy(change -> assertThat(change.has("after"))
                .isFalse());
        assertThat(firstPage.path("items")).hasSize(2);
        assertThat(hub.get("viewer", rest).expect(200).json().path("items").findValuesAsText("type"))
                .containsExactly("tasks.put");
    }

    @Test
    void a_row_is_shown_as_it_was_at_a_position_and_at_a_time() {
        long made = position(put("bot", key, "{'state':'running'}").expect(201));
        String then = hub.clock().instant().toString();
        hub.clock().advance(Duration.ofMinutes(1));
        put("bot", key, "{'state':'done'}").expect(200);

        for (String asOf : List.of(Long.toString(made), then)) {
            Reply before =
                    hub.get("viewer", rowPath("tasks", key) + "?asOf=" + asOf).expect(200);
            assertThat(before.json().at("/row/state").textValue()).isEqualTo("running");
            assertThat(before.header("ETag")).contains("\"1\"");
            JsonNode list = hub.get("viewer", "/v1/tables/tasks/rows?limit=500&state=running&asOf=" + asOf)
                    .expect(200)
                    .json();
            assertThat(list.path("items").findValuesAsText("key")).contains(key);
        }
        hub.get("viewer", rowPath("tasks", key) + "?asOf=" + (made - 1)).expect(404);
    }

    @Test
    void built_in_tables_are_read_like_any_other_also_as_they_were() {
        Reply asked = hub.post("daemon", "/v1/questions", Map.of("prompt", "Which?", "options", List.of("a", "b")))
                .expect(201);
        String id = asked.json().path("id").textValue();
        hub.post("daemon", "/v1/notifications", Map.of("title", "x" + key)).expect(201);
        Reply answered = hub.post("user", "/v1/questions/" + id + "/answer", Map.of("value", "a"))
                .expect(200);

        JsonNode now =
                hub.get("viewer", "/v1/tables/questions/rows/" + id).expect(200).json();
        JsonNode then = hub.get("viewer", "/v1/tables/questions/rows/" + id + "?asOf=" + position(asked))
                .expect(200)
                .json();
        JsonNode titled = hub.get("viewer", "/v1/tables/notifications/rows?title=x" + key)
                .expect(200)
                .json();
        JsonNode history = hub.get("viewer", "/v1/tables/questions/rows/" + id + "/history")
                .expect(200)
                .json();

        assertThat(now.path("row")).isEqualTo(answered.json());
        assertThat(now.path("position").longValue()).isEqualTo(position(answered));
        assertThat(now.path("createdBy").textValue()).isEqualTo("daemon");
        assertThat(now.path("updatedBy").textValue()).isEqualTo("user");
        assertThat(then.path("row")).isEqualTo(asked.json());
        assertThat(then.path("version").intValue()).isEqualTo(1);
        assertThat(titled.at("/items/0/row/title").textValue()).isEqualTo("x" + key);
        assertThat(history.at("/items/0/changes").findValuesAsText("field")).contains("state", "answer");
    }

    @Test
    void the_events_of_a_table_are_chosen_by_its_name_and_shown_to_its_readers_alone() {
        long before = position(put("bot", key, "{'state':'running'}").expect(201));
        send("bot", "PATCH", rowPath("tasks", key), "{'state':'done','note':null}")
                .expect(200);
        send("bot", "POST", "/v1/tables/clicks/rows", "{'note':'x'}").expect(201);

        JsonNode tasks = hub.get("viewer", "/v1/events?types=tasks.*&after=" + before)
                .expect(200)
                .json();
        JsonNode all =
                hub.get("viewer", "/v1/events?after=" + before).expect(200).json();
        JsonNode forUser = hub.get("user", "/v1/events?types=clicks.appended&after=" + before)
                .expect(200)
                .json();

        assertThat(tasks.at("/events")).hasSize(1);
        assertThat(tasks.at("/events/0/data").toString()).isEqualTo("{\"fields\":{\"state\":\"done\"},\"removed\":[]}");
        assertThat(all.at("/events").findValuesAsText("type")).containsExactly("tasks.patched");
        assertThat(forUser.at("/events")).hasSize(1);
    }

    private static JsonNode named(String name, JsonNode tables) {
        List<JsonNode> found = new ArrayList<>();
        tables.forEach(table -> {
            if (table.path("name").asText().equals(name)) found.add(table);
        });
        assertThat(found).hasSize(1);
        return found.get(0);
    }

    private static Reply put(String role, String key, String row) {
        return send(role, "PUT", rowPath("tasks", key), row);
    }

    private static Reply send(String role, String method, String path, String body, String... headers) {
        return hub.send(role, method, path, body.replace('\'', '"'), headers);
    }

    private static String rowPath(String table, String key) {
        return "/v1/tables/" + table + "/rows/"
                + URLEncoder.encode(key, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static long position(Reply reply) {
        return Long.parseLong(reply.header("Signalbox-Position").orElseThrow());
    }

    private static String code(Reply reply) {
        return reply.json().path("code").asText();
    }
}
