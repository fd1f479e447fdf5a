package dev.signalbox.hub.hook;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.hub.Eventually;
import dev.signalbox.hub.TestHub;
import dev.signalbox.hub.TestHub.Reply;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Hooks of coding agents: what they ask, who answers, and whatever goes wrong; the same on every engine. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class HooksContract {
    private static final String RULES = """
        hooks:
          allow:
            - {tool: Bash, match: "git status*"}
            - {tool: Read, match: "/home/dev/shop/*"}
            - {tool: AskUserQuestion}
          deny:
            - {tool: "*", match: "*rm -rf*"}
            - {tool: WebFetch}
        """;

    /** As many as there are agents that wait at once. */
    private final ExecutorService threads = Executors.newCachedThreadPool();

    private TestHub hub;

    abstract TestHub open(Path data, Path file);

    @BeforeAll
    void start(@TempDir Path folder) throws IOException {
        hub = open(folder.resolve("data"), Files.writeString(folder.resolve("signalbox.yaml"), RULES));
        for (String role : List.of("daemon", "user", "viewer")) hub.key(role);
    }

    @AfterAll
    void stop() {
        threads.shutdown();
        hub.close();
    }

    static Stream<String> fixtures() {
        return HookFixtures.all();
    }

    @ParameterizedTest
    @MethodSource("fixtures")
    void every_event_of_the_documentation_is_answered_as_its_agent_reads_it(String fixture) {
        ObjectNode event = event(fixture);
        Agent agent = HookFixtures.agentOf(fixture);

        Reply reply = hub.post("daemon", "/v1/hooks/" + agent.word() + "?wait=1ms", event)
                .expect(200);

        assertThat(agent.fits(event.path("hook_event_name").asText(), reply.json()))
                .as(reply.text())
                .isTrue();
        assertThat(reply.text()).doesNotContain("\"allow\"", "does not know", "does not understand");
        assertThat(reply.header("Signalbox-Problem")).isEmpty();
    }

    @Nested
    class A_permission_prompt {
        @Test
        void has_exactly_the_options_of_the_agents_own_and_the_chosen_one_goes_back() {
            ObjectNode event = event("claude-code/PermissionRequest");
            CompletableFuture<JsonNode> told = asked("claude-code", event);
            JsonNode question = question(event);

            assertThat(question.path("prompt").asText())
                    .isEqualTo("Claude Code in shop wants to use Bash: git push origin main");
            assertThat(question.path("body").asText()).contains("Push the branch", "git push origin main");
            assertThat(question.path("options").findValuesAsText("label"))
                    .containsExactly(
                            "Yes",
                            "Yes, and allow from now on: Bash(git push:*) (localSettings)",
                            "Yes, and go on in the mode acceptEdits (session)",
                            "No");
            answer(question, "approve-1");

            assertThat(told.join().at("/hookSpecificOutput"))
                    .hasToString("{\"hookEventName\":\"PermissionRequest\",\"decision\":{\"behavior\":\"allow\","
                            + "\"updatedPermissions\":" + Json.writeText(List.of(event.at("/permission_suggestions/0")))
                            + "}}");
        }

        @ParameterizedTest
        @CsvSource({
            "claude-code/PermissionRequest, decline, /hookSpecificOutput/decision/behavior, deny",
            "claude-code/PreToolUse, decline, /hookSpecificOutput/permissionDecision, deny",
            "claude-code/PreToolUse, approve, /hookSpecificOutput/permissionDecision, allow",
            "codex/PermissionRequest, decline, /hookSpecificOutput/decision/behavior, deny",
            "codex/PermissionRequest, approve, /hookSpecificOutput/decision/behavior, allow"
        })
        void is_answered_in_the_shape_of_the_agent(String fixture, String value, String pointer, String said) {
            ObjectNode event = event(fixture);
            CompletableFuture<JsonNode> told =
                    asked(HookFixtures.agentOf(fixture).word(), event);
            answer(question(event), value);

            JsonNode answer = told.join();
            assertThat(answer.at(pointer).asText()).isEqualTo(said);
            assertThat(answer.toString()).contains("user " + (value.equals("approve") ? "approved" : "declined"));
        }

        @Test
        void tells_the_agent_what_the_person_wrote_with_a_no() {
            ObjectNode event = event("codex/PermissionRequest");
            CompletableFuture<JsonNode> told = asked("codex", event);
            String id = question(event).path("id").asText();
            hub.post("user", "/v1/questions/" + id + "/answer", Map.of("value", "decline", "comment", "not on Friday"))
                    .expect(200);

            assertThat(told.join().at("/hookSpecificOutput/decision/message").asText())
                    .isEqualTo("user declined this in Signalbox: not on Friday");
        }

        @Test
        void of_codex_before_a_tool_is_used_is_left_to_codex_which_takes_nothing_but_a_no() {
            ObjectNode event = event("codex/PreToolUse");

            assertThat(told("codex", event)).hasToString("{}");
            event.withObject("/tool_input").put("command", "rm -rf /");
            assertThat(told("codex", event)
                            .at("/hookSpecificOutput/permissionDecision")
                            .asText())
                    .isEqualTo("deny");
        }
    }

    @Nested
    class The_same_wish {
        @Test
        void is_the_same_question_and_its_answer_is_for_the_same_call_alone() {
            ObjectNode event = event("claude-code/PreToolUse");
            CompletableFuture<JsonNode> first = asked("claude-code", event);
            JsonNode question = question(event);
            CompletableFuture<JsonNode> second = asked("claude-code", event);
            answer(question, "approve");

            assertThat(first.join()).isEqualTo(second.join());
            assertThat(told("claude-code", event)).isEqualTo(first.join());
            assertThat(questions(event)).hasSize(1);
            event.put("tool_use_id", "another");
            hub.post("daemon", "/v1/hooks/claude-code?wait=1ms", event).expect(200);
            assertThat(questions(event)).hasSize(2);
        }

        @Test
        void that_changed_is_another_question_and_nobody_may_answer_the_first_one() {
            ObjectNode event = event("claude-code/PreToolUse");
            CompletableFuture<JsonNode> first = asked("claude-code", event);
            JsonNode old = question(event);
            ObjectNode changed = event.deepCopy();
            changed.withObject("/tool_input").put("command", "npm publish");
            CompletableFuture<JsonNode> second = asked("claude-code", changed);

            assertThat(first.join().at("/hookSpecificOutput/permissionDecision").asText())
                    .isEqualTo("ask");
            Map<String, String> yes = Map.of("value", "approve");
            hub.post("user", "/v1/questions/" + old.path("id").asText() + "/answer", yes)
                    .expect(409);
            Eventually.until(
                    "one is open",
                    () -> questions(event).stream()
                                    .filter(HooksContract::isOpen)
                                    .count()
                            == 1);
            JsonNode fresh = questions(event).stream()
                    .filter(HooksContract::isOpen)
                    .findFirst()
                    .orElseThrow();
            assertThat(fresh.path("body").asText()).contains("npm publish");
            answer(fresh, "approve");
            assertThat(second.join()
                            .at("/hookSpecificOutput/permissionDecision")
                            .asText())
                    .isEqualTo("allow");
        }

        @Test
        void finds_its_question_after_a_restart_and_its_answer() {
            ObjectNode event = event("claude-code/PreToolUse");
            CompletableFuture<JsonNode> first = asked("claude-code", event);
            JsonNode question = question(event);
            hub.restart();

            assertThat(first.join().at("/hookSpecificOutput/permissionDecision").asText())
                    .isEqualTo("ask");
            answer(question, "approve");
            assertThat(told("claude-code", event)
                            .at("/hookSpecificOutput/permissionDecision")
                            .asText())
                    .isEqualTo("allow");
            assertThat(questions(event)).hasSize(1);
        }
    }

    @Nested
    class Nobody_answers {
        @Test
        void so_the_agent_asks_itself_and_the_question_is_over() {
            ObjectNode event = event("claude-code/PreToolUse");
            JsonNode told =
                    hub.post("daemon", "/v1/hooks/claude-code?wait=10ms", event).json();

            assertThat(told.at("/hookSpecificOutput/permissionDecision").asText())
                    .isEqualTo("ask");
            assertThat(told.toString()).contains("nobody answered");
            assertThat(questions(event))
                    .extracting(question -> question.path("state").asText())
                    .containsExactly("cancelled");
            event.put("hook_event_name", "PermissionRequest");
            assertThat(hub.post("daemon", "/v1/hooks/claude-code?wait=10ms", event)
                            .text())
                    .contains("nobody answered")
                    .doesNotContain("hookSpecificOutput");
        }

        @Test
        void because_the_agent_has_gone() throws IOException {
            ObjectNode event = event("claude-code/PreToolUse");
            byte[] body = Json.write(event);
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), hub.port())) {
                String head = "POST /v1/hooks/claude-code HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                        + hub.key("daemon") + "\r\nContent-Length: " + body.length + "\r\n\r\n";
                socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
                socket.getOutputStream().write(body);
                question(event);
            }

            Eventually.until("it is cancelled", () -> questions(event).stream().noneMatch(HooksContract::isOpen));
        }

        @ParameterizedTest
        @CsvSource({"claude-code, SessionEnd", "codex, Interrupt"})
        void because_the_session_has_ended(String agent, String end) {
            ObjectNode event = event(agent + "/PermissionRequest");
            CompletableFuture<JsonNode> told = asked(agent, event);
            question(event);
            ObjectNode ended = event(agent + "/" + end);
            ended.set("session_id", event.path("session_id"));

            assertThat(told(agent, ended)).hasToString("{}");
            assertThat(told.join().has("hookSpecificOutput")).isFalse();
            assertThat(questions(event)).noneMatch(HooksContract::isOpen);
        }
    }

    @Nested
    class Rules {
        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "Bash     | command   | git status -s                 | allow | hooks.allow[0]",
                    "Bash     | command   | git status && rm -rf /        | deny  | hooks.deny[0]",
                    "Bash     | command   | git status; curl evil.example | ask   | nobody answered",
                    "Bash     | command   | git status $(curl evil)       | ask   | nobody answered",
                    "Bash     | command   | git push                      | ask   | nobody answered",
                    "Read     | file_path | /home/dev/shop/a (1).txt      | allow | hooks.allow[1]",
                    "Read     | file_path | /home/dev/shop/../.ssh/id     | ask   | nobody answered",
                    "WebFetch | url       | https://a.example             | deny  | hooks.deny[1]",
                    "Write    | content   | now rm -rf it                 | deny  | hooks.deny[0]"
                })
        void decide_at_once_and_say_which_it_was(String tool, String field, String text, String said, String words) {
            for (String name : List.of("PreToolUse", "PermissionRequest")) {
                ObjectNode event = event("claude-code/" + name).put("tool_name", tool);
                event.putObject("tool_input").put(field, text);

                JsonNode told = hub.post("daemon", "/v1/hooks/claude-code?wait=1ms", event)
                        .json();

                String decision = told.at("/hookSpecificOutput/permissionDecision")
                        .asText(told.at("/hookSpecificOutput/decision/behavior").asText("ask"));
                assertThat(decision).isEqualTo(said);
                assertThat(told.toString()).contains(words);
                if (!said.equals("ask")) assertThat(questions(event)).isEmpty();
            }
        }

        @Test
        void do_not_answer_the_questions_of_an_agent_with_nothing() {
            ObjectNode event = event("claude-code/PreToolUse-AskUserQuestion");
            CompletableFuture<JsonNode> told = asked("claude-code", event);
            Eventually.until("both are asked", () -> questions(event).size() == 2);
            for (JsonNode question : questions(event)) {
                answer(question, question.path("kind").asText().equals("choice") ? "SQLite" : "Lint, Types");
            }

            JsonNode output = told.join().path("hookSpecificOutput");
            assertThat(output.path("permissionDecision").asText()).isEqualTo("allow");
            assertThat(output.at("/updatedInput/questions")).isEqualTo(event.at("/tool_input/questions"));
            assertThat(output.at("/updatedInput/answers"))
                    .hasToString("{\"Which database?\":\"SQLite\",\"Which checks?\":\"Lint, Types\"}");
        }
    }

    @Test
    void a_form_with_one_field_is_a_question() {
        ObjectNode event = event("claude-code/Elicitation");
        CompletableFuture<JsonNode> told = asked("claude-code", event);
        JsonNode question = question(event);
        assertThat(question.path("options").findValuesAsText("value")).containsExactly("low", "high", "decline");
        answer(question, "high");

        assertThat(told.join().path("hookSpecificOutput"))
                .hasToString(
                        "{\"hookEventName\":\"Elicitation\",\"action\":\"accept\",\"content\":{\"priority\":\"high\"}}");
    }

    @Test
    void what_the_agent_notes_and_that_it_has_finished_are_notifications() {
        ObjectNode notice = event("claude-code/Notification").put("title", "Look " + Ids.next());

        assertThat(told("claude-code", notice)).hasToString("{}");
        assertThat(told("codex", event("codex/Stop").put("cwd", "/home/dev/parser")))
                .hasToString("{}");

        String shown = hub.get("viewer", "/v1/notifications").text();
        assertThat(shown)
                .contains(
                        notice.path("title").asText(), "Codex in parser has finished", "Claude needs your permission");
    }

    @Test
    void what_is_told_again_because_its_answer_was_lost_counts_once_and_what_is_said_twice_counts_twice() {
        String title = "Look " + Ids.next();
        ObjectNode notice = event("claude-code/Notification").put("title", title);
        String[] once = {"Idempotency-Key", Ids.next()};
        for (int i = 0; i < 3; i++)
            hub.post("daemon", "/v1/hooks/claude-code", notice, once).expect(200);
        assertThat(notices(title)).isEqualTo(1);

        hub.post("daemon", "/v1/hooks/claude-code", notice, "Idempotency-Key", Ids.next());
        assertThat(notices(title)).isEqualTo(2);
        told("claude-code", notice);
        told("claude-code", notice);
        assertThat(notices(title)).isEqualTo(4);
    }

    /** The id of a request is the sender's own: nothing that another one says is taken for it. */
    @Test
    void what_is_told_in_other_words_or_by_another_key_under_the_same_id_is_something_else() {
        String title = "Look " + Ids.next();
        ObjectNode notice = event("claude-code/Notification").put("title", title);
        String[] once = {"Idempotency-Key", "the-same"};
        hub.post("daemon", "/v1/hooks/claude-code", notice, once).expect(200);
        hub.post("user", "/v1/hooks/claude-code", notice, once).expect(200);
        Reply other = hub.post("daemon", "/v1/hooks/claude-code", notice.put("message", "Something else"), once)
                .expect(200);

        assertThat(other.header("Signalbox-Problem")).isEmpty();
        assertThat(notices(title)).isEqualTo(3);
    }

    private long notices(String title) {
        return hub
                .get("viewer", "/v1/notifications?limit=100")
                .expect(200)
                .json()
                .path("items")
                .findValuesAsText("title")
                .stream()
                .filter(title::equals)
                .count();
    }

    @Nested
    class What_goes_wrong {
        static Stream<String> bodies() {
            return HookFixtures.broken();
        }

        @ParameterizedTest
        @MethodSource("bodies")
        void is_never_a_yes_and_says_what_it_is(String body) {
            for (String agent : List.of("claude-code", "codex")) {
                Reply reply = hub.post("daemon", "/v1/hooks/" + agent + "?wait=1ms", body)
                        .expect(200);

                assertThat(reply.text()).doesNotContain("\"allow\"").contains("Signalbox: ");
                assertThat(reply.header("Signalbox-Problem")).isPresent();
            }
        }

        @Test
        void is_never_a_yes_when_more_wait_than_there_is_room_for() {
            ObjectNode event = event("claude-code/PreToolUse");
            event.withObject("/tool_input").put("content", "x".repeat(1_000_000));
            List<CompletableFuture<JsonNode>> all = new ArrayList<>();
            for (int i = 0; i < 17; i++) {
                event.put("tool_use_id", "call-" + i);
                all.add(asked("claude-code", event));
            }
            CompletableFuture<?> first = CompletableFuture.anyOf(all.toArray(CompletableFuture[]::new));

            assertThat(first.join().toString()).contains("too many hooks wait", "\"ask\"");
            ObjectNode ended = event("claude-code/SessionEnd");
            ended.set("session_id", event.path("session_id"));
            // Those that come to their questions later end with the next word of it.
            Eventually.until("all of them end", () -> {
                told("claude-code", ended);
                return all.stream().allMatch(CompletableFuture::isDone);
            });
            assertThat(all)
                    .allSatisfy(each -> assertThat(each.join().toString()).doesNotContain("\"allow\""));
        }

        @Test
        void gives_back_what_it_held_for_answers_however_many_ask_at_once() {
            ObjectNode event = event("claude-code/PreToolUse-AskUserQuestion");
            List<CompletableFuture<JsonNode>> all = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                event.put("tool_use_id", "call-" + i);
                event.put("session_id", "session-" + i);
                all.add(asked("claude-code", event));
            }
            Eventually.until("all of them end", () -> {
                for (int i = 0; i < 20; i++) {
                    told("claude-code", event("claude-code/SessionEnd").put("session_id", "session-" + i));
                }
                return all.stream().allMatch(CompletableFuture::isDone);
            });

            Eventually.assertThat(
                    () -> assertThat(hub.get("admin", "/metrics").text()).contains("signalbox_answer_bytes 0.0"));
        }

        @Test
        void before_the_event_was_read_asks_too() {
            ObjectNode event = event("claude-code/PreToolUse");
            Reply none =
                    hub.post(TestHub.NOBODY, "/v1/hooks/claude-code", event).expect(200);
            Reply large = hub.post("daemon", "/v1/hooks/claude-code", "{\"a\":\"" + "x".repeat(10 << 20) + "\"}")
                    .expect(200);
            Reply elsewhere = hub.post("daemon", "/v1/hooks/claud-code", event).expect(200);
            Reply wait =
                    hub.post("daemon", "/v1/hooks/claude-code?wait=soon", event).expect(200);
            Reply reader = hub.post("viewer", "/v1/hooks/claude-code", event).expect(200);

            for (Reply reply : List.of(none, large, wait, reader)) {
                assertThat(reply.json()
                                .at("/hookSpecificOutput/permissionDecision")
                                .asText())
                        .isEqualTo("ask");
            }
            assertThat(elsewhere.json().has("systemMessage")).isTrue();
            assertThat(Stream.of(none, large, elsewhere, wait, reader)
                            .map(reply -> reply.header("Signalbox-Problem").orElse("")))
                    .containsExactly("unauthorized", "too_large", "not_found", "invalid", "forbidden");
        }

        @Test
        void is_an_event_that_the_hub_does_not_know() {
            Reply reply = hub.post(
                    "daemon", "/v1/hooks/claude-code", event("claude-code/Stop").put("hook_event_name", "Dance"));

            assertThat(reply.expect(200).json().path("systemMessage").asText()).contains("the event Dance");
        }

        @Test
        void while_a_key_ends_asks_the_agents_own_person() {
            JsonNode made = hub.post("admin", "/v1/keys", Map.of("name", "gone", "role", "daemon"))
                    .expect(201)
                    .json();
            ObjectNode event = event("claude-code/PreToolUse");
            CompletableFuture<JsonNode> told = CompletableFuture.supplyAsync(() -> hub.post(
                            TestHub.NOBODY,
                            "/v1/hooks/claude-code",
                            event,
                            "Authorization",
                            "Bearer " + made.path("secret").asText())
                    .json());
            question(event);
            hub.delete("admin", "/v1/keys/" + made.path("id").asText()).expect(200);

            assertThat(told.join().at("/hookSpecificOutput/permissionDecision").asText())
                    .isEqualTo("ask");
        }
    }

    @Test
    void who_set_a_hook_up_sees_when_it_was_heard_last() {
        String key = hub.newKey("listener", "viewer");
        String[] by = {"Authorization", "Bearer " + key};
        ObjectNode trial = Json.object().put("hook_event_name", "SignalboxTrial");

        Reply tried = hub.post(TestHub.NOBODY, "/v1/hooks/codex", trial, by);

        assertThat(tried.json().path("systemMessage").asText())
                .contains("this hook is heard", "listener, may not ask people");
        JsonNode own = hub.get(TestHub.NOBODY, "/v1/hooks", by).expect(200).json();
        assertThat(own.path("hooks")).hasSize(1);
        assertThat(own.at("/hooks/0/event").asText()).isEqualTo("SignalboxTrial");
        assertThat(own.at("/hooks/0/times").intValue()).isEqualTo(1);
        assertThat(hub.get("admin", "/v1/hooks").text()).contains("\"by\":\"listener\"");
    }

    /** A fixture in a session and a call of its own. */
    private static ObjectNode event(String fixture) {
        ObjectNode event = HookFixtures.read(fixture);
        event.put("session_id", Ids.next());
        if (event.has("tool_use_id")) event.put("tool_use_id", Ids.next());
        return event;
    }

    private JsonNode told(String agent, ObjectNode event) {
        return hub.post("daemon", "/v1/hooks/" + agent, event).expect(200).json();
    }

    private CompletableFuture<JsonNode> asked(String agent, ObjectNode event) {
        ObjectNode sent = event.deepCopy();
        return CompletableFuture.supplyAsync(() -> told(agent, sent), threads);
    }

    /** The question that an event became, once it is there. */
    private JsonNode question(ObjectNode event) {
        Eventually.until("it is asked", () -> questions(event).stream().anyMatch(HooksContract::isOpen));
        return questions(event).stream()
                .filter(HooksContract::isOpen)
                .findFirst()
                .orElseThrow();
    }

    private List<JsonNode> questions(ObjectNode event) {
        String own = URLEncoder.encode(tagOf(event), StandardCharsets.UTF_8);
        JsonNode all = hub.get("admin", "/v1/questions?state=all&limit=20&tag=" + own)
                .expect(200)
                .json()
                .path("items");
        return all.valueStream()
                .filter(question -> question.path("tags").toString().contains(tagOf(event)))
                .toList();
    }

    private static String tagOf(ObjectNode event) {
        Agent agent = event.has("model") ? Agent.CODEX : Agent.CLAUDE_CODE;
        return OpenPrompts.sessionTag(agent, event.path("session_id").asText());
    }

    private static boolean isOpen(JsonNode question) {
        return question.path("state").asText().equals("pending");
    }

    private void answer(JsonNode question, String value) {
        hub.send(
                        "user",
                        "POST",
                        "/v1/questions/" + question.path("id").asText() + "/answer",
                        Map.of("value", value),
                        "If-Match",
                        "\"" + question.path("version").asText() + "\"")
                .expect(200);
    }
}
