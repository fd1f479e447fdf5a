package dev.signalbox.cli.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.cli.TestShell;
import dev.signalbox.cli.TestShell.Run;
import dev.signalbox.hub.Eventually;
import dev.signalbox.hub.TestHub;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The unmodified coding agents with the blocks that {@code signalbox hook install} writes: what they do with an answer,
 * and what they say of their own configuration. They run where {@code .ci/agent-clients} has installed them, or where
 * the folder is that {@code SIGNALBOX_TEST_AGENTS} names, and else say that they did not.
 */
@DisplayNameGeneration(ReplaceUnderscores.class)
class HookAgentsTest {
    private static final Path PROGRAMS = Path.of(Objects.requireNonNullElse(
                    System.getenv("SIGNALBOX_TEST_AGENTS"),
                    Path.of(System.getProperty("basedir", ""), "target", "agent-clients")
                            .toString()))
            .toAbsolutePath()
            .resolve("node_modules/.bin");
    private static final int SECONDS_MAX = 180;

    @TempDir
    static Path data;

    static TestHub hub;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() {
        hub = TestHub.start(data, Clock.systemUTC());
        hub.key("user");
    }

    @AfterAll
    static void stop() {
        hub.close();
    }

    private static void requires(String program) {
        Assumptions.assumeTrue(
                Files.exists(PROGRAMS.resolve(program)),
                "NOT RUN: " + PROGRAMS.resolve(program) + " is missing; .ci/agent-clients installs the coding agents");
    }

    private TestShell shell() {
        return new TestShell(folder)
                .with("SIGNALBOX_URL", hub.url().toString())
                .with("SIGNALBOX_KEY", hub.key("daemon"))
                .with("PATH", PROGRAMS + ":" + System.getenv("PATH"));
    }

    @ParameterizedTest
    @CsvSource({"approve, true", "decline, false"})
    void claude_code_does_what_was_answered(String answer, boolean runs) throws Exception {
        requires("claude");
        Path trace = folder.resolve("was-run");
        shell().run("hook", "install", "claude-code", "--user", "--http");

        try (ModelStub model = ModelStub.wanting("touch " + trace)) {
            Process claude = claude(model, hub.url().toString());
            Eventually.until("it is asked", () -> open(trace) != null);
            hub.post("user", "/v1/questions/" + open(trace).path("id").asText() + "/answer", Map.of("value", answer))
                    .expect(200);
            end(claude);
        }

        assertThat(Files.exists(trace)).as(said()).isEqualTo(runs);
        assertThat(hub.get("admin", "/v1/notifications").text()).contains("has finished");
    }

    @Test
    void claude_code_without_the_hub_does_nothing_that_needs_a_permission() throws Exception {
        requires("claude");
        Path trace = folder.resolve("was-run");
        shell().run("hook", "install", "claude-code", "--user", "--http");

        try (ModelStub model = ModelStub.wanting("touch " + trace)) {
            end(claude(model, "http://127.0.0.1:1"));
        }

        assertThat(Files.exists(trace)).as(said()).isFalse();
    }

    @Test
    void codex_reads_the_block_and_says_that_it_does_not_trust_it_yet() {
        requires("codex");
        shell().run("hook", "install", "codex", "--user");

        Run run = shell().run("hook", "doctor");

        assertThat(run.exitCode()).as(run.out()).isEqualTo(1);
        assertThat(run.out())
                .contains("Codex leaves the hook for permissionRequest out, which is untrusted")
                .contains("Codex calls the hub for PermissionRequest");
    }

    @ParameterizedTest
    @CsvSource({"approve, true", "decline, false"})
    void codex_does_what_was_answered_once_it_trusts_the_hook(String answer, boolean runs) throws Exception {
        requires("codex");
        Path trace = folder.resolve("was-run");
        String work = Files.createDirectories(folder.resolve("work")).toString();
        shell().run("hook", "install", "codex", "--user");

        try (ModelStub model = ModelStub.wanting("touch " + trace);
                CodexSession codex = new CodexSession(codex(model))) {
            codex.trustHooks(work);
            assertThat(shell().run("hook", "doctor").out()).contains("Codex trusts the hook for permissionRequest");
            CompletableFuture<Void> turn = CompletableFuture.runAsync(() -> codex.turn(work, "Do it"));
            Eventually.until("it is asked", () -> open(trace) != null);
            hub.post("user", "/v1/questions/" + open(trace).path("id").asText() + "/answer", Map.of("value", answer))
                    .expect(200);
            turn.orTimeout(SECONDS_MAX, TimeUnit.SECONDS).join();
        }

        assertThat(Files.exists(trace)).isEqualTo(runs);
    }

    /** With this very program as the command that its hooks call. */
    private Process codex(ModelStub model) throws IOException {
        Path programs = Files.createDirectories(folder.resolve("bin"));
        Path signalbox = Files.writeString(programs.resolve("signalbox"), """
            #!/bin/sh
            exec '%s' -cp '%s' dev.signalbox.cli.SignalboxCli "$@"
            """.formatted(
                        ProcessHandle.current().info().command().orElseThrow(), System.getProperty("java.class.path")));
        assertThat(signalbox.toFile().setExecutable(true)).isTrue();
        Path home = folder.resolve("home");
        Files.writeString(home.resolve(".codex/config.toml"), """
            model = "stub"
            model_provider = "stub"
            [model_providers.stub]
            name = "stub"
            base_url = "%s/v1"
            wire_api = "responses"
            env_key = "STUB_KEY"
            """.formatted(model.url()));
        ProcessBuilder builder = new ProcessBuilder(PROGRAMS.resolve("codex").toString(), "app-server")
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().clear();
        builder.environment()
                .putAll(Map.of(
                        "HOME", home.toString(),
                        "PATH", programs + ":" + System.getenv("PATH"),
                        "SIGNALBOX_URL", hub.url().toString(),
                        "SIGNALBOX_KEY", hub.key("daemon"),
                        "STUB_KEY", "none"));
        return builder.start();
    }

    private Process claude(ModelStub model, String hubUrl) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                        PROGRAMS.resolve("claude").toString(), "-p", "Do it", "--model", "claude-stub")
                .directory(Files.createDirectories(folder.resolve("work")).toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("said.txt").toFile());
        Path settings = folder.resolve("home/.claude/settings.json");
        Files.writeString(settings, Files.readString(settings).replace(hub.url().toString(), hubUrl));
        builder.environment().clear();
        builder.environment()
                .putAll(Map.of(
                        "HOME", folder.resolve("home").toString(),
                        "PATH", System.getenv("PATH"),
                        "SIGNALBOX_KEY", hub.key("daemon"),
                        "ANTHROPIC_BASE_URL", model.url(),
                        "ANTHROPIC_API_KEY", "none",
                        "DISABLE_AUTOUPDATER", "1",
                        "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC", "1"));
        Process process = builder.start();
        process.getOutputStream().close();
        return process;
    }

    private void end(Process process) throws Exception {
        boolean ended = process.waitFor(SECONDS_MAX, TimeUnit.SECONDS);
        if (!ended) process.destroyForcibly();
        assertThat(ended).as(said()).isTrue();
    }

    private String said() throws IOException {
        return Files.readString(folder.resolve("said.txt"));
    }

    private static JsonNode open(Path trace) {
        for (JsonNode question : hub.get("user", "/v1/questions").json().path("items")) {
            if (question.path("prompt").asText().contains(trace.toString())) return question;
        }
        return null;
    }
}
