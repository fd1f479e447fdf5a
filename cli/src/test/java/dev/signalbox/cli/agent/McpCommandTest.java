package dev.signalbox.cli.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.cli.SignalboxCli;
import dev.signalbox.cli.TestShell;
import dev.signalbox.hub.Eventually;
import dev.signalbox.hub.HubProcess;
import dev.signalbox.hub.TestHub;
import dev.signalbox.wire.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code signalbox mcp}: an agent on standard input and output, with a hub and without. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class McpCommandTest {
    private static final int PATIENCE_SECONDS = 180;

    @TempDir
    Path folder;

    private TestHub hub;
    private final PipedInputStream typed = new PipedInputStream(1 << 20);
    private OutputStream keys;
    private TestShell.Live run;
    private int last;

    @BeforeEach
    void start() throws IOException {
        hub = TestHub.start(folder.resolve("data"), Clock.systemUTC());
        keys = new PipedOutputStream(typed);
    }

    @AfterEach
    void stop() throws IOException {
        keys.close();
        if (run != null) assertThat(run.end().exitCode()).isZero();
        hub.close();
    }

    private void begin(String role) {
        run = new TestShell(folder)
                .with("SIGNALBOX_URL", hub.url().toString())
                .with("SIGNALBOX_KEY", hub.key(role))
                .typing(typed)
                .start("mcp");
    }

    @Test
    void what_an_agent_says_reaches_the_hub_and_its_answers_come_back() {
        begin("daemon");
        assertThat(said("initialize", Map.of("protocolVersion", "2025-06-18", "capabilities", Map.of()))
                        .at("/result/protocolVersion")
                        .asText())
                .isEqualTo("2025-06-18");
        assertThat(said("tools/list", Map.of()).at("/result/tools").size()).isEqualTo(11);

        JsonNode told = called("notify", Map.of("title", "built"));

        assertThat(told.at("/notification/title").asText()).isEqualTo("built");
        assertThat(hub.get("viewer", "/v1/notifications").text()).contains("built");
        assertThat(said("nothing", Map.of()).at("/error/code").intValue()).isEqualTo(-32601);
    }

    @Test
    void what_is_no_message_is_answered_as_such() throws IOException {
        begin("daemon");
        keys.write("{\nnothing\n[]\n".getBytes(StandardCharsets.UTF_8));
        keys.flush();

        Eventually.until("three answers", () -> run.out().lines().count() == 3);
        assertThat(run.out()).contains("-32700");
    }

    @Test
    void a_key_that_opens_nothing_is_an_error_with_the_id_of_the_request() {
        run = new TestShell(folder)
                .with("SIGNALBOX_URL", hub.url().toString())
                .with("SIGNALBOX_KEY", "sbx_daemon_none")
                .typing(typed)
                .start("mcp");

        JsonNode refused = said("tools/list", Map.of());

        assertThat(refused.at("/error/code").intValue()).isEqualTo(401);
    }

    @Test
    void what_is_asked_and_told_while_the_hub_is_away_reaches_it_once_and_the_answer_comes_back() {
        begin("daemon");
        hub.key("user");
        hub.stop();
        assertThat(said("initialize", Map.of("protocolVersion", "2025-11-25"))
                        .at("/result/protocolVersion")
                        .asText())
                .isEqualTo("2025-11-25");
        assertThat(said("tools/list", Map.of()).at("/result/tools").size()).isGreaterThan(9);

        String handle = called("ask", Map.of("prompt", "Ship it?", "kind", "approval"))
                .path("handle")
                .asText();
        called("notify", Map.of("title", "written offline"));
        assertThat(called("await_answer", Map.of("handle", handle, "wait", 0))
                        .path("state")
                        .asText())
                .isEqualTo("pending");
        assertThat(said("tools/call", Map.of("name", "inbox", "arguments", Map.of()))
                        .at("/result/isError")
                        .asBoolean())
                .isTrue();
        assertThat(said("tools/call", Map.of("name", "ask", "arguments", Map.of("prompt", "")))
                        .at("/result/isError")
                        .asBoolean())
                .isTrue();
        hub.open();

        Eventually.until(
                "the question is there",
                () -> hub.get("user", "/v1/questions").text().contains(handle));
        hub.post("user", "/v1/questions/" + handle + "/answer", Map.of("value", "approve"))
                .expect(200);
        assertThat(called("await_answer", Map.of("handle", handle))
                        .path("answer")
                        .asText())
                .isEqualTo("approve");
        Eventually.until(
                "the note is there",
                () -> hub.get("user", "/v1/notifications").text().contains("offline"));
        assertThat(hub.get("user", "/v1/questions?state=all").json().path("items"))
                .hasSize(1);
    }

    @Test
    void who_waits_when_the_hub_goes_away_waits_on_when_it_is_back() throws IOException {
        begin("daemon");
        String handle = called("ask", Map.of("prompt", "Ship it?", "kind", "approval", "wait", 0))
                .path("handle")
                .asText();
        hub.key("user");
        int id = type("tools/call", Map.of("name", "await_answer", "arguments", Map.of("handle", handle, "wait", 50)));
        hub.stop();
        hub.open();

        hub.post("user", "/v1/questions/" + handle + "/answer", Map.of("value", "decline"))
                .expect(200);

        JsonNode told = answerTo(id).at("/result/structuredContent");
        // A hub that stops in good order says so at once: then the agent asks again.
        if (told.path("state").asText().equals("pending")) told = called("await_answer", Map.of("handle", handle));
        assertThat(told.path("answer").asText()).isEqualTo("decline");
    }

    @ParameterizedTest
    @ValueSource(strings = {"auto", "legacy"})
    void the_unmodified_python_client_starts_it(String mode) throws Exception {
        UnmodifiedClients.require();
        Path program = folder.resolve("judge.py");
        try (InputStream in = Objects.requireNonNull(McpCommandTest.class.getResourceAsStream("/mcp/judge.py"))) {
            Files.write(program, in.readAllBytes());
        }
        List<String> command = HubProcess.java(List.of("-Xmx128m"), SignalboxCli.class.getName(), "mcp");
        Path said = folder.resolve("said.txt");
        ProcessBuilder start = new ProcessBuilder(
                        UnmodifiedClients.PYTHON.toString(), program.toString(), Json.writeText(command), mode)
                .redirectErrorStream(true)
                .redirectOutput(said.toFile());
        start.environment().put("AGENT_KEY", hub.key("daemon"));
        start.environment().put("PERSON_KEY", hub.key("user"));
        start.environment().put("SIGNALBOX_URL", hub.url().toString());
        start.environment().put("XDG_STATE_HOME", folder.resolve("state").toString());

        Process process = start.start();
        boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (!ended) process.destroyForcibly();

        String text = Files.readString(said);
        assertThat(ended).as(text).isTrue();
        assertThat(process.exitValue()).as(text).isZero();
        assertThat(text)
                .contains("\"answer\": \"approve\"", "\"elicited\": [[\"Which?\"], \"b\"]", "\"unknown\": -32602");
    }

    private JsonNode called(String tool, Map<String, Object> arguments) {
        JsonNode answer = said("tools/call", Map.of("name", tool, "arguments", arguments));
        assertThat(answer.at("/result/isError").asBoolean())
                .as(answer.toString())
                .isFalse();
        return answer.at("/result/structuredContent");
    }

    private JsonNode said(String method, Map<String, Object> params) {
        try {
            return answerTo(type(method, params));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private int type(String method, Map<String, Object> params) throws IOException {
        ObjectNode message =
                Json.object().put("jsonrpc", "2.0").put("id", ++last).put("method", method);
        message.set("params", Json.tree(params));
        keys.write((Json.writeText(message) + "\n").getBytes(StandardCharsets.UTF_8));
        keys.flush();
        return last;
    }

    private JsonNode answerTo(int id) {
        JsonNode[] found = new JsonNode[1];
        Eventually.until("the answer to " + id, () -> {
            for (String line : run.out().lines().toList()) {
                JsonNode message = messageIn(line);
                if (message.path("id").asInt(-1) == id) found[0] = message;
            }
            return found[0] != null;
        });
        return found[0];
    }

    private static JsonNode messageIn(String line) {
        try {
            return Json.readLenient(line.getBytes(StandardCharsets.UTF_8), JsonNode.class);
        } catch (IllegalArgumentException half) {
            return Json.object();
        }
    }
}
