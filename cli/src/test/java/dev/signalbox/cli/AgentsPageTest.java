package dev.signalbox.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.cli.agent.UnmodifiedClients;
import dev.signalbox.wire.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/agents.md does what it prints: from a hub of nothing to a question that an unmodified client has asked. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class AgentsPageTest {
    private static final Path PAGE = Path.of("..", "docs", "agents.md").toAbsolutePath();
    private static final int SECONDS_MAX = 120;
    /** What any program does with the block: it posts to the URL with the headers. */
    private static final String CLIENT = """
        import asyncio, json, os, sys, httpx2
        from mcp import Client
        from mcp.client.streamable_http import streamable_http_client

        async def main(server):
            headers = {name: os.path.expandvars(value) for name, value in server["headers"].items()}
            http = httpx2.AsyncClient(headers=headers)
            async with Client(streamable_http_client(server["url"], http_client=http)) as agent:
                told = await agent.call_tool("ask", {"prompt": "Asked by a stranger?", "wait": 0})
                print(told.structured_content["state"])

        asyncio.run(main(json.loads(sys.argv[1])["mcpServers"]["signalbox"]))
        """;

    @TempDir
    Path folder;

    @Test
    void the_tour_gives_what_it_prints() throws Exception {
        try (HubRun hub = HubRun.start(folder, "--port", "0").up()) {
            assertThat(hub.tour(PAGE)).contains("5 passed, 0 failed");
        }
    }

    @Test
    void a_client_with_the_block_of_the_page_asks() throws Exception {
        UnmodifiedClients.require();
        try (HubRun hub = HubRun.start(folder, "--port", "0").up()) {
            TestShell shell =
                    new TestShell(folder).with("SIGNALBOX_URL", hub.url().toString());
            String key = shell.run("keys", "create", "my-agent", "--role", "daemon", "--quiet")
                    .result();
            String block =
                    blocks().get(0).replace("http://127.0.0.1:7433", hub.url().toString());
            Path said = folder.resolve("said.txt");
            ProcessBuilder client = new ProcessBuilder(
                            UnmodifiedClients.PYTHON.toString(),
                            Files.writeString(folder.resolve("client.py"), CLIENT)
                                    .toString(),
                            block)
                    .redirectErrorStream(true)
                    .redirectOutput(said.toFile());
            client.environment().put("SIGNALBOX_KEY", key);

            Process process = client.start();

            boolean ended = process.waitFor(SECONDS_MAX, TimeUnit.SECONDS);
            if (!ended) process.destroyForcibly();
            assertThat(Files.readString(said)).isEqualTo("pending\n");
            assertThat(shell.run("inbox").out()).contains("Asked by a stranger?");
        }
    }

    @Test
    void every_block_is_one_that_an_agent_can_read() throws IOException {
        assertThat(blocks().stream().filter(block -> block.contains("mcpServers")))
                .hasSize(2)
                .allSatisfy(block -> {
                    JsonNode server = Json.readLenient(block.getBytes(StandardCharsets.UTF_8), JsonNode.class)
                            .at("/mcpServers/signalbox");
                    boolean http = server.path("url").asText().endsWith("/mcp");
                    assertThat(http || server.path("command").asText().equals("signalbox"))
                            .isTrue();
                });
    }

    @Test
    void every_block_of_hooks_is_one_in_which_the_doctor_finds_nothing_wrong() throws IOException {
        List<String> blocks = blocks().stream()
                .filter(block -> block.contains("/v1/hooks/") || block.contains("signalbox hook"))
                .toList();
        Path file = folder.resolve(".claude/settings.json");
        Files.createDirectories(file.getParent());
        try (HubRun hub = HubRun.start(folder, "--port", "0").up()) {
            TestShell shell =
                    new TestShell(folder).with("SIGNALBOX_URL", hub.url().toString());
            String key = shell.run("keys", "create", "my-agent", "--role", "daemon", "--quiet")
                    .result();

            assertThat(blocks).hasSize(2).allSatisfy(block -> {
                Files.writeString(
                        file, block.replace("http://127.0.0.1:7433", hub.url().toString()));
                TestShell.Run run = shell.with("SIGNALBOX_KEY", key).run("hook", "doctor");
                assertThat(run.exitCode()).as(run.out()).isZero();
                assertThat(run.out()).contains("Claude Code calls the hub for PermissionRequest");
            });
        }
    }

    private static List<String> blocks() throws IOException {
        return Pattern.compile("(?s)```json\n(.*?)```")
                .matcher(Files.readString(PAGE))
                .results()
                .map((MatchResult block) -> block.group(1))
                .toList();
    }
}
