package dev.signalbox.hub.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.TestHub;
import dev.signalbox.hub.TestHub.Reply;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.Limits;
import dev.signalbox.wire.RowKey;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every limit of the HTTP door, at n and at n + 1. */
class LimitsTest {
    static TestHub hub;

    @BeforeAll
    static void start(@TempDir Path data) {
        hub = TestHub.start(data);
    }

    @AfterAll
    static void stop() {
        hub.close();
    }

    /** A character outside the basic plane is one, as JSON Schema and the API count. */
    @Test
    void characters_are_counted_as_the_api_says() {
        String thumb = "\ud83d\udc4d";
        Map<String, Map<String, Object>> longest = Map.of(
                "/v1/notifications", Map.of("title", thumb.repeat(500), "tags", List.of(thumb.repeat(200))),
                "/v1/questions", Map.of("kind", "text", "prompt", thumb.repeat(500)),
                "/v1/roadmap", Map.of("key", "THUMBS", "title", thumb.repeat(500), "estimate", thumb.repeat(200)));
        longest.forEach((path, body) -> hub.post("user", path, body).expect(201));

        assertThat(hub.post("user", "/v1/notifications", Map.of("title", thumb.repeat(501)))
                        .expect(400)
                        .text())
                .contains("title has 501 characters; at most 500 are allowed");
        hub.post("user", "/v1/notifications", Map.of("title", "x", "dedupKey", thumb.repeat(200)))
                .expect(201);
        hub.post("user", "/v1/notifications", Map.of("title", "x", "dedupKey", thumb.repeat(201)))
                .expect(400);
        assertThat(RowKey.isRowKey(thumb.repeat(200))).isTrue();
        assertThat(RowKey.isRowKey(thumb.repeat(201))).isFalse();
    }

    @Test
    void a_request_line() {
        assertThat(withRequestLine(Limits.URL_BYTES_MAX))
                .startsWith("HTTP/1.1 400 ")
                .contains("unknown query parameter");
        assertThat(withRequestLine(Limits.URL_BYTES_MAX + 1))
                .startsWith("HTTP/1.0 414 ")
                .contains("\"code\":\"uri_too_long\"")
                .contains("application/problem+json");
    }

    @Test
    void headers() {
        assertThat(withHeaders(Limits.HEADER_BYTES_MAX)).startsWith("HTTP/1.1 200 ");
        assertThat(withHeaders(Limits.HEADER_BYTES_MAX + 1))
                .startsWith("HTTP/1.1 431 ")
                .contains("\"code\":\"headers_too_large\"");
    }

    @Test
    void whoever_still_sends_a_head_over_the_limits_reads_why_it_is_refused() {
        int sent = 8 * 1024 * 1024;

        assertThat(withRequestLine(sent)).contains("\"code\":\"uri_too_long\"");
        assertThat(withHeaders(sent)).contains("\"code\":\"headers_too_large\"");
    }

    @Test
    void a_body_of_known_length() {
        post(BodyPublishers.ofByteArray(paddedTo(Limits.BODY_BYTES_MAX))).expect(201);
        Reply refused = post(BodyPublishers.ofByteArray(paddedTo(Limits.BODY_BYTES_MAX + 1)));

        assertThat(refused.expect(413).json().path("code").textValue()).isEqualTo("too_large");
    }

    @Test
    void a_body_in_chunks() {
        post(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(paddedTo(Limits.BODY_BYTES_MAX))))
                .expect(201);
        Reply refused =
                post(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(paddedTo(Limits.BODY_BYTES_MAX + 1))));

        assertThat(refused.expect(413).json().path("code").textValue()).isEqualTo("too_large");
    }

    @Test
    void a_connection_serves_on_after_a_body_that_was_too_large() {
        for (int i = 0; i < 3; i++) {
            post(BodyPublishers.ofByteArray(paddedTo(2 * Limits.BODY_BYTES_MAX)))
                    .expect(413);
        }

        hub.get("viewer", "/v1/whoami").expect(200);
    }

    @Test
    void the_data_of_an_event() {
        int rest = dataBytesOf(withData(""));

        Reply largest = withData("x".repeat(Limits.EVENT_DATA_BYTES_MAX - rest));
        Reply larger = withData("x".repeat(Limits.EVENT_DATA_BYTES_MAX - rest + 1));

        assertThat(dataBytesOf(largest)).isEqualTo(Limits.EVENT_DATA_BYTES_MAX);
        assertThat(larger.expect(413).json().path("code").textValue()).isEqualTo("too_large");
    }

    @Test
    void the_depth_of_the_json() {
        hub.post("daemon", "/v1/notifications", nested(Limits.JSON_DEPTH_MAX)).expect(201);

        hub.post("daemon", "/v1/notifications", nested(Limits.JSON_DEPTH_MAX + 1))
                .expect(400);
    }

    @Test
    void the_characters_of_a_number_and_of_a_field_name() {
        hub.post("daemon", "/v1/notifications", withMember("n", "1".repeat(Limits.JSON_NUMBER_CHARS_MAX)))
                .expect(201);
        hub.post("daemon", "/v1/notifications", withMember("n", "1".repeat(Limits.JSON_NUMBER_CHARS_MAX + 1)))
                .expect(400);
        hub.post("daemon", "/v1/notifications", withMember("n".repeat(Limits.JSON_NAME_CHARS_MAX), "1"))
                .expect(201);
        hub.post("daemon", "/v1/notifications", withMember("n".repeat(Limits.JSON_NAME_CHARS_MAX + 1), "1"))
                .expect(400);
    }

    @Test
    void an_idempotency_key() {
        String longest = "k".repeat(Limits.COMMAND_ID_CHARS_MAX);

        hub.post("daemon", "/v1/notifications", Map.of("title", "x"), "Idempotency-Key", longest)
                .expect(201);
        Reply longer = hub.post("daemon", "/v1/notifications", Map.of("title", "x"), "Idempotency-Key", longest + "k");
        Reply empty = hub.post("daemon", "/v1/notifications", Map.of("title", "x"), "Idempotency-Key", "\"\"");

        assertThat(longer.expect(400).json().path("detail").textValue()).contains("Idempotency-Key");
        empty.expect(400);
    }

    @Test
    void the_commands_of_a_batch() {
        Reply most = hub.post("daemon", "/v1/commands", Map.of("commands", commands(Limits.BATCH_COMMANDS_MAX)));
        Reply more = hub.post("daemon", "/v1/commands", Map.of("commands", commands(Limits.BATCH_COMMANDS_MAX + 1)));

        assertThat(most.expect(200).json().path("results")).hasSize(Limits.BATCH_COMMANDS_MAX);
        assertThat(more.expect(400).json().at("/errors/0/pointer").textValue()).isEqualTo("/commands");
    }

    @Test
    void the_items_of_a_list() {
        assertThat(hub.get("viewer", "/v1/events?limit=" + Limits.LIST_MAX).status())
                .isEqualTo(200);
        assertThat(hub.get("viewer", "/v1/events?limit=" + (Limits.LIST_MAX + 1))
                        .status())
                .isEqualTo(400);
    }

    private static String withRequestLine(int bytes) {
        String begin = "GET /v1/whoami?x=";
        String end = " HTTP/1.1";
        return RawHttp.exchange(
                hub.port(),
                begin + "y".repeat(bytes - begin.length() - end.length()) + end
                        + "\r\nHost: localhost\r\nConnection: close\r\nX-API-Key: " + hub.key("viewer") + "\r\n\r\n");
    }

    /** The limit counts the lines without their ends. */
    private static String withHeaders(int bytes) {
        List<String> lines =
                new ArrayList<>(List.of("Host: localhost", "Connection: close", "X-API-Key: " + hub.key("viewer")));
        int taken = lines.stream().mapToInt(String::length).sum();
        lines.add("X-Pad: " + "p".repeat(bytes - taken - "X-Pad: ".length()));
        return RawHttp.exchange(hub.port(), "GET /v1/whoami HTTP/1.1\r\n" + String.join("\r\n", lines) + "\r\n\r\n");
    }

    private static Reply post(BodyPublisher body) {
        return hub.send(
                "daemon",
                hub.request("daemon", "/v1/notifications", "Content-Type", "application/json")
                        .POST(body));
    }

    private static byte[] paddedTo(int bytes) {
        String json = "{\"title\":\"padded\"}";
        return (json + " ".repeat(bytes - json.length())).getBytes(StandardCharsets.UTF_8);
    }

    private static Reply withData(String text) {
        return hub.post("daemon", "/v1/notifications", Map.of("title", "sized", "data", Map.of("text", text)));
    }

    private static int dataBytesOf(Reply made) {
        String id = made.expect(201).json().path("id").textValue();
        JsonNode event = hub.get("viewer", "/v1/streams/notification/" + id).json();
        return Json.write(event.at("/events/0/data")).length;
    }

    /** A body with this many nested objects and arrays: the body, its data, and what is in it. */
    private static String nested(int depth) {
        int inner = depth - 2;
        return "{\"title\":\"deep\",\"data\":{\"a\":" + "[".repeat(inner) + "]".repeat(inner) + "}}";
    }

    private static String withMember(String name, String value) {
        return "{\"title\":\"x\",\"data\":{\"" + name + "\":" + value + "}}";
    }

    private static List<Map<String, Object>> commands(int count) {
        List<Map<String, Object>> commands = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            commands.add(Map.of("id", Ids.next(), "command", "notification.post", "body", Map.of("title", "n" + i)));
        }
        return commands;
    }
}
