package dev.signalbox.hub.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.hub.TestHub;
import dev.signalbox.hub.TestHub.Reply;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.Limits;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the door for agents answers to messages themselves, of both eras, good and bad. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class McpMessagesTest {
    private static final String META = "io.modelcontextprotocol/";

    static TestHub hub;
    static McpSpeaker agent;

    @BeforeAll
    static void start(@TempDir Path folder) {
        hub = TestHub.start(folder);
        agent = McpSpeaker.modern(hub, "daemon");
    }

    @AfterAll
    static void stop() {
        hub.close();
    }

    @Nested
    class Of_the_newest_revision {
        @Test
        void discovery_tells_who_is_here_and_may_be_kept() {
            JsonNode result =
                    agent.send("server/discover", Map.of()).expect(200).json().path("result");

            assertThat(result.path("resultType").asText()).isEqualTo("complete");
            assertThat(result.path("supportedVersions").path(0).asText()).isEqualTo(McpSpeaker.NEWEST);
            assertThat(result.path("capabilities")).hasToString("{\"tools\":{}}");
            assertThat(result.path("instructions").asText()).contains("await_answer");
            assertThat(result.path("ttlMs").isIntegralNumber()).isTrue();
            assertThat(result.path("cacheScope").asText()).isEqualTo("public");
            assertThat(result.path("_meta")
                            .path(META + "serverInfo")
                            .path("name")
                            .asText())
                    .isEqualTo("signalbox");
        }

        @Test
        void the_list_of_tools_is_that_of_the_key() {
            JsonNode mine =
                    agent.send("tools/list", Map.of()).expect(200).json().path("result");
            JsonNode persons = McpSpeaker.modern(hub, "user")
                    .send("tools/list", Map.of())
                    .json()
                    .path("result");

            assertThat(mine.path("cacheScope").asText()).isEqualTo("private");
            assertThat(mine.path("tools").findValuesAsText("name"))
                    .contains("ask", "await_answer", "notify", "inbox")
                    .doesNotContain("answer");
            assertThat(persons.path("tools").findValuesAsText("name")).contains("answer");
            mine.path("tools").forEach(tool -> {
                assertThat(tool.path("annotations").has("readOnlyHint"))
                        .as(tool.toString())
                        .isTrue();
                assertThat(tool.path("inputSchema").path("type").asText()).isEqualTo("object");
                assertThat(tool.path("description").asText()).isNotEmpty();
            });
        }

        @Test
        void an_unknown_method_is_answered_at_once() {
            for (String method : List.of("nothing", "initialize", "ping", "prompts/list", "resources/list")) {
                Reply reply = agent.send(method, Map.of()).expect(404);

                assertThat(reply.json().at("/error/code").intValue()).as(method).isEqualTo(Fault.METHOD_NOT_FOUND);
                assertThat(reply.json().path("id").intValue()).isEqualTo(7);
            }
        }

        @Test
        void another_revision_is_refused_with_those_that_are_spoken() {
            ObjectNode message = McpSpeaker.request("tools/list", Map.of());
            agent.putMeta(message);
            message.withObject("/params/_meta").put(META + "protocolVersion", "1900-01-01");

            JsonNode error = agent.post(
                            message, Map.of("MCP-Protocol-Version", "1900-01-01", "Mcp-Method", "tools/list"))
                    .expect(400)
                    .json()
                    .path("error");

            assertThat(error.path("code").intValue()).isEqualTo(Fault.UNSUPPORTED_VERSION);
            assertThat(error.at("/data/supported"))
                    .hasToString("[\"2026-07-28\",\"2025-11-25\",\"2025-06-18\",\"2025-03-26\"]");
            assertThat(error.at("/data/requested").asText()).isEqualTo("1900-01-01");
        }

        @ParameterizedTest
        @CsvSource({
            "MCP-Protocol-Version, ",
            "MCP-Protocol-Version, 2025-11-25",
            "Mcp-Method, ",
            "Mcp-Method, tools/list",
            "Mcp-Method, TOOLS/CALL",
            "Mcp-Name, ",
            "Mcp-Name, ask",
            "Mcp-Name, =?base64?YXNr?=",
            "Mcp-Name, =?base64?bm90?=",
            "Mcp-Name, =?base64?bm90aWZ5=?=",
        })
        void a_header_that_differs_from_the_message_is_refused(String name, String value) {
            Map<String, String> headers = headers();
            if (value == null) headers.remove(name);
            else headers.put(name, value);

            JsonNode error = agent.post(notice(), headers).expect(400).json().path("error");

            assertThat(error.path("code").intValue()).isEqualTo(Fault.HEADER_MISMATCH);
            assertThat(error.path("message").asText()).contains(name);
        }

        @Test
        void a_name_may_come_as_base64() {
            Map<String, String> headers = headers();
            String base64 = Base64.getEncoder().encodeToString("notify".getBytes(StandardCharsets.UTF_8));
            headers.put("Mcp-Name", "=?base64?" + base64 + "?=");

            agent.post(notice(), headers).expect(200);
        }

        @Test
        void a_header_that_is_given_twice_is_refused() {
            var twice = agent.bare(notice(), headers());
            var request = HttpRequest.newBuilder(twice, (name, value) -> true)
                    .header("Mcp-Name", "ask")
                    .build();

            Reply refused = TestHub.send(request).expect(400);

            assertThat(refused.json().at("/error/code").intValue()).isEqualTo(Fault.HEADER_MISMATCH);
        }

        @Test
        void what_the_client_can_must_be_said() {
            ObjectNode message = notice();
            message.withObject("/params/_meta").remove(META + "clientCapabilities");

            assertThat(agent.post(message, headers())
                            .expect(400)
                            .json()
                            .at("/error/code")
                            .intValue())
                    .isEqualTo(Fault.INVALID_PARAMS);
        }

        @Test
        void responses_have_no_place() {
            ObjectNode response = Json.object().put("jsonrpc", "2.0").put("id", "x");
            response.putObject("result");

            Reply refused = agent.post(response, Map.of("MCP-Protocol-Version", McpSpeaker.NEWEST));

            assertThat(refused.expect(400).json().at("/error/code").intValue()).isEqualTo(Fault.INVALID_REQUEST);
        }

        private ObjectNode notice() {
            ObjectNode message =
                    McpSpeaker.request("tools/call", Map.of("name", "notify", "arguments", Map.of("title", "x")));
            agent.putMeta(message);
            return message;
        }

        private Map<String, String> headers() {
            return new HashMap<>(Map.of(
                    "MCP-Protocol-Version", McpSpeaker.NEWEST, "Mcp-Method", "tools/call", "Mcp-Name", "notify"));
        }
    }

    @Nested
    class Of_an_earlier_revision {
        @ParameterizedTest
        @CsvSource({
            "2025-11-25, 2025-11-25",
            "2025-06-18, 2025-06-18",
            "2025-03-26, 2025-03-26",
            "2024-11-05, 2025-11-25"
        })
        void the_handshake_agrees_on_a_revision(String wished, String agreed) {
            McpSpeaker client = McpSpeaker.earlier(hub.url(), hub.key("daemon"), wished, Map.of());

            assertThat(client.revision()).isEqualTo(agreed);
            JsonNode result =
                    client.send("tools/list", Map.of()).expect(200).json().path("result");
            assertThat(result.path("tools").findValuesAsText("name")).contains("ask");
            assertThat(result.has("resultType")).isFalse();
            assertThat(client.send("ping", Map.of()).expect(200).json().path("result"))
                    .hasToString("{}");
        }

        @Test
        void an_unknown_method_is_an_error_beside_200() {
            McpSpeaker client = McpSpeaker.earlier(hub.url(), hub.key("daemon"), "2025-06-18", Map.of());

            Reply reply = client.send("server/discover", Map.of()).expect(200);

            assertThat(reply.json().at("/error/code").intValue()).isEqualTo(Fault.METHOD_NOT_FOUND);
        }

        @Test
        void a_message_without_any_handshake_is_answered() {
            Reply reply = agent.post(
                    McpSpeaker.request("tools/call", Map.of("name", "notify", "arguments", Map.of("title", "x"))),
                    Map.of());

            assertThat(reply.expect(200)
                            .json()
                            .at("/result/structuredContent/notification/title")
                            .asText())
                    .isEqualTo("x");
        }

        @ParameterizedTest
        @ValueSource(strings = {"x", "2025-11-25.forms", "2020-01-01.forms.01a22b86-e257-7000-bc4e-b250cb097554"})
        void a_session_that_nobody_gave_begins_anew(String session) {
            Reply reply = agent.post(McpSpeaker.request("tools/list", Map.of()), Map.of("Mcp-Session-Id", session));

            assertThat(reply.expect(404).json().at("/error/message").asText()).contains("initialize");
        }

        @Test
        void notices_are_accepted() {
            McpSpeaker client = McpSpeaker.earlier(hub.url(), hub.key("daemon"), "2025-11-25", Map.of());
            for (String method : List.of("notifications/initialized", "notifications/cancelled", "notifications/any")) {
                ObjectNode notice = Json.object().put("jsonrpc", "2.0").put("method", method);

                Reply accepted = client.post(notice, Map.of("Mcp-Session-Id", client.session()));

                assertThat(accepted.expect(202).text()).isEmpty();
            }
        }

        /** Its clients may send several messages in one list, which no revision behind it knows. */
        @Test
        void a_list_of_messages_is_refused_with_the_next_step_also_for_the_revision_that_had_them() {
            McpSpeaker client = McpSpeaker.earlier(hub.url(), hub.key("daemon"), "2025-03-26", Map.of());
            JsonNode list = Json.tree(List.of(McpSpeaker.request("ping", Map.of())));

            JsonNode error = client.post(list, Map.of("Mcp-Session-Id", client.session()))
                    .expect(400)
                    .json()
                    .path("error");

            assertThat(error.path("code").intValue()).isEqualTo(Fault.INVALID_REQUEST);
            assertThat(error.path("message").asText()).contains("one JSON-RPC message", "send no lists");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {"tasks/list", "tasks/get", "resources/subscribe", "subscriptions/listen", "logging/setLevel"
                })
        void what_is_not_offered_is_no_method_and_says_where_to_look(String method) {
            McpSpeaker client = McpSpeaker.earlier(hub.url(), hub.key("daemon"), "2025-11-25", Map.of());

            JsonNode error = client.send(method, Map.of()).expect(200).json().path("error");

            assertThat(error.path("code").intValue()).isEqualTo(Fault.METHOD_NOT_FOUND);
            assertThat(error.path("message").asText()).contains(method, "tools/list");
        }

        /** Who offers no tasks does a call as if none had been wished. */
        @Test
        void a_call_that_wishes_to_be_a_task_is_a_call() {
            McpSpeaker client = McpSpeaker.earlier(hub.url(), hub.key("daemon"), "2025-11-25", Map.of());

            JsonNode result = client.send(
                            "tools/call",
                            Map.of("name", "notify", "arguments", Map.of("title", "x"), "task", Map.of("ttl", 60_000)))
                    .expect(200)
                    .json()
                    .path("result");

            assertThat(result.at("/structuredContent/notification/title").asText())
                    .isEqualTo("x");
        }

        @Test
        void there_is_no_stream_to_get_and_nothing_to_delete() {
            for (String method : List.of("GET", "DELETE", "PUT")) {
                Reply refused = hub.send("daemon", method, "/mcp", "", "Accept", "text/event-stream");

                assertThat(refused.expect(405).header("Allow")).contains("POST");
            }
        }
    }

    @Nested
    class That_are_none {
        @ParameterizedTest
        @ValueSource(
                strings = {
                    "{",
                    "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"",
                    "{\"jsonrpc\":\"2.0\",\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}",
                    "{\"jsonrpc\":\"2.0\"} {}",
                    "nothing",
                })
        void text_that_is_no_json(String body) {
            assertThat(codeOf(body)).isEqualTo(Fault.PARSE_ERROR);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    "[]",
                    "[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}]",
                    "7",
                    "{}",
                    "{\"jsonrpc\":\"1.0\",\"id\":1,\"method\":\"ping\"}",
                    "{\"jsonrpc\":\"2.0\",\"id\":1}",
                    "{\"jsonrpc\":\"2.0\",\"id\":null,\"method\":\"ping\"}",
                    "{\"jsonrpc\":\"2.0\",\"id\":1.5,\"method\":\"ping\"}",
                    "{\"jsonrpc\":\"2.0\",\"id\":{},\"method\":\"ping\"}",
                    "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":7}",
                    "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"\"}",
                    "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"params\":[]}",
                    "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"params\":{\"_meta\":7}}",
                    "{\"jsonrpc\":\"2.0\",\"id\":\"x\",\"result\":{},\"error\":{}}",
                })
        void json_that_is_no_message(String body) {
            assertThat(codeOf(body)).isEqualTo(Fault.INVALID_REQUEST);
        }

        @Test
        void ten_megabytes_of_arguments_are_refused_in_words_of_the_protocol() {
            String large = "x".repeat(10 * 1024 * 1024);

            Reply refused = agent.answer("notify", Map.of("title", large), Map.of());

            assertThat(refused.expect(413).json().at("/error/data/code").asText())
                    .isEqualTo("too_large");
            assertThat(refused.json().at("/error/message").asText()).contains(Integer.toString(Limits.BODY_BYTES_MAX));
        }

        @Test
        void another_content_type() {
            Reply refused = hub.send(
                    "daemon",
                    hub.request("daemon", "/mcp", "Content-Type", "text/plain").POST(BodyPublishers.ofString("{}")));

            assertThat(refused.expect(415).json().at("/error/message").asText()).contains("application/json");
        }

        private int codeOf(String body) {
            return agent.post(body, Map.of())
                    .expect(400)
                    .json()
                    .at("/error/code")
                    .intValue();
        }
    }

    @Nested
    class From_those_who_have_no_business_here {
        @ParameterizedTest
        @ValueSource(
                strings = {
                    "https://evil.example",
                    "null",
                    "http://127.0.0.1:1",
                    "http://[",
                    "http://localhost.evil.example"
                })
        void a_page_of_another_site_is_refused(String origin) {
            Reply refused = agent.post(McpSpeaker.request("ping", Map.of()), Map.of("Origin", origin));

            assertThat(refused.expect(403).json().at("/error/data/code").asText())
                    .isEqualTo("forbidden");
        }

        @Test
        void a_page_of_this_hub_is_let_in() {
            agent.post(McpSpeaker.request("ping", Map.of()), Map.of("Origin", "http://127.0.0.1:" + hub.port()))
                    .expect(200);
        }

        @Test
        void nobody_is_told_how_to_show_a_key() {
            Reply refused = hub.post(TestHub.NOBODY, "/mcp", McpSpeaker.request("ping", Map.of()));

            assertThat(refused.expect(401).header("WWW-Authenticate"))
                    .hasValueSatisfying(way -> assertThat(way).startsWith("Bearer"));
            assertThat(refused.json().at("/error/code").intValue()).isEqualTo(401);
            assertThat(refused.json().has("id")).isFalse();
        }
    }
}
