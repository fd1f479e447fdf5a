package dev.signalbox.hub.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.hub.TestHub;
import dev.signalbox.hub.table.TestTables;
import dev.signalbox.wire.Ids;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Heads of requests that say two things at once, or something that the hub does not do: byte by byte, as they come. */
class RequestHeadTest {
    private static final String ROWS = "/v1/tables/runs/rows/";

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

    @ParameterizedTest
    @CsvSource({"PUT, Content-Range", "PATCH, Content-Range", "POST, content-range", "DELETE, Content-Range"})
    void a_part_of_a_body_is_not_taken_for_the_whole(String method, String name) {
        String answer = write(method, name + ": bytes 0-1/100");

        assertThat(answer).startsWith("HTTP/1.1 400 ").contains("Content-Range");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "PUT", "PATCH", "POST", "DELETE", "HEAD"})
    void a_condition_that_nobody_here_knows_is_refused(String method) {
        for (String condition : new String[] {
            "If: (<urn:uuid:181d4fae-7d8c-11d0-a765-00a0c91e6bf2>)",
            "if: (Not <DAV:no-lock>)",
            "If-Schedule-Tag-Match: \"1\"",
            "If-Version: 3",
        }) {
            String answer = write(method, condition);

            assertThat(answer).as(condition).startsWith("HTTP/1.1 400 ");
            if (!method.equals("HEAD")) assertThat(answer).contains(condition.substring(0, condition.indexOf(':')));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Host: localhost\r\nHost: localhost",
                "Host: localhost\r\nhost: example.org",
                "Host: local host",
                "Host: localhost:port",
                "Host: localhost:99999",
                "Host: localhost, localhost",
                "Host: user@localhost",
                "Host: localhost/v1",
                "Host:",
                "X-None: of them",
            })
    void a_host_that_is_missing_malformed_or_named_twice_is_told_so(String lines) {
        for (String path : new String[] {"/v1/whoami", "/health/live", "/no/such/path", "/eventbus/info"}) {
            String answer = RawHttp.exchange(
                    hub.port(), "GET " + path + " HTTP/1.1\r\n" + lines + "\r\nConnection: close\r\n" + key() + "\r\n");

            assertThat(answer).as(path).startsWith("HTTP/1.1 400 ").contains("Host");
            assertThat(answer).as(path).doesNotContain("UTF-8");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Host: localhost", "Host: LOCALHOST:7433", "Host: 127.0.0.1:1", "Host: [::1]:80"})
    void a_host_is_taken_as_it_may_be_written(String line) {
        assertThat(RawHttp.exchange(
                        hub.port(),
                        "GET /v1/whoami HTTP/1.1\r\n" + line + "\r\nConnection: close\r\n" + key() + "\r\n"))
                .startsWith("HTTP/1.1 200 ");
    }

    @Test
    void http_1_0_may_leave_the_host_out() {
        assertThat(RawHttp.exchange(hub.port(), "GET /health/live HTTP/1.0\r\n\r\n"))
                .startsWith("HTTP/1.0 200 ");
    }

    @Test
    void two_keys_are_not_one_of_them() {
        String bot = hub.key("bot");
        String admin = hub.key("admin");
        String basic = Base64.getEncoder().encodeToString(("any:" + bot).getBytes(StandardCharsets.UTF_8));

        for (String lines : new String[] {
            "Authorization: Bearer " + bot + "\r\nAuthorization: Bearer " + admin,
            "Authorization: Bearer " + bot + "\r\nauthorization: Bearer " + bot,
            "X-API-Key: " + bot + "\r\nX-API-Key: " + admin,
            "Authorization: Bearer " + bot + "\r\nX-API-Key: " + admin,
            "Authorization: Basic " + basic + "\r\nX-API-Key: " + admin,
            "Authorization: Bearer sbx_bot_nonsense\r\nX-API-Key: " + admin,
        }) {
            for (String path : new String[] {"/v1/whoami", "/api/public/projects"}) {
                String answer = get(path, lines);

                assertThat(answer).as(path + " " + lines).startsWith("HTTP/1.1 400 ");
                assertThat(answer).containsAnyOf("Authorization", "X-API-Key").doesNotContain(bot, admin);
            }
        }
    }

    @Test
    void one_key_in_two_places_is_one() {
        String bot = hub.key("bot");
        String basic = Base64.getEncoder().encodeToString(("any:" + bot).getBytes(StandardCharsets.UTF_8));

        assertThat(get("/v1/whoami", "Authorization: Bearer " + bot + "\r\nX-API-Key: " + bot))
                .startsWith("HTTP/1.1 200 ");
        assertThat(get("/v1/whoami", "Authorization: Basic " + basic + "\r\nX-API-Key: " + bot))
                .startsWith("HTTP/1.1 200 ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "If-Match: \"1\"\r\nIf-Match: \"1\"",
                "If-None-Match: *\r\nIf-None-Match: *",
                "Idempotency-Key: a\r\nIdempotency-Key: b",
                "Idempotency-Key: a\r\nidempotency-key: a",
                "Content-Type: application/json\r\nContent-Type: text/plain",
                "Content-Type: application/json\r\nContent-Type: application/json",
                "Content-Encoding: identity\r\nContent-Encoding: gzip",
                "Content-Length: 2\r\nContent-Length: 2",
                "Content-Length: 2\r\nContent-Length: 3",
                "Origin: http://localhost\r\nOrigin: http://example.org",
                "Signalbox-Seen: a\r\nSignalbox-Seen: b",
                "Expect: 100-continue\r\nExpect: 100-continue",
            })
    void what_may_stand_once_and_stands_twice_is_refused_by_name(String lines) {
        String row = ROWS + Ids.next();
        String length = lines.startsWith("Content-Length") ? "" : "Content-Length: 2\r\n";
        String type = lines.startsWith("Content-Type") ? "" : "Content-Type: application/json\r\n";

        String answer = RawHttp.exchange(
                hub.port(),
                "PUT " + row + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + key() + type + length + lines
                        + "\r\n\r\n{}");

        assertThat(answer).startsWith("HTTP/1.1 400 ").contains(lines.substring(0, lines.indexOf(':')));
        hub.get("bot", row).expect(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Last-Event-ID: 1\r\nLast-Event-ID: 2",
                "Signalbox-At-Least: 1\r\nSignalbox-At-Least: 2",
                "If-Modified-Since: Sat, 29 Oct 1994 19:43:31 GMT\r\nIf-Modified-Since: Sat, 29 Oct 2044 19:43:31 GMT",
            })
    void a_read_that_says_two_things_is_refused_by_name(String lines) {
        assertThat(get("/v1/tables/runs/rows", lines + "\r\n" + key().strip()))
                .startsWith("HTTP/1.1 400 ")
                .contains(lines.substring(0, lines.indexOf(':')));
    }

    @Test
    void a_list_may_stand_in_several_lines() {
        String answer = get(
                "/v1/events?after=start",
                "Accept: application/json;q=0.1\r\nAccept: text/event-stream;q=0\r\n" + key().strip());
        assertThat(answer).startsWith("HTTP/1.1 200 ").containsIgnoringCase("content-type: application/json");

        String head = RawHttp.exchange(
                hub.port(),
                "HEAD /v1/events HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAccept: application/json;q=0.1\r\n"
                        + "Accept: text/event-stream\r\n" + key() + "\r\n");
        assertThat(head).containsIgnoringCase("content-type: text/event-stream");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/sessions/..",
                "/v1/sessions/.",
                "/v1/sessions/%2E%2e",
                "/v1/sessions/%2e",
                "/v1/traces/.%2E",
                "/v1/traces/../observations/x",
                "/v1/traces/x/observations/%2E./input",
                "/v1/tables/runs/rows/..",
                "/api/public/sessions/%2e%2e",
                "/v1/streams/session/..?log=traces",
            })
    void a_part_of_the_path_that_stands_for_a_folder_is_refused(String path) {
        assertThat(get(path, key().strip())).startsWith("HTTP/1.1 400 ").contains(" or ..", "sessionId");
    }

    @ParameterizedTest
    @ValueSource(strings = {"...", "..a", "a..", ".a", "..%2F..", "%2e%2e%2e"})
    void a_name_with_dots_is_a_name(String id) {
        assertThat(get("/v1/sessions/" + id, key().strip())).doesNotStartWith("HTTP/1.1 400 ");
    }

    @Test
    void a_session_of_two_dots_is_found_by_a_query() {
        String id = Ids.next();
        hub.post(
                        "daemon",
                        "/api/public/ingestion",
                        "{\"batch\":[{\"id\":\"" + Ids.next()
                                + "\",\"type\":\"trace-create\",\"timestamp\":\"2026-11-21T08:00:00Z\","
                                + "\"body\":{\"id\":\"" + id + "\",\"sessionId\":\"..\"}}]}")
                .expect(207);

        assertThat(hub.get("user", "/v1/traces?sessionId=..").expect(200).text())
                .contains(id);
    }

    @Test
    void a_length_beside_chunks_is_refused() {
        String row = ROWS + Ids.next();

        String answer = RawHttp.exchange(
                hub.port(),
                "PUT " + row + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + key()
                        + "Content-Type: application/json\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + "13\r\n{\"state\":\"running\"}\r\n0\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 400 ").contains("Content-Length");
        hub.get("bot", row).expect(404);
    }

    private static String write(String method, String line) {
        return RawHttp.exchange(
                hub.port(),
                method + " " + ROWS + "part HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + key()
                        + "Content-Type: application/json\r\nContent-Length: 2\r\n" + line + "\r\n\r\n{}");
    }

    private static String get(String path, String lines) {
        return RawHttp.exchange(
                hub.port(),
                "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + lines + "\r\n\r\n");
    }

    private static String key() {
        return "X-API-Key: " + hub.key("bot") + "\r\n";
    }
}
