package dev.signalbox.hub.trace.intake;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.Eventually;
import dev.signalbox.hub.TestHub;
import dev.signalbox.wire.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The exporters of OpenTelemetry for Python and Go, unmodified and set to gRPC, against a hub: what they say, and what
 * the hub holds. Each runs where its runtime has it, and else says that it did not; that of Java runs everywhere
 * ({@link OpenTelemetryClientContract}).
 */
@DisplayNameGeneration(ReplaceUnderscores.class)
class GrpcExportersTest {
    private static final String PYTHON_VERSION = "1.45.2";
    private static final int PATIENCE_SECONDS = 120;

    @TempDir
    Path folder;

    private TestHub hub;
    private IntakeHub intake;

    @BeforeEach
    void start() {
        hub = TestHub.start(folder.resolve("data"));
        intake = new IntakeHub(hub);
    }

    @AfterEach
    void stop() {
        hub.close();
    }

    @Test
    void python_says_both_runs_though_the_hub_is_busy_in_one_and_is_started_anew_between_them() throws Exception {
        String python = python();
        Path program = copied("python-otlp-grpc-" + PYTHON_VERSION, "client.py");
        Path said = folder.resolve("said.txt");
        Path complained = folder.resolve("complained.txt");
        Process client;
        try (FullIntake full = FullIntake.of(hub, intake.secret())) {
            client = exporter(said, complained, "60", python, program.toString());
            Eventually.assertThat(() -> assertThat(text(complained)).contains("StatusCode.UNAVAILABLE"));
            assertThat(text(complained)).contains("retrying in 2");
        }
        Eventually.assertThat(() -> assertThat(text(said)).contains("between"));
        hub.restart();
        client.getOutputStream().write('\n');
        client.getOutputStream().close();

        JsonNode told = told(client, said, complained);
        assertThat(told.path("exported")).hasToString("[true,true]");
        assertWhole(told.at("/traces/0").asText());
        assertWhole(told.at("/traces/1").asText());
        assertThat(intake.events("trace.span_received")).hasSize(4);
    }

    @Test
    void go_comes_again_when_a_busy_hub_tells_it_to() throws Exception {
        Path agent = go();
        Path said = folder.resolve("said.txt");
        Path complained = folder.resolve("complained.txt");
        Process client;
        try (FullIntake full = FullIntake.of(hub, intake.secret())) {
            client = exporter(said, complained, "60000", agent.toString());
            Eventually.assertThat(() -> assertThat(full.refused()).isPositive());
        }

        assertWhole(told(client, said, complained).path("trace").asText());
        assertThat(intake.events("trace.span_received")).hasSize(2);
    }

    private void assertWhole(String trace) {
        Eventually.assertThat(() -> {
            JsonNode found = hub.get("admin", "/v1/traces/" + trace).expect(200).json();
            assertThat(found.path("observations").intValue()).isEqualTo(2);
            assertThat(found.path("totalTokens").intValue()).isEqualTo(150);
        });
    }

    /** @param timeout a minute: Go has it in milliseconds, as the specification says, Python in seconds */
    private Process exporter(Path said, Path complained, String timeout, String... command) throws IOException {
        ProcessBuilder start =
                new ProcessBuilder(command).redirectOutput(said.toFile()).redirectError(complained.toFile());
        start.environment().put("OTEL_EXPORTER_OTLP_ENDPOINT", hub.url().toString());
        start.environment().put("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc");
        start.environment().put("OTEL_EXPORTER_OTLP_INSECURE", "true");
        start.environment().put("OTEL_EXPORTER_OTLP_COMPRESSION", "gzip");
        start.environment().put("OTEL_EXPORTER_OTLP_TIMEOUT", timeout);
        start.environment().put("OTEL_EXPORTER_OTLP_HEADERS", "authorization=Bearer%20" + intake.secret());
        return start.start();
    }

    private static JsonNode told(Process client, Path said, Path complained) throws Exception {
        assertThat(client.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(client.exitValue()).as(text(complained)).isZero();
        List<String> lines = Files.readAllLines(said);
        return Json.readLenient(lines.get(lines.size() - 1).getBytes(StandardCharsets.UTF_8), JsonNode.class);
    }

    private static String text(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path copied(String client, String file) throws IOException {
        Path copy = folder.resolve(file);
        try (InputStream in =
                Objects.requireNonNull(GrpcExportersTest.class.getResourceAsStream("/traces/" + client + "/" + file))) {
            Files.copy(in, copy);
        }
        return copy;
    }

    private static String python() throws InterruptedException {
        String python = Objects.requireNonNullElse(System.getenv("SIGNALBOX_TEST_PYTHON"), "python3");
        String exporter = "opentelemetry-exporter-otlp-proto-grpc";
        boolean there = succeeds(
                null,
                python,
                "-c",
                "import importlib.metadata as m, sys; sys.exit(m.version('" + exporter + "') != '" + PYTHON_VERSION
                        + "')");
        Assumptions.assumeTrue(
                there,
                python + " has no " + exporter + " " + PYTHON_VERSION
                        + ", so that unmodified exporter did not run against the hub; pip install " + exporter + "=="
                        + PYTHON_VERSION + " and name the interpreter in SIGNALBOX_TEST_PYTHON");
        return python;
    }

    /** The program, built of the modules that are there already. */
    private Path go() throws IOException, InterruptedException {
        for (String file : List.of("main.go", "go.mod", "go.sum")) copied("go-otlp-grpc-1.47.0", file);
        Assumptions.assumeTrue(
                succeeds(folder, "go", "build", "-o", "agent", "."),
                "there is no go, or it has not the modules of hub/src/test/resources/traces/go-otlp-grpc-1.47.0, so"
                        + " that unmodified exporter did not run against the hub; .ci/otlp-clients brings them");
        return folder.resolve("agent");
    }

    private static boolean succeeds(Path folder, String... command) throws InterruptedException {
        try {
            ProcessBuilder start = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD);
            if (folder != null) start.directory(folder.toFile());
            start.environment().put("GOPROXY", "off");
            start.environment().put("GOTOOLCHAIN", "local");
            Process asked = start.start();
            return asked.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) && asked.exitValue() == 0;
        } catch (IOException noSuchProgram) {
            return false;
        }
    }
}
