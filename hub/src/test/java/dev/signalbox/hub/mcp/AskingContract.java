package dev.signalbox.hub.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.hub.Eventually;
import dev.signalbox.hub.TestHub;
import dev.signalbox.hub.TestHub.Reply;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.Limits;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Agents that ask a person and wait, in both eras of the protocol: the same on every engine. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class AskingContract {
    private static final Map<String, Object> APPROVAL = Map.of("prompt", "Ship it?", "kind", "approval", "wait", 0);

    private TestHub hub;

    abstract TestHub open(Path folder);

    @BeforeAll
    void start(@TempDir Path folder) {
        hub = open(folder);
    }

    @AfterAll
    void stop() {
        hub.close();
    }

    @Nested
    class Who_may_not_answer {
        @Test
        void gets_a_handle_and_with_it_the_answer_after_a_restart() {
            JsonNode asked = agent().withForms().call("ask", APPROVAL);
            String handle = asked.path("handle").asText();
            assertThat(asked.path("state").asText()).isEqualTo("pending");
            assertThat(asked.at("/source/path").asText()).isEqualTo("/v1/questions/" + handle);

            hub.restart();
            answer(handle, "approve");

            JsonNode told = agent().call("await_answer", Map.of("handle", handle));
            assertThat(told.path("answer").asText()).isEqualTo("approve");
            assertThat(told.at("/question/answer/by").asText()).isEqualTo("user");
            assertThat(told.at("/source/version").intValue()).isEqualTo(2);
        }

        @Test
        void is_woken_by_the_answer() {
            String handle = agent().call("ask", APPROVAL).path("handle").asText();

            CompletableFuture<JsonNode> waiting = CompletableFuture.supplyAsync(
                    () -> agent().call("await_answer", Map.of("handle", handle, "wait", 50)));
            untilSomebodyWaits();
            answer(handle, "decline");

            assertThat(waiting.join().path("answer").asText()).isEqualTo("decline");
        }

        @Test
        void is_told_nothing_more_when_its_key_ends_while_it_waits() {
            JsonNode made = hub.post("admin", "/v1/keys", Map.of("name", "gone", "role", "daemon"))
                    .expect(201)
                    .json();
            McpSpeaker gone = McpSpeaker.modern(hub.url(), made.path("secret").asText());
            String handle = gone.call("ask", APPROVAL).path("handle").asText();
            CompletableFuture<String> waiting = CompletableFuture.supplyAsync(
                    () -> gone.codeOf("await_answer", Map.of("handle", handle, "wait", 50)));
            untilSomebodyWaits();

            hub.delete("admin", "/v1/keys/" + made.path("id").asText()).expect(200);

            assertThat(waiting.join()).isEqualTo("unauthorized");
        }

        @Test
        void names_the_work_that_waits_as_its_protocol_does() {
            Map<String, Object> meta = Map.of("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
            JsonNode told = agent().result("ask", APPROVAL, Map.of("_meta", meta));

            String handle = told.at("/structuredContent/handle").asText();
            assertThat(hub.get("viewer", "/v1/questions/" + handle)
                            .json()
                            .path("traceId")
                            .asText())
                    .isEqualTo("0af7651916cd43dd8448eb211c80319c");
            Eventually.until(
                    "the wait shows there",
                    () -> hub.get("viewer", "/v1/traces/0af7651916cd43dd8448eb211c80319c/observations/" + handle)
                                    .status()
                            == 200);
        }

        @Test
        void asks_once_under_a_key_however_often() {
            Map<String, Object> once = Map.of("prompt", "Which?", "options", List.of("a", "b"), "key", "k1", "wait", 0);

            String first = agent().call("ask", once).path("handle").asText();
            answer(first, "b");

            assertThat(agent().call("ask", once).path("answer").asText()).isEqualTo("b");
        }

        @Test
        void gets_json_where_the_client_takes_no_stream() {
            ObjectNode ask = McpSpeaker.request(
                    "tools/call", Map.of("name", "ask", "arguments", Map.of("prompt", "Now?", "wait", 1)));

            Reply reply = hub.post("daemon", "/mcp", ask, "Accept", "application/json")
                    .expect(200);

            assertThat(reply.json().at("/result/structuredContent/state").asText())
                    .isEqualTo("pending");
        }
    }

    @Nested
    class Who_may_answer {
        @Test
        void is_shown_a_form_and_its_answer_is_one_of_the_log() {
            Map<String, Object> asks =
                    Map.of("prompt", "Which?", "body", "There are two.", "options", List.of("a", "b"));
            JsonNode shown = person().result("ask", asks);
            assertThat(shown.path("resultType").asText()).isEqualTo("input_required");
            JsonNode form = shown.at("/inputRequests/answer");
            assertThat(form.path("method").asText()).isEqualTo("elicitation/create");
            assertThat(form.at("/params/message").asText()).isEqualTo("Which?\n\nThere are two.");
            assertThat(form.at("/params/requestedSchema"))
                    .hasToString(
                            "{\"type\":\"object\",\"properties\":{\"answer\":{\"type\":\"string\",\"title\":\"Answer\",\"enum\":[\"a\",\"b\"]}},\"required\":[\"answer\"]}");

            hub.restart();
            JsonNode told = brought(asks, shown, accept("b"));

            assertThat(told.at("/structuredContent/answer").asText()).isEqualTo("b");
            String handle = told.at("/structuredContent/handle").asText();
            JsonNode answer =
                    hub.get("viewer", "/v1/questions/" + handle).json().path("answer");
            assertThat(answer.path("via").asText()).isEqualTo("mcp");
            assertThat(answer.path("by").asText()).isEqualTo("user");
        }

        @Test
        void is_told_who_was_faster() {
            JsonNode shown = person().result("ask", APPROVAL);
            String handle = newest();
            hub.post("admin", "/v1/questions/" + handle + "/answer", Map.of("value", "decline"))
                    .expect(200);

            JsonNode told = brought(APPROVAL, shown, accept("approve")).path("structuredContent");

            assertThat(told.path("answer").asText()).isEqualTo("decline");
            assertThat(told.at("/question/answer/by").asText()).isEqualTo("admin");
        }

        @Test
        void may_leave_the_form_and_the_question_stays_open() {
            JsonNode shown = person().result("ask", APPROVAL);

            for (String action : List.of("decline", "cancel", "accept")) {
                JsonNode told =
                        brought(APPROVAL, shown, Map.of("action", action)).path("structuredContent");

                assertThat(told.path("state").asText()).as(action).isEqualTo("pending");
            }
        }

        @Test
        void is_shown_the_form_again_that_the_client_forgot() {
            JsonNode shown = person().result("ask", APPROVAL);

            JsonNode again = person().result(
                            "ask",
                            APPROVAL,
                            Map.of("requestState", shown.path("requestState").asText()));

            assertThat(again.path("inputRequests")).isEqualTo(shown.path("inputRequests"));
        }

        @Test
        void cannot_answer_what_was_not_offered() {
            JsonNode shown = person().result("ask", APPROVAL);

            JsonNode refused = brought(APPROVAL, shown, accept("perhaps"));

            assertThat(refused.path("isError").asBoolean()).isTrue();
            assertThat(refused.at("/structuredContent/problem/detail").asText()).isNotEmpty();
        }

        @Test
        void is_not_asked_itself_when_somebody_else_must_answer() {
            Map<String, Object> asks = Map.of("prompt", "Which?", "wait", 0);

            assertThat(McpSpeaker.modern(hub, "bot")
                            .withForms()
                            .call("ask", asks)
                            .path("state")
                            .asText())
                    .isEqualTo("pending");
            assertThat(McpSpeaker.modern(hub, "user")
                            .call("ask", asks)
                            .path("state")
                            .asText())
                    .isEqualTo("pending");
        }

        @Test
        void labels_are_shown_as_its_revision_shows_them() {
            List<Map<String, String>> options =
                    List.of(Map.of("value", "a", "label", "The first"), Map.of("value", "b"));
            Map<String, Object> asks = Map.of("prompt", "Which?", "options", options);

            JsonNode field =
                    person().result("ask", asks).at("/inputRequests/answer/params/requestedSchema/properties/answer");

            assertThat(field.path("oneOf"))
                    .hasToString("[{\"const\":\"a\",\"title\":\"The first\"},{\"const\":\"b\",\"title\":\"b\"}]");
        }
    }

    @Nested
    class What_a_client_brings_back {
        private final JsonNode shown = person().result("ask", APPROVAL);
        private final String state = shown.path("requestState").asText();

        @Test
        void is_refused_when_a_byte_of_it_was_changed() {
            for (int i = 0; i < state.length(); i += 3) {
                char other = state.charAt(i) == 'A' ? 'B' : 'A';

                refused(person(), APPROVAL, state.substring(0, i) + other + state.substring(i + 1));
            }
            for (String none : List.of("", "x", state + "A", state.substring(4), handle()))
                refused(person(), APPROVAL, none);
        }

        @Test
        void is_refused_from_another_key() {
            refused(McpSpeaker.modern(hub, "admin").withForms(), APPROVAL, state);
        }

        @Test
        void is_refused_with_other_arguments_and_taken_in_another_order() {
            refused(person(), Map.of("prompt", "Delete it?", "kind", "approval", "wait", 0), state);

            assertThat(brought(Map.of("wait", 0, "kind", "approval", "prompt", "Ship it?"), shown, accept("approve"))
                            .at("/structuredContent/answer")
                            .asText())
                    .isEqualTo("approve");
        }

        @Test
        void is_refused_when_it_is_old() {
            hub.clock().advance(Limits.FORM_AGE_MAX.plus(Duration.ofMinutes(1)));

            assertThat(refused(person(), APPROVAL, state)).contains("await_answer");
        }

        @Test
        void that_is_no_text_is_refused() {
            for (Object none : List.of(7, Map.of(), List.of())) {
                Reply reply = person().answer("ask", APPROVAL, Map.of("requestState", none));

                assertThat(reply.expect(400).json().at("/error/code").intValue())
                        .isEqualTo(Fault.INVALID_PARAMS);
            }
            Reply reply = person().answer("ask", APPROVAL, Map.of("requestState", state, "inputResponses", 7));
            assertThat(reply.expect(400).json().at("/error/code").intValue()).isEqualTo(Fault.INVALID_PARAMS);
        }

        private String handle() {
            return newest();
        }

        private String refused(McpSpeaker who, Map<String, Object> arguments, String brought) {
            Reply reply =
                    who.answer("ask", arguments, Map.of("requestState", brought, "inputResponses", accept("approve")));
            JsonNode error = reply.expect(400).json().path("error");
            assertThat(error.path("code").intValue()).as(brought).isEqualTo(Fault.INVALID_PARAMS);
            return error.path("message").asText();
        }
    }

    @Nested
    class On_the_stream_of_an_earlier_revision {
        private final List<JsonNode> heard = new ArrayList<>();

        @Test
        void the_form_is_a_request_and_its_answer_wakes_the_call() {
            McpSpeaker person = earlier("user", "2025-06-18");
            CompletableFuture<JsonNode> call = begun(person, Map.of("prompt", "Which?", "options", List.of("a", "b")));
            Eventually.until("the form", () -> !heard.isEmpty());
            JsonNode form = heard.get(0);
            assertThat(form.path("method").asText()).isEqualTo("elicitation/create");
            assertThat(form.path("params").has("mode")).isFalse();

            respond(person, form.path("id").asText(), accept("a")).expect(202);

            assertThat(call.join().at("/result/structuredContent/answer").asText())
                    .isEqualTo("a");
        }

        @Test
        void an_answer_counts_also_after_the_call_has_ended() {
            McpSpeaker person = earlier("user", "2025-11-25");
            CompletableFuture<JsonNode> call =
                    begun(person, Map.of("prompt", "Which?", "options", List.of("a", "b"), "wait", 1));
            String handle = call.join().at("/result/structuredContent/handle").asText();
            hub.restart();

            respond(person, heard.get(0).path("id").asText(), accept("b")).expect(202);

            assertThat(person.call("await_answer", Map.of("handle", handle))
                            .path("answer")
                            .asText())
                    .isEqualTo("b");
        }

        @Test
        void an_answer_to_a_form_that_nobody_was_shown_is_refused() {
            McpSpeaker person = earlier("user", "2025-11-25");

            assertThat(respond(person, "x".repeat(80), accept("b"))
                            .expect(400)
                            .json()
                            .at("/error/code")
                            .intValue())
                    .isEqualTo(Fault.INVALID_PARAMS);
        }

        @Test
        void a_call_that_is_cancelled_ends_without_a_response_and_the_question_stays() {
            McpSpeaker agent = earlier("daemon", "2025-11-25");
            CompletableFuture<JsonNode> call = begun(agent, Map.of("prompt", "Cancelled?", "wait", 50));
            untilSomebodyWaits();
            ObjectNode notice = Json.object().put("jsonrpc", "2.0").put("method", "notifications/cancelled");
            notice.putObject("params").put("requestId", 7);

            agent.post(notice, Map.of("Mcp-Session-Id", agent.session())).expect(202);

            assertThat(call.join().isMissingNode()).isTrue();
            assertThat(hub.get("viewer", "/v1/questions").text()).contains("Cancelled?");
        }

        @Test
        void somebody_who_hangs_up_waits_no_more() throws Exception {
            McpSpeaker agent = earlier("daemon", "2025-11-25");
            HttpResponse<Stream<String>> open = opened(agent, Map.of("prompt", "Gone?", "wait", 50));
            untilSomebodyWaits();

            open.body().close();

            Eventually.until("nobody waits", () -> waiting() == 0);
        }

        @Test
        void the_answer_to_a_form_cannot_be_made_of_the_hashes_that_receipts_show() throws Exception {
            for (String role : List.of("daemon", "user", "viewer")) hub.key(role);
            McpSpeaker person = earlier("user", "2025-11-25");
            String over = asked("Over?");
            String open = asked("Open?");
            hub.post("user", "/v1/questions/" + over + "/answer", Map.of("value", "x"))
                    .expect(200);
            JsonNode event = hub.get("viewer", "/v1/questions/" + over + "/receipt")
                    .expect(200)
                    .json()
                    .at("/receipt/event");
            JsonNode behind = hub.get(
                            "admin",
                            "/v1/events?limit=1&after="
                                    + (event.path("position").asLong() - 2))
                    .json()
                    .at("/events/0");
            assertThat(behind.path("subject").asText()).isEqualTo("question/" + open);
            byte[] hash = HexFormat.of().parseHex(event.path("previousHash").asText());

            UUID id = UUID.fromString(open);
            byte[] head = ByteBuffer.allocate(28)
                    .putLong(id.getMostSignificantBits())
                    .putLong(id.getLeastSignificantBits())
                    .putLong(hub.clock().instant().toEpochMilli())
                    .putInt(1)
                    .array();
            byte[] name = "user".getBytes(StandardCharsets.UTF_8);
            byte[] about = "form".getBytes(StandardCharsets.US_ASCII);
            for (List<byte[]> parts : List.of(List.of(head, name, about), List.of(hash, head, name, about))) {
                Mac mac = Mac.getInstance("HmacSHA256");
                mac.init(new SecretKeySpec(hash, "HmacSHA256"));
                for (byte[] part : parts) {
                    mac.update(ByteBuffer.allocate(4).putInt(part.length).flip());
                    mac.update(part);
                }
                byte[] state =
                        ByteBuffer.allocate(60).put(head).put(mac.doFinal()).array();
                String forged = Base64.getUrlEncoder().withoutPadding().encodeToString(state);

                respond(person, forged, accept("x")).expect(400);
            }
            assertThat(hub.get("viewer", "/v1/questions/" + open)
                            .json()
                            .path("state")
                            .asText())
                    .isEqualTo("pending");
        }

        private String asked(String prompt) {
            return hub.post("daemon", "/v1/questions", Map.of("prompt", prompt))
                    .expect(201)
                    .json()
                    .path("id")
                    .asText();
        }

        private CompletableFuture<JsonNode> begun(McpSpeaker who, Map<String, Object> asks) {
            return CompletableFuture.supplyAsync(() -> {
                JsonNode last = Json.object().path("none");
                try (Stream<String> lines = opened(who, asks).body()) {
                    for (Iterator<String> each = lines.iterator(); each.hasNext(); ) {
                        String line = each.next();
                        if (!line.startsWith("data: ")) continue;
                        JsonNode message =
                                Json.readLenient(line.substring(6).getBytes(StandardCharsets.UTF_8), JsonNode.class);
                        if (message.has("method")) heard.add(message);
                        else last = message;
                    }
                }
                return last;
            });
        }

        private HttpResponse<Stream<String>> opened(McpSpeaker who, Map<String, Object> asks) {
            ObjectNode ask = McpSpeaker.request("tools/call", Map.of("name", "ask", "arguments", asks));
            try {
                return HttpClient.newHttpClient()
                        .send(who.bare(ask, Map.of("Mcp-Session-Id", who.session())), BodyHandlers.ofLines());
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        private Reply respond(McpSpeaker who, String id, Map<String, Object> result) {
            ObjectNode response = Json.object().put("jsonrpc", "2.0").put("id", id);
            response.set("result", Json.tree(result));
            return who.post(response, Map.of("Mcp-Session-Id", who.session()));
        }
    }

    private McpSpeaker agent() {
        return McpSpeaker.modern(hub, "daemon");
    }

    private McpSpeaker person() {
        return McpSpeaker.modern(hub, "user").withForms();
    }

    private McpSpeaker earlier(String role, String revision) {
        return McpSpeaker.earlier(hub.url(), hub.key(role), revision, McpSpeaker.FORMS);
    }

    private static Map<String, Object> accept(String answer) {
        return Map.of("action", "accept", "content", Map.of("answer", answer));
    }

    /** The result of the call that brings what became of a form. */
    private JsonNode brought(Map<String, Object> arguments, JsonNode shown, Map<String, Object> response) {
        return person().result(
                        "ask",
                        arguments,
                        Map.of(
                                "requestState",
                                shown.path("requestState").asText(),
                                "inputResponses",
                                Map.of("answer", response)));
    }

    private void answer(String handle, String value) {
        McpSpeaker.modern(hub, "user").call("answer", Map.of("handle", handle, "value", value));
    }

    private String newest() {
        return hub.get("viewer", "/v1/questions?limit=1")
                .json()
                .at("/items/0/id")
                .asText();
    }

    private void untilSomebodyWaits() {
        Eventually.until("somebody waits", () -> waiting() > 0);
    }

    private double waiting() {
        String figure = hub.get("admin", "/metrics")
                .text()
                .lines()
                .filter(line -> line.startsWith("signalbox_question_waiting "))
                .findFirst()
                .orElse("x 0");
        return Double.parseDouble(figure.substring(figure.indexOf(' ') + 1));
    }
}
