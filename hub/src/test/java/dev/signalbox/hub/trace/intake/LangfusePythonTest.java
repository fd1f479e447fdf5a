package dev.signalbox.hub.trace.intake;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import dev.signalbox.hub.TestHub;
import dev.signalbox.wire.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The SDK of Langfuse for Python, unmodified, against a hub. It runs where the interpreter that
 * {@code SIGNALBOX_TEST_PYTHON} names, else {@code python3}, has it, and else says that it did not; what the SDK sends
 * is captured and sent by {@link IntakeContract} everywhere.
 */
@DisplayNameGeneration(ReplaceUnderscores.class)
class LangfusePythonTest {
    private static final String VERSION = "5.0.4";
    private static final int PATIENCE_SECONDS = 120;

    @TempDir
    Path folder;

    @Test
    void an_unmodified_program_reads_back_what_it_said() throws IOException, InterruptedException {
        String python = Objects.requireNonNullElse(System.getenv("SIGNALBOX_TEST_PYTHON"), "python3");
        String missing =
                python + " has no langfuse " + VERSION + ", so its unmodified client did not run against the hub;"
                        + " pip install langfuse==" + VERSION + " and name the interpreter in SIGNALBOX_TEST_PYTHON";
        Assumptions.assumeTrue(hasClient(python), missing);
        try (TestHub hub = TestHub.start(folder.resolve("data"))) {
            IntakeHub intake = new IntakeHub(hub);

            JsonNode told = run(
                    python,
                    Map.of(
                            "LANGFUSE_PUBLIC_KEY", intake.publicKey(),
                            "LANGFUSE_SECRET_KEY", intake.secret(),
                            "LANGFUSE_BASE_URL", hub.url().toString()));

            assertThat(told.path("scores")).hasToString("[\"quality\",\"sess\",\"tone\"]");
            assertThat(told.at("/outputs/flag")).isEqualTo(BooleanNode.TRUE);
            assertThat(told.at("/usage/answer")).hasToString("{\"input\":120,\"output\":30,\"total\":150}");
            assertThat(intake.events("trace.refused")).isEmpty();
        }
    }

    private static boolean hasClient(String python) throws InterruptedException {
        try {
            Process asked = new ProcessBuilder(
                            python,
                            "-c",
                            "import importlib.metadata as m, sys; sys.exit(m.version('langfuse') != '" + VERSION + "')")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return asked.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) && asked.exitValue() == 0;
        } catch (IOException noSuchProgram) {
            return false;
        }
    }

    private JsonNode run(String python, Map<String, String> environment) throws IOException, InterruptedException {
        Path program = folder.resolve("client.py");
        try (var in = Objects.requireNonNull(
                LangfusePythonTest.class.getResourceAsStream("/traces/python-langfuse-" + VERSION + "/client.py"))) {
            Files.copy(in, program);
        }
        Path said = folder.resolve("said.txt");
        Path complained = folder.resolve("complained.txt");
        ProcessBuilder start = new ProcessBuilder(python, program.toString())
                .redirectOutput(said.toFile())
                .redirectError(complained.toFile());
        start.environment().putAll(environment);
        Process client = start.start();
        assertThat(client.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(client.exitValue()).as(Files.readString(complained)).isZero();
        List<String> lines = Files.readAllLines(said);
        return Json.readLenient(lines.get(lines.size() - 1).getBytes(StandardCharsets.UTF_8), JsonNode.class);
    }
}
