package dev.signalbox.cli.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.cli.TestShell;
import dev.signalbox.cli.TestShell.Run;
import dev.signalbox.hub.Eventually;
import dev.signalbox.hub.TcpProxy;
import dev.signalbox.hub.TestHub;
import dev.signalbox.hub.TestPorts;
import dev.signalbox.hub.hook.Agent;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code signalbox hook claude-code} and {@code codex}: an event in, an answer out, and 0 whatever happens. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class HookCommandTest {
    @TempDir
    static Path data;

    static TestHub hub;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() {
        hub = TestHub.start(data, Clock.systemUTC());
        hub.key("user");
        hub.key("daemon");
    }

    @AfterAll
    static void stop() {
        hub.close();
    }

    private TestShell shell(String event) {
        return new TestShell(folder)
                .with("SIGNALBOX_URL", hub.url().toString())
                .with("SIGNALBOX_KEY", hub.key("daemon"))
                .typing(new ByteArrayInputStream(event.getBytes(StandardCharsets.UTF_8)));
    }

    private static ObjectNode event(String name) {
        ObjectNode event = Json.object()
                .put("hook_event_name", name)
                .put("session_id", Ids.next())
                .put("tool_name", "Bash")
                .put("cwd", "/home/dev/shop");
        event.putObject("tool_input").put("command", "git push " + Ids.next());
        return event;
    }

    private static JsonNode answerOf(Run run) {
        assertThat(run.exitCode()).isZero();
        return Json.readLenient(run.out().getBytes(StandardCharsets.UTF_8), JsonNode.class);
    }

    @ParameterizedTest
    @CsvSource({"claude-code, approve, allow", "codex, decline, deny"})
    void what_a_person_answers_is_what_the_agent_reads(String agent, String value, String said) {
        ObjectNode event = event("PermissionRequest");
        TestShell.Live run = shell(event.toString()).start("hook", agent);

        answer(event, value);

        JsonNode answer = answerOf(run.end());
        assertThat(answer.at("/hookSpecificOutput/decision/behavior").asText()).isEqualTo(said);
    }

    @Test
    void a_hub_that_starts_again_meanwhile_loses_nothing() {
        ObjectNode event = event("PermissionRequest");
        TestShell.Live run = shell(event.toString()).start("hook", "claude-code");
        Eventually.until("it is asked", () -> open(event) != null);

        hub.restart();
        answer(event, "approve");

        assertThat(answerOf(run.end())
                        .at("/hookSpecificOutput/decision/behavior")
                        .asText())
                .isEqualTo("allow");
    }

    @Test
    void a_hub_that_is_away_means_the_agents_own_prompt() {
        String nobody = "http://127.0.0.1:" + TestPorts.next();

        Run before = shell(event("PreToolUse").toString())
                .with("SIGNALBOX_URL", nobody)
                .run("hook", "claude-code");
        Run permission = shell(event("PermissionRequest").toString())
                .with("SIGNALBOX_URL", nobody)
                .run("hook", "codex");

        assertThat(answerOf(before).at("/hookSpecificOutput/permissionDecision").asText())
                .isEqualTo("ask");
        assertThat(answerOf(permission).has("hookSpecificOutput")).isFalse();
        assertThat(before.err()).contains("signalbox hook: nobody answers at " + nobody);
        assertThat(permission.out()).contains("Answer here");
    }

    @Test
    void a_notification_whose_answer_was_lost_is_told_once() {
        ObjectNode event = event("Notification").put("message", "Look " + Ids.next());
        try (TcpProxy network = new TcpProxy("127.0.0.1", hub.port())) {
            network.cutAnswer("POST /v1/hooks/claude-code", 0);

            Run run = shell(event.toString())
                    .with("SIGNALBOX_URL", "http://127.0.0.1:" + network.port())
                    .run("hook", "claude-code");

            assertThat(answerOf(run)).hasToString("{}");
        }
        assertThat(hub.get("user", "/v1/notifications").json().path("items").findValuesAsText("body"))
                .containsOnlyOnce(event.path("message").asText());
    }

    @Test
    void a_key_that_is_refused_and_a_url_that_is_none_mean_it_too() {
        String event = event("PreToolUse").toString();

        for (TestShell shell : List.of(
                shell(event).with("SIGNALBOX_KEY", "sbx_daemon_none"),
                shell(event).with("SIGNALBOX_URL", "ftp://hub"))) {
            Run run = shell.run("hook", "claude-code");

            assertThat(answerOf(run)
                            .at("/hookSpecificOutput/permissionDecision")
                            .asText())
                    .isEqualTo("ask");
            assertThat(run.err()).startsWith("signalbox hook: ");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "not JSON",
                "[]",
                "{}",
                "{\"hook_event_name\":\"PreToolUse\"",
                "{\"hook_event_name\":\"PreToolUse\",\"tool_name\":7}"
            })
    void what_is_no_event_is_never_a_yes(String body) {
        for (Agent agent : Agent.ALL) {
            Run run = shell(body).run("hook", agent.word());

            assertThat(answerOf(run).toString()).doesNotContain("allow").contains("Signalbox: ");
            assertThat(run.err()).startsWith("signalbox hook: ");
        }
    }

    @Test
    void what_is_larger_than_a_hub_takes_is_for_the_agents_own_person() {
        ObjectNode event = event("PermissionRequest");
        event.withObject("/tool_input").put("content", "x".repeat(10 << 20));

        Run run = shell(event.toString()).run("hook", "claude-code");

        assertThat(answerOf(run).path("systemMessage").asText()).contains("more than 1 MiB");
    }

    @Test
    void late_is_the_agents_own_prompt() {
        Run run = shell(event("PreToolUse").toString()).run("hook", "claude-code", "--wait", "10ms");

        assertThat(answerOf(run).at("/hookSpecificOutput/permissionDecision").asText())
                .isEqualTo("ask");
    }

    private static JsonNode open(ObjectNode event) {
        String command = event.at("/tool_input/command").asText();
        for (JsonNode question : hub.get("user", "/v1/questions").json().path("items")) {
            if (question.path("prompt").asText().contains(command)) return question;
        }
        return null;
    }

    private static void answer(ObjectNode event, String value) {
        Eventually.until("it is asked", () -> open(event) != null);
        hub.post("user", "/v1/questions/" + open(event).path("id").asText() + "/answer", Map.of("value", value))
                .expect(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"claude-code", "codex"})
    void the_block_is_shown_and_added_once_to_what_is_there(String agent) throws IOException {
        Run shown = shell("").run("hook", "install", agent);
        JsonNode block = answerOf(shown);
        assertThat(block.at("/hooks/PermissionRequest/0/hooks/0/command").asText())
                .isEqualTo("signalbox hook " + agent);
        Path file = folder.resolve(agent.equals("codex") ? ".codex/hooks.json" : ".claude/settings.json");
        Files.createDirectories(file.getParent());
        Files.writeString(
                file,
                "{\"model\": \"x\", \"hooks\": {\"Stop\": [{\"hooks\": [{\"type\": \"command\", \"command\":"
                        + " \"say\"}]}]}}");

        Run added = shell("").run("hook", "install", agent, "--project");
        String once = Files.readString(file);
        Run again = shell("").run("hook", "install", agent, "--project");

        assertThat(added.out()).contains("PermissionRequest");
        JsonNode merged = Json.readLenient(once.getBytes(StandardCharsets.UTF_8), JsonNode.class);
        assertThat(merged.path("model").asText()).isEqualTo("x");
        assertThat(merged.at("/hooks/Stop")).hasSize(2);
        assertThat(merged.at("/hooks/Stop/0/hooks/0/command").asText()).isEqualTo("say");
        assertThat(again.err()).contains("nothing was changed");
        assertThat(Files.readString(file)).isEqualTo(once);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{ // mine\n}", "[]", "{\"hooks\": []}", "{\"hooks\": {\"Stop\": {}}}", "{\"a\":1,\"a\":2}"})
    void a_file_that_cannot_be_added_to_for_certain_is_left_alone(String text) throws IOException {
        Path file = folder.resolve(".claude/settings.json");
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);

        Run run = shell("").run("hook", "install", "claude-code", "--project");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).contains("PermissionRequest");
        assertThat(run.err()).contains(".claude/settings.json was left as it is");
        assertThat(Files.readString(file)).isEqualTo(text);
    }

    @Test
    void codex_has_no_hooks_of_type_http() {
        assertThat(shell("").run("hook", "install", "codex", "--http").exitCode())
                .isEqualTo(2);
    }

    @Test
    void the_doctor_names_each_fault_with_its_line_and_tries_the_door() throws IOException {
        Path file = folder.resolve(".claude/settings.json");
        Files.createDirectories(file.getParent());
        Files.writeString(file, """
            {"hooks": {
              "PermissionRequst": [],
              "PreToolUse": [
                {"matcher": "bash", "hooks": [{"type": "https", "url": "http://127.0.0.1/v1/hooks/claude-code"}]},
                {"matcher": "Edit"}
              ],
              "PermissionRequest": [
                {"hooks": [
                  {"type": "http", "url": "%s/v1/hooks/claude-code", "timeout": "10",
                   "headers": {"Authorization": "Bearer $SIGNALBOX_KEY"}},
                  {"type": "command", "command": "signalbox hook claude-code", "timeout": 60}
                ]}
              ]
            }}
            """.formatted(hub.url()));
        Files.createDirectories(folder.resolve(".codex"));
        Files.writeString(
                folder.resolve(".codex/hooks.json"),
                "{\"hooks\": {\n\"Stop\": [{\"hooks\": [{\"type\": \"http\"}]}]}}");

        Run run = shell("").run("hook", "doctor");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out().replaceAll(" +", " "))
                .contains(".claude/settings.json:2 no event of this name is known")
                .contains(".claude/settings.json:4 \"bash\" fits no tool: it is written Bash")
                .contains(".claude/settings.json:4 must be command, http,")
                .contains(".claude/settings.json:5 lacks the inner list")
                .contains(".claude/settings.json:9 must be a number of seconds")
                .contains(".claude/settings.json:9 sends SIGNALBOX_KEY empty")
                .contains(".claude/settings.json:11 the agent gives up after 1m")
                .contains(".codex/hooks.json:2 must be command, else Codex drops the whole file")
                .contains("this hook is heard; its key, daemon, may ask people");
    }

    @Test
    void the_doctor_finds_nothing_wrong_with_what_install_wrote() {
        String key = hub.newKey("agent-" + Ids.next(), "daemon");
        shell("").run("hook", "install", "claude-code", "--user", "--http");
        shell("").run("hook", "install", "codex", "--user");

        Run run = shell("").with("SIGNALBOX_KEY", key).run("hook", "doctor");

        assertThat(run.out())
                .contains("Claude Code calls the hub for PermissionRequest", "Codex calls the hub for Stop");
        assertThat(run.exitCode()).as(run.out()).isZero();
    }
}
