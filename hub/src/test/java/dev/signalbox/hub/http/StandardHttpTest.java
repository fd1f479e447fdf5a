package dev.signalbox.hub.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.TestHub;
import dev.signalbox.hub.TestHub.Reply;
import dev.signalbox.hub.http.route.HookProtocol;
import dev.signalbox.hub.http.route.Permission;
import dev.signalbox.hub.http.route.Protocol;
import dev.signalbox.hub.http.route.Route;
import dev.signalbox.hub.table.TestTables;
import dev.signalbox.wire.Ids;
import io.vertx.core.http.HttpMethod;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What RFC 9110 says of every route: methods, preconditions, wishes for a type, bodies, and the bytes of a URL. */
class StandardHttpTest {
    private static final String ROWS = "/v1/tables/runs/rows";

    static TestHub hub;

    @BeforeAll
    static void start(@TempDir Path data) {
        hub = TestHub.start(data);
        hub.declare(TestTables.runs(), TestTables.tasks());
    }

    @AfterAll
    static void stop() {
        hub.close();
    }

    @TestFactory
    Stream<DynamicTest> head_answers_as_get_without_a_body_on() {
        return hub.hub().routes().stream()
                .filter(route -> route.method().equals(HttpMethod.GET))
                .map(Route::path)
                // What a tool says there by GET is written, so a look at its head judges nothing of it.
                .filter(path -> !path.equals("/v1/inbound/uptime-kuma"))
                .map(path -> DynamicTest.dynamicTest(path, () -> {
                    String url = path.replace("{table}", "runs").replaceAll("\\{\\w+}", "nothing");
                    Reply get = hub.get("admin", url);
                    Reply head = send("admin", "HEAD", url, null);

                    assertThat(head.status()).isEqualTo(get.status());
                    assertThat(head.text()).isEmpty();
                    assertThat(head.header("Content-Type")).isEqualTo(get.header("Content-Type"));
                    assertThat(head.header("ETag")).isEqualTo(get.header("ETag"));
                }));
    }

    @Test
    void head_says_how_long_the_answer_would_be() {
        assertThat(send(TestHub.NOBODY, "HEAD", "/health/live", null).header("Content-Length"))
                .isEqualTo(hub.get(TestHub.NOBODY, "/health/live").header("Content-Length"));
    }

    @Test
    void head_of_a_stream_begins_none() {
        Reply head = send("viewer", "HEAD", "/v1/events", null, "Accept", "text/event-stream");

        assertThat(head.expect(200).header("Content-Type")).contains("text/event-stream");
        assertThat(hub.get(TestHub.NOBODY, "/metrics").text().lines()).contains("signalbox_streams 0.0");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "DELETE | /v1/notifications          | GET, HEAD, POST",
                "DELETE | /v1/roadmap/history        | GET, HEAD",
                "PATCH  | /v1/traces/problems        | GET, HEAD",
                "DELETE | /v1/traces/problems        | GET, HEAD",
                "POST   | /v1/notifications/x        | GET, HEAD",
                "GET    | /v1/commands               | POST",
                "GET    | /v1/questions/x/answer     | POST",
                "POST   | /v1/tables/runs/rows/k     | DELETE, GET, HEAD, PATCH, PUT",
                "POST   | /health/live               | GET, HEAD",
                "PUT    | /v1/traces                 | GET, HEAD, POST",
                "PUT    | /api/public/scores         | GET, HEAD, POST",
            })
    void a_wrong_method_is_told_which_ones_the_path_takes(String method, String path, String allowed) {
        assertThat(send("admin", method, path, null).expect(405).header("Allow"))
                .contains(allowed);
    }

    @TestFactory
    Stream<DynamicTest> no_route_that_writes_passes_a_precondition_over() {
        Map<String, String> conditions = Map.of(
                "If-Match", "\"99\"",
                "If-None-Match", "*",
                "If-Unmodified-Since", "Sat, 29 Oct 1994 19:43:31 GMT",
                "If-Modified-Since", "Sat, 29 Oct 1994 19:43:31 GMT");
        List<DynamicTest> tests = new ArrayList<>();
        for (Route route : hub.hub().routes()) {
            if (route.method().equals(HttpMethod.GET)) continue;
            conditions.forEach((name, value) -> tests.add(DynamicTest.dynamicTest(
                    route.method() + " " + route.path() + " " + name, () -> refuses(route, name, value))));
        }
        return tests.stream();
    }

    private static void refuses(Route route, String name, String value) {
        String path = route.path().replace("{table}", "runs").replaceAll("\\{\\w+}", "nothing");
        String role = route.permission() instanceof Permission.AnyKey ? "bot" : "admin";
        Reply reply = send(role, route.method().name(), path, body(route), name, value);

        boolean heeds = route.conditional() && (name.equals("If-Match") || name.equals("If-None-Match"));
        if (heeds) assertThat(reply.status()).isIn(200, 201, 400, 403, 404, 409);
        else if (route.protocol() == Protocol.OWN)
            assertThat(reply.expect(400).text()).contains(name);
        else if (route.protocol() instanceof HookProtocol)
            assertThat(reply.header(HookProtocol.PROBLEM)).contains("invalid");
        else assertThat(reply.status()).isBetween(400, 499);
    }

    private static String body(Route route) {
        return route.path().equals("/v1/commands") ? "{\"commands\":[]}" : "{}";
    }

    @Test
    void if_none_match_any_creates_and_never_overwrites() {
        String row = ROWS + "/" + Ids.next();

        send("bot", "PUT", row, "{\"state\":\"running\"}", "If-None-Match", "*").expect(201);
        Reply again = send("bot", "PUT", row, "{\"state\":\"done\"}", "If-None-Match", "*");

        assertThat(again.expect(409).json().path("code").textValue()).isEqualTo("version_conflict");
        assertThat(hub.get("bot", row).json().at("/row/state").textValue()).isEqualTo("running");
    }

    @Test
    void a_deletion_of_what_is_gone_is_no_read_that_is_not_modified() {
        String row = ROWS + "/" + Ids.next();
        send("bot", "PUT", row, "{\"state\":\"running\"}").expect(201);
        send("bot", "DELETE", row, null).expect(200);

        assertThat(send("bot", "DELETE", row, null, "If-None-Match", "*").status())
                .isNotEqualTo(304);
    }

    @Test
    void a_version_is_judged_also_where_there_is_nothing_left_to_do() {
        String row = ROWS + "/" + Ids.next();
        send("bot", "PUT", row, "{\"state\":\"running\"}").expect(201);
        send("bot", "DELETE", row, null).expect(200);
        String notification = "/v1/notifications/" + made("daemon", "/v1/notifications", "{\"title\":\"done\"}");
        send("user", "POST", notification + "/acknowledge", "{}").expect(200);
        String resolved = "/v1/notifications/" + made("daemon", "/v1/notifications", "{\"title\":\"gone\"}");
        send("daemon", "POST", resolved + "/resolve", "{}").expect(200);
        String question =
                "/v1/questions/" + made("daemon", "/v1/questions", "{\"prompt\":\"well?\",\"kind\":\"text\"}");
        send("daemon", "POST", question + "/cancel", "{}").expect(200);
        String item = "/v1/roadmap/" + made("user", "/v1/roadmap", "{\"key\":\"built\",\"title\":\"built\"}");
        send("user", "DELETE", item, null, "If-Match", "\"1\"").expect(200);
        String key = "/v1/keys/" + made("admin", "/v1/keys", "{\"name\":\"gone\",\"role\":\"viewer\"}");
        send("admin", "DELETE", key, null).expect(200);

        for (String[] again : new String[][] {
            {"bot", "DELETE", row},
            {"user", "POST", notification + "/acknowledge"},
            {"daemon", "POST", resolved + "/resolve"},
            {"daemon", "POST", question + "/cancel"},
            {"user", "DELETE", item},
            {"admin", "DELETE", key},
        }) {
            for (String version : new String[] {"\"99\"", "\"1\""}) {
                Reply stale = send(again[0], again[1], again[2], "{}", "If-Match", version);

                assertThat(stale.status())
                        .as(again[2] + " " + version + " " + stale)
                        .isEqualTo(409);
                assertThat(stale.json().path("code").textValue()).isEqualTo("version_conflict");
            }
        }
        send("bot", "DELETE", row, null, "If-Match", "\"2\"").expect(200);
    }

    private static String made(String role, String path, String body) {
        return send(role, "POST", path, body).expect(201).json().path("id").textValue();
    }

    @TestFactory
    Stream<DynamicTest> a_field_that_nobody_knows_is_told_beside_those_that_are_known_on() {
        return hub.hub().routes().stream()
                .filter(route -> !route.method().equals(HttpMethod.GET) && route.protocol() == Protocol.OWN)
                .map(route -> DynamicTest.dynamicTest(route.method() + " " + route.path(), () -> {
                    String path = route.path().replace("{table}", "tasks").replaceAll("\\{\\w+}", "nothing");
                    String role = route.permission() instanceof Permission.AnyKey ? "bot" : "admin";

                    Reply refused = send(role, route.method().name(), path, "{\"colour\":\"red\"}");

                    assertThat(refused.text()).doesNotContainPattern("known are *[\";.)]");
                    if (refused.text().contains("takes no fields"))
                        assertThat(refused.status()).isEqualTo(400);
                }));
    }

    @ParameterizedTest
    @CsvSource({"If-Match, *", "If-Match, W/\"1\"", "If-Match, '\"1\", \"2\"'", "If-None-Match, \"1\"", "If-Match, 1"})
    void a_condition_that_the_hub_cannot_judge_is_refused_by_name(String name, String value) {
        String row = ROWS + "/" + Ids.next();
        send("bot", "PUT", row, "{\"state\":\"running\"}").expect(201);

        Reply refused = send("bot", "PUT", row, "{\"state\":\"done\"}", name, value);

        assertThat(refused.expect(400).text()).contains(name);
        assertThat(hub.get("bot", row).json().at("/row/state").textValue()).isEqualTo("running");
    }

    @Test
    void two_conditions_and_one_that_stands_twice_are_refused() {
        String row = ROWS + "/" + Ids.next();

        send("bot", "PUT", row, "{}", "If-Match", "\"0\"", "If-None-Match", "*").expect(400);
        send("bot", "PUT", row, "{}", "If-Match", "\"0\"", "If-Match", "\"1\"").expect(400);
        hub.get("bot", row).expect(404);
    }

    @Test
    void a_read_is_not_modified_when_the_caller_has_it() {
        String row = ROWS + "/" + Ids.next();
        send("bot", "PUT", row, "{\"state\":\"running\"}").expect(201);

        for (String has : new String[] {"\"1\"", "W/\"1\"", "\"7\", \"1\"", "*"}) {
            Reply same = hub.get("bot", row, "If-None-Match", has);
            assertThat(same.expect(304).text()).as(has).isEmpty();
            assertThat(same.header("ETag")).contains("\"1\"");
        }
        assertThat(hub.get("bot", row, "If-None-Match", "\"2\"")
                        .expect(200)
                        .json()
                        .at("/row/state"))
                .isNotNull();
        hub.get("bot", row, "If-Match", "\"1\"").expect(400);
        hub.get("bot", row, "If-Modified-Since", "Sat, 29 Oct 2044 19:43:31 GMT")
                .expect(200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "text/event-stream;q=0, application/json      | application/json",
                "application/json, text/event-stream;q=0.1    | application/json",
                "application/json;q=0.2, text/event-stream    | text/event-stream",
                "TEXT/EVENT-STREAM                            | text/event-stream",
                "Text/Event-Stream; charset=utf-8             | text/event-stream",
                "text/event-stream, */*                       | text/event-stream",
                "*/*                                          | application/json",
                "application/text/event-stream-not            | application/json",
                "application/json, text/event-stream          | application/json",
                "text/event-stream, application/json          | text/event-stream",
                "text/html                                    | application/json",
            })
    void accept_is_read_by_weight_and_in_any_case(String accept, String given) {
        assertThat(send("viewer", "HEAD", "/v1/events", null, "Accept", accept)
                        .expect(200)
                        .header("Content-Type"))
                .contains(given);
    }

    @TestFactory
    Stream<DynamicTest> a_body_that_was_lost_is_no_write_on() {
        return hub.hub().routes().stream()
                .filter(route -> !route.method().equals(HttpMethod.GET))
                .filter(route -> !route.method().equals(HttpMethod.DELETE))
                .filter(route -> route.protocol() == Protocol.OWN)
                .map(route -> DynamicTest.dynamicTest(route.method() + " " + route.path(), () -> {
                    String path = route.path().replace("{table}", "tasks").replaceAll("\\{\\w+}", "nothing");
                    String role = route.permission() instanceof Permission.AnyKey ? "bot" : "admin";

                    boolean needsNone = route.path()
                            .matches(
                                    ".*/(acknowledge|resolve|cancel|rebuild|allow|rotate|backups|scrub|verify|drill|unseal|tickets|sign-ins|disable|enable|retry)");
                    String[] typed = {"Content-Type", "application/json"};
                    for (String[] type : needsNone ? new String[][] {typed} : new String[][] {{}, typed}) {
                        Reply lost = hub.send(
                                role,
                                hub.request(role, path, type)
                                        .method(route.method().name(), BodyPublishers.noBody()));
                        assertThat(lost.expect(400).text())
                                .containsAnyOf("the body is empty", "is required", "say where to");
                    }
                }));
    }

    @Test
    void a_wish_that_needs_no_body_is_done_without_one_and_not_with_a_lost_one() {
        String posted = send("bot", "POST", "/v1/notifications", "{\"title\":\"n\"}")
                .expect(201)
                .json()
                .path("id")
                .textValue();
        String wish = "POST /v1/notifications/" + posted + "/acknowledge HTTP/1.1\r\nHost: localhost\r\n"
                + "Connection: close\r\nX-API-Key: " + hub.key("user") + "\r\n";
        String json = "Content-Type: application/json\r\n";

        for (String lost : new String[] {
            json + "Content-Length: 0\r\n\r\n",
            json.replace("json", "JSON; charset=utf-8") + "Content-Length: 0\r\n\r\n",
            json + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
        }) {
            assertThat(RawHttp.exchange(hub.port(), wish + lost))
                    .startsWith("HTTP/1.1 400 ")
                    .contains("the body is empty");
        }
        assertThat(hub.get("user", "/v1/notifications/" + posted)
                        .json()
                        .path("state")
                        .textValue())
                .isNotEqualTo("acknowledged");
        for (String none : new String[] {"\r\n", "Content-Length: 0\r\n\r\n", json + "Content-Length: 2\r\n\r\n{}"})
            assertThat(RawHttp.exchange(hub.port(), wish + none)).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void a_row_stays_when_the_body_of_its_put_was_lost() {
        String row = ROWS + "/" + Ids.next();
        send("bot", "PUT", row, "{\"state\":\"running\"}").expect(201);

        send("bot", "PUT", row, "").expect(400);

        JsonNode kept = hub.get("bot", row).json();
        assertThat(kept.path("version").asLong()).isEqualTo(1);
        assertThat(kept.at("/row/state").textValue()).isEqualTo("running");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "M%FCller",
                "M%F6ller",
                "%ff",
                "%fe",
                "%C3",
                "%C0%80",
                "%ED%A0%80",
                "M\u00FCller",
                "a%2",
                "%zz",
                "%"
            })
    void bytes_of_a_url_that_are_no_utf8_are_refused(String key) {
        for (String target : new String[] {ROWS + "/" + key, ROWS + "?state=" + key, "/api/public/traces/" + key}) {
            String answer = RawHttp.exchange(
                    hub.port(),
                    "GET " + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nX-API-Key: "
                            + hub.key("bot") + "\r\n\r\n");

            assertThat(answer).as(target).startsWith("HTTP/1.1 400 ").contains("UTF-8");
        }
    }

    @Test
    void keys_of_all_scripts_are_taken_encoded() {
        for (String key : new String[] {"M%C3%BCller", "%F0%9F%91%8D", "a%2Fb", "100%25", "%E4%B8%AD"}) {
            send("bot", "PUT", ROWS + "/" + key, "{\"state\":\"running\"}").expect(201);
            hub.get("bot", ROWS + "/" + key).expect(200);
        }
    }

    @Test
    void a_key_is_taken_with_an_encoded_space_before_it() {
        String header = "Bearer%20" + hub.key("viewer");

        Reply who = hub.send(
                TestHub.NOBODY,
                hub.request(TestHub.NOBODY, "/v1/whoami", "Authorization", header)
                        .GET());

        assertThat(who.expect(200).json().path("role").textValue()).isEqualTo("viewer");
    }

    private static Reply send(String role, String method, String path, String body, String... headers) {
        var request = hub.request(role, path, headers);
        if (body == null) return hub.send(role, request.method(method, BodyPublishers.noBody()));
        return hub.send(
                role,
                request.method(method, BodyPublishers.ofString(body)).setHeader("Content-Type", "application/json"));
    }
}
