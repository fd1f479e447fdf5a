package dev.signalbox.hub.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.Eventually;
import dev.signalbox.hub.RecordedLog;
import dev.signalbox.hub.TestHub;
import dev.signalbox.hub.TestHub.Reply;
import dev.signalbox.hub.http.route.Route;
import dev.signalbox.wire.Ids;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.logging.Level;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds for every route: ids, versions, positions, strictness, problems. */
class RoutesTest {
    static TestHub hub;

    @BeforeAll
    static void start(@TempDir Path data) {
        hub = TestHub.start(data);
    }

    @AfterAll
    static void stop() {
        hub.close();
    }

    @Test
    void a_create_answers_201_with_the_resource_its_place_its_version_and_the_position() {
        String id = Ids.next();

        Reply made = hub.post("daemon", "/v1/notifications", Map.of("id", id, "title", "built"));

        assertThat(made.expect(201).json().path("id").textValue()).isEqualTo(id);
        assertThat(made.header("Location")).contains("/v1/notifications/" + id);
        assertThat(made.header("ETag")).contains("\"1\"");
        assertThat(made.header("Content-Type")).contains("application/json");
        long position = Long.parseLong(made.header("Signalbox-Position").orElseThrow());
        JsonNode event = hub.get("viewer", "/v1/streams/notification/" + id).json();
        assertThat(event.at("/events/0/sequence").textValue()).isEqualTo("%019d".formatted(position));
        assertThat(hub.get("viewer", made.header("Location").orElseThrow())
                        .expect(200)
                        .header("ETag"))
                .contains("\"1\"");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void an_upload_that_breaks_off_is_no_error_of_the_hub(boolean reset) throws IOException {
        long before = refusedPosts();
        try (RecordedLog log = new RecordedLog();
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), hub.port())) {
            String head = "POST /v1/notifications HTTP/1.1\r\nHost: localhost\r\nX-API-Key: " + hub.key("daemon")
                    + "\r\nContent-Type: application/json\r\nContent-Length: 1000\r\nExpect: 100-continue\r\n\r\n";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            assertThat(socket.getInputStream().readNBytes(12)).asString().isEqualTo("HTTP/1.1 100");
            socket.getOutputStream().write("{\"title\":".getBytes(StandardCharsets.US_ASCII));

            socket.setSoLinger(reset, 0);
            socket.close();

            Eventually.until("the hub has noticed", () -> refusedPosts() == before + 1);
            assertThat(log.atLeast(Level.INFO)).isEmpty();
            assertThat(log.lines()).anyMatch(line -> line.contains("broke off"));
        }
    }

    private static long refusedPosts() {
        String counter =
                "signalbox_http_requests_seconds_count{method=\"POST\",route=\"/v1/notifications\",status=\"400\"} ";
        return hub.get(TestHub.NOBODY, "/metrics")
                .text()
                .lines()
                .filter(line -> line.startsWith(counter))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(counter.length())))
                .sum();
    }

    @ParameterizedTest
    @ValueSource(strings = {"%s", "\"%s\""})
    void repeating_a_command_under_its_key_quoted_or_bare_gives_the_first_answer(String form) {
        String key = form.formatted("build-" + Ids.next());

        Reply first = hub.post("daemon", "/v1/notifications", Map.of("title", "once"), "Idempotency-Key", key);
        Reply again = hub.post("daemon", "/v1/notifications", Map.of("title", "once"), "Idempotency-Key", key);

        assertThat(again.expect(201).json()).isEqualTo(first.expect(201).json());
        assertThat(again.header("Signalbox-Position")).isEqualTo(first.header("Signalbox-Position"));
    }

    @Test
    void an_id_in_the_body_makes_repeating_safe_too() {
        Map<String, String> body = Map.of("id", Ids.next(), "title", "once");

        Reply first = hub.post("daemon", "/v1/notifications", body);
        Reply again = hub.post("daemon", "/v1/notifications", body);

        assertThat(again.expect(201).json()).isEqualTo(first.expect(201).json());
    }

    @Test
    void the_same_id_with_other_content_is_refused() {
        String key = Ids.next();
        hub.post("daemon", "/v1/notifications", Map.of("title", "one"), "Idempotency-Key", key)
                .expect(201);

        Reply other = hub.post("daemon", "/v1/notifications", Map.of("title", "two"), "Idempotency-Key", key);

        assertThat(other.expect(409).json().path("code").textValue()).isEqualTo("idempotency_conflict");
    }

    @Test
    void a_stale_version_is_refused_with_what_is_there_now() {
        String id = post("watched");
        hub.post("user", "/v1/notifications/" + id + "/acknowledge", Map.of("comment", "mine"))
                .expect(200);

        Reply stale = hub.post("user", "/v1/notifications/" + id + "/resolve", "", "If-Match", "\"1\"");

        JsonNode problem = stale.expect(409).json();
        assertThat(problem.path("code").textValue()).isEqualTo("version_conflict");
        assertThat(problem.at("/current/version").longValue()).isEqualTo(2);
        assertThat(problem.at("/current/resource/comment").textValue()).isEqualTo("mine");
        assertThat(hub.get("viewer", "/v1/notifications/" + id)
                        .json()
                        .path("state")
                        .textValue())
                .isEqualTo("acknowledged");
    }

    @Test
    void the_present_version_passes() {
        String id = post("watched");

        Reply done = hub.post("user", "/v1/notifications/" + id + "/resolve", "", "If-Match", "\"1\"");

        assertThat(done.expect(200).header("ETag")).contains("\"2\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"3", "W/\"3\"", "*", "\"three\"", "\"-1\"", "\"1\", \"2\""})
    void if_match_takes_one_version_in_quotes(String tag) {
        String id = post("watched");

        Reply refused = hub.post("user", "/v1/notifications/" + id + "/resolve", "", "If-Match", tag);

        assertThat(refused.expect(400).json().path("detail").textValue()).contains("If-Match");
    }

    @Test
    void a_trace_id_becomes_the_correlation_of_the_event_and_a_malformed_one_is_ignored() {
        String trace = "0af7651916cd43dd8448eb211c80319c";

        Reply traced = hub.post(
                "daemon",
                "/v1/notifications",
                Map.of("title", "traced"),
                "traceparent",
                "00-" + trace + "-b7ad6b7169203331-01");
        Reply malformed = hub.post("daemon", "/v1/notifications", Map.of("title", "not"), "traceparent", "nonsense");

        assertThat(eventOf(traced).path("correlationid").textValue()).isEqualTo(trace);
        assertThat(eventOf(malformed).has("correlationid")).isFalse();
    }

    @Test
    void a_read_waits_until_the_tables_hold_the_position_that_the_reader_has_seen() {
        Reply made = hub.post("daemon", "/v1/notifications", Map.of("title", "mine"));
        String position = made.header("Signalbox-Position").orElseThrow();

        Reply read = hub.get("viewer", made.header("Location").orElseThrow(), "Signalbox-At-Least", position);
        Reply ahead = hub.getOnce("viewer", made.header("Location").orElseThrow(), "Signalbox-At-Least", "999999999");
        Reply nonsense = hub.get("viewer", made.header("Location").orElseThrow(), "Signalbox-At-Least", "soon");

        read.expect(200);
        assertThat(ahead.expect(503).json().path("code").textValue()).isEqualTo("projection_lagging");
        assertThat(ahead.header("Retry-After")).isPresent();
        nonsense.expect(400);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"title\": \"x\", \"colour\": \"red\"}              | /colour  | unknown field",
                "{\"title\": 5}                                       | /title   | expected a text",
                "{\"title\": \"x\", \"priority\": \"high\"}           | /priority| whole number",
                "{\"title\": \"x\", \"priority\": 2.5}                | /priority| whole number",
                "{\"title\": \"x\", \"tags\": \"one\"}                | /tags    | a list",
                "{\"title\": \"x\", \"title\": \"y\"}                 | `` | uplicate",
                "{\"title\": \"x\", \"data\": {\"a\": 1, \"a\": 2}}   | `` | uplicate",
                "{\"title\": \"x\"} {\"title\": \"y\"}                | `` | behind the end",
                "{\"title\": \"x\", \"data\": {\"n\": NaN}}           | `` | not valid JSON",
                "{\"title\": \"x\", \"data\": {\"n\": 1e999}}         | `` | not finite",
                "{\"title\": \"x\"                                    | `` | not valid JSON",
                "[]                                                   | `` | JSON object",
                "null                                                 | `` | JSON object",
                "{\"priority\": 3}                                    | /title   | required",
                "{\"title\": \"x\", \"expiresIn\": \"soon\"}          | /expiresIn | duration",
                "{\"id\": \"7\", \"title\": \"x\"}                    | /id      | UUID"
            })
    void a_malformed_body_is_refused_and_the_fault_is_named(String body, String pointer, String detail) {
        JsonNode problem =
                hub.post("daemon", "/v1/notifications", body).expect(400).json();

        assertThat(problem.path("code").textValue()).isEqualTo("invalid");
        assertThat(problem.path("detail").textValue()).contains(detail);
        if (!pointer.isEmpty()) {
            assertThat(problem.at("/errors/0/pointer").textValue()).isEqualTo(pointer.strip());
        }
    }

    @Test
    void bytes_that_are_not_utf_8_are_refused() {
        byte[] latin = {'{', '"', 't', 'i', 't', 'l', 'e', '"', ':', '"', (byte) 0xE4, '"', '}'};

        Reply refused = hub.send(
                "daemon",
                hub.request("daemon", "/v1/notifications", "Content-Type", "application/json")
                        .POST(BodyPublishers.ofByteArray(latin)));

        refused.expect(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"})
    void a_body_that_does_not_say_that_it_is_json_is_refused(String type) {
        Reply refused = hub.send(
                "daemon",
                hub.request("daemon", "/v1/notifications", "Content-Type", type)
                        .POST(BodyPublishers.ofString("{\"title\":\"x\"}")));

        assertThat(refused.expect(415).json().path("detail").textValue()).contains("application/json");
    }

    @Test
    void an_empty_body_is_an_object_without_fields() {
        String id = post("to close");

        hub.send(
                        "user",
                        hub.request("user", "/v1/notifications/" + id + "/resolve")
                                .POST(BodyPublishers.noBody()))
                .expect(200);
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/notifications?stat=all,            stat",
        "/v1/notifications?state=opened,        state",
        "/v1/notifications?state=open&state=all, state",
        "/v1/notifications?state=,              state",
        "/v1/notifications?limit=0,             limit",
        "/v1/notifications?limit=501,           limit",
        "/v1/notifications?limit=ten,           limit",
        "/v1/notifications?priority=6,          priority",
        "/v1/notifications?cursor=nonsense,     cursor",
        "/v1/whoami?key=sbx,                    key",
        "/v1/events?types=question,             types",
        "/v1/events?types=question.*;x,         types",
        "/v1/events?log=other,                  log",
        "/v1/events?subject=question,           subject",
        "/v1/events?after=nonsense,             after",
        "/v1/events?limit=501,                  limit"
    })
    void a_malformed_query_is_refused_and_the_parameter_is_named(String path, String parameter) {
        JsonNode problem = hub.get("viewer", path.strip()).expect(400).json();

        assertThat(problem.path("code").textValue()).isEqualTo("invalid");
        assertThat(problem.path("detail").textValue()).contains(parameter);
    }

    @Test
    void a_query_that_is_not_encoded_is_refused() {
        String answer = RawHttp.exchange(
                hub.port(),
                "GET /v1/notifications?tag=%zz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nX-API-Key: "
                        + hub.key("viewer") + "\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 400 ").contains("\"code\":\"invalid\"");
    }

    @Test
    void an_unknown_path_is_a_404_problem_and_a_wrong_method_a_405_that_names_the_right_ones() {
        Reply nowhere = hub.get("admin", "/v1/nowhere");
        Reply wrong = hub.delete("admin", "/v1/notifications");

        assertThat(nowhere.expect(404).json().path("code").textValue()).isEqualTo("not_found");
        assertThat(nowhere.header("Content-Type")).contains("application/problem+json");
        assertThat(wrong.expect(405).json().path("code").textValue()).isEqualTo("method_not_allowed");
        assertThat(wrong.header("Allow")).contains("GET, HEAD, POST");
    }

    @Test
    void a_thing_that_does_not_exist_is_a_404_and_a_mangled_id_too() {
        hub.get("viewer", "/v1/notifications/" + Ids.next()).expect(404);
        hub.get("viewer", "/v1/notifications/nonsense").expect(404);
        hub.post("user", "/v1/notifications/" + Ids.next() + "/resolve", Map.of())
                .expect(404);
    }

    @Test
    void every_answer_forbids_browsers_to_run_frame_guess_or_cache_it_and_none_grants_cors() {
        for (String path : new String[] {"/v1/whoami", "/v1/nowhere", "/health/live", "/openapi.yaml"}) {
            Reply reply = hub.get("viewer", path, "Origin", "https://evil.example");

            assertThat(reply.header("Content-Security-Policy").orElseThrow()).contains("default-src 'none'");
            assertThat(reply.header("X-Content-Type-Options")).contains("nosniff");
            assertThat(reply.header("Cache-Control")).contains("no-store");
            assertThat(reply.header("Referrer-Policy")).contains("no-referrer");
            assertThat(reply.header("Access-Control-Allow-Origin")).isEmpty();
        }
    }

    @Test
    void a_preflight_of_another_site_is_granted_nothing() {
        Reply preflight = hub.send(
                TestHub.NOBODY,
                hub.request(
                                TestHub.NOBODY,
                                "/v1/notifications",
                                "Origin",
                                "https://evil.example",
                                "Access-Control-Request-Method",
                                "POST")
                        .method("OPTIONS", BodyPublishers.noBody()));

        assertThat(preflight.expect(405).header("Access-Control-Allow-Origin")).isEmpty();
    }

    @Test
    void the_page_of_the_api_needs_no_key_and_runs_nothing_but_its_own_style() {
        Reply page = hub.get(TestHub.NOBODY, "/page/api").expect(200);

        assertThat(page.header("Content-Type")).contains("text/html; charset=utf-8");
        assertThat(page.header("Content-Security-Policy").orElseThrow())
                .contains("default-src 'none'")
                .contains("style-src 'sha256-")
                .doesNotContain("unsafe");
        assertThat(page.text())
                .contains("HUB=" + hub.url(), "href=\"../favicon.ico\"")
                .doesNotContain("<script", "{{", "7433");
        for (Route route : hub.hub().routes()) {
            assertThat(page.text()).contains("<code>" + route.method() + " " + route.path() + "</code>");
        }
        assertThat(hub.get(TestHub.NOBODY, "/favicon.ico").expect(200).header("Content-Type"))
                .contains("image/svg+xml");
    }

    @Test
    void whoami_tells_the_key_the_role_and_what_it_may() {
        JsonNode me = hub.get("daemon", "/v1/whoami").expect(200).json();

        assertThat(me.path("name").textValue()).isEqualTo("daemon");
        assertThat(me.path("role").textValue()).isEqualTo("daemon");
        assertThat(me.path("space").textValue()).isEqualTo("default");
        assertThat(hub.key("daemon")).contains("_" + me.path("key").textValue() + "_");
        assertThat(me.path("mayWrite").toString()).contains("question.ask").doesNotContain("question.answer");
        assertThat(me.path("mayRead").toString()).contains("notifications").doesNotContain("keys");
    }

    private static String post(String title) {
        return hub.post("daemon", "/v1/notifications", Map.of("title", title))
                .expect(201)
                .json()
                .path("id")
                .textValue();
    }

    private static JsonNode eventOf(Reply made) {
        String id = made.expect(201).json().path("id").textValue();
        return hub.get("viewer", "/v1/streams/notification/" + id).json().at("/events/0");
    }
}
