package dev.signalbox.hub.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.TestHub;
import dev.signalbox.hub.UnmodifiedPrograms;
import dev.signalbox.wire.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The unmodified clients of the protocol against a hub, and the protocol's own suite and inspector. They run where
 * {@code .ci/mcp-clients} has installed them, or where the folder is that {@code SIGNALBOX_TEST_MCP} names, and else
 * say that they did not.
 */
@DisplayNameGeneration(ReplaceUnderscores.class)
class McpClientsTest {
    private static final Path CLIENTS = UnmodifiedPrograms.installed("SIGNALBOX_TEST_MCP", "mcp-clients");
    private static final Path PYTHON = CLIENTS.resolve("python/bin/python");
    private static final Path NODE = CLIENTS.resolve("node/node_modules/node/bin/node");
    private static final Path PACKAGES = CLIENTS.resolve("node/node_modules/@modelcontextprotocol");

    /** What the suite cannot look at here: it wants tools of its own in the server. */
    private static final Set<String> WANTS_TOOLS_OF_ITS_OWN = Set.of(
            "sep-2575-server-rejects-undeclared-capability",
            "sep-2575-missing-capability-http-400",
            "sep-2575-http-server-no-independent-requests-on-stream",
            "sep-2575-server-no-log-without-loglevel");

    @TempDir
    static Path folder;

    static TestHub hub;
    static UnmodifiedPrograms programs;

    @BeforeAll
    static void start() {
        hub = TestHub.start(folder.resolve("data"), Clock.systemUTC());
        programs =
                new UnmodifiedPrograms(folder, Map.of("AGENT_KEY", hub.key("daemon"), "PERSON_KEY", hub.key("user")));
    }

    @AfterAll
    static void stop() {
        hub.close();
    }

    @ParameterizedTest
    @CsvSource({"auto, 2026-07-28", "legacy, 2025-11-25"})
    void the_python_client(String mode, String revision) throws Exception {
        requires(PYTHON);
        Path program = programs.copied("/mcp/judge.py");

        JsonNode seen =
                UnmodifiedPrograms.seen(programs.run(folder, PYTHON.toString(), program.toString(), url(), mode));

        assertThat(seen.path("version").asText()).isEqualTo(revision);
        judge(seen);
    }

    @ParameterizedTest
    @CsvSource({"client, default", "client, auto", "sdk, default", "sdk, auto"})
    void the_clients_of_npm(String name, String mode) throws Exception {
        requires(NODE);
        requires(PACKAGES.resolve(name));
        Path program = programs.copied("/mcp/judge.mjs");

        JsonNode seen = UnmodifiedPrograms.seen(programs.run(
                CLIENTS.resolve("node"),
                NODE.toString(),
                program.toString(),
                url(),
                "@modelcontextprotocol/" + name,
                mode));

        assertThat(seen.path("cancelled").asBoolean()).isTrue();
        judge(seen);
    }

    private static void judge(JsonNode seen) {
        assertThat(seen.path("server").asText()).isEqualTo("signalbox");
        assertThat(seen.path("tools").toString())
                .contains("ask", "await_answer")
                .doesNotContain("\"answer\"");
        assertThat(seen.path("notified").asText()).isEqualTo("built");
        assertThat(seen.at("/pending/state").asText()).isEqualTo("pending");
        assertThat(seen.path("refused")).hasToString("[true,\"forbidden\"]");
        assertThat(seen.path("inbox").toString()).contains("Ship it?");
        assertThat(seen.path("answer").asText()).isEqualTo("approve");
        assertThat(seen.path("unknown").intValue()).isEqualTo(Fault.INVALID_PARAMS);
        assertThat(seen.path("elicited")).hasToString("[[\"Which?\"],\"b\"]");
        assertThat(seen.path("left").asText()).isEqualTo("pending");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "server-stateless",
                "tools-list",
                "server-sse-multiple-streams",
                "dns-rebinding-protection",
                "sep-2164-resource-not-found",
                "input-required-result-unsupported-methods",
                "input-required-result-validate-input",
                "input-required-result-ignore-extra-params",
                "input-required-result-missing-input-response",
                "http-header-validation",
                "server-initialize",
                "ping",
                "server-session-lifecycle"
            })
    void the_suite_of_the_protocol(String scenario) throws Exception {
        requires(NODE);
        Path suite = PACKAGES.resolve("conformance/dist/index.js");
        requires(suite);
        Path results = Files.createTempDirectory(folder, "results");

        try (KeyedProxy proxy = new KeyedProxy(hub, "user")) {
            programs.ended(
                    CLIENTS.resolve("node"),
                    results.resolve("said.txt"),
                    NODE.toString(),
                    suite.toString(),
                    "server",
                    "--url",
                    proxy.url().toString(),
                    "--scenario",
                    scenario,
                    "--force",
                    "-o",
                    results.toString());
        }

        Set<String> failed = new TreeSet<>();
        List<JsonNode> checks = checksIn(results);
        checks.stream()
                .filter(check -> check.path("status").asText().equals("FAILURE"))
                .forEach(check -> failed.add(check.path("id").asText()));
        failed.removeAll(WANTS_TOOLS_OF_ITS_OWN);
        assertThat(checks).isNotEmpty();
        assertThat(failed).isEmpty();
    }

    @Test
    void the_inspector_at_a_terminal() throws Exception {
        requires(NODE);
        Path inspector = PACKAGES.resolve("inspector/clients/launcher/build/index.js");
        requires(inspector);

        String said = programs.run(
                CLIENTS.resolve("node"),
                NODE.toString(),
                inspector.toString(),
                "--cli",
                url(),
                "--transport",
                "http",
                "--header",
                "Authorization: Bearer " + hub.key("daemon"),
                "--method",
                "tools/call",
                "--tool-name",
                "notify",
                "--tool-arg",
                "title=hello");

        assertThat(said).contains("structuredContent", "hello");
    }

    private static String url() {
        return hub.url() + "/mcp";
    }

    private static void requires(Path file) {
        UnmodifiedPrograms.require(file, ".ci/mcp-clients installs the unmodified clients of MCP");
    }

    private static List<JsonNode> checksIn(Path results) throws IOException {
        List<JsonNode> checks = new ArrayList<>();
        try (var files = Files.walk(results)) {
            for (Path file : files.filter(each -> each.endsWith("checks.json")).toList()) {
                Json.readLenient(Files.readAllBytes(file), JsonNode.class).forEach(checks::add);
            }
        }
        return checks;
    }
}
