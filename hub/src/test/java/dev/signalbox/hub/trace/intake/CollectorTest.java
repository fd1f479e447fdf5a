package dev.signalbox.hub.trace.intake;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.Eventually;
import dev.signalbox.hub.TestHub;
import dev.signalbox.hub.TestPorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The OpenTelemetry Collector, unmodified, with a hub behind it: what it is given arrives, over gRPC and over HTTP,
 * also what it was given while the hub was away. It runs where {@code .ci/otlp-clients} has built it, and else says
 * that it did not.
 */
@DisplayNameGeneration(ReplaceUnderscores.class)
class CollectorTest {
    private static final Path BUILT = Path.of(System.getProperty("basedir", ""), "target", "otlp-clients", "otelcol")
            .toAbsolutePath();
    /** What a collector says of data that it gives up, and of data that it will send again. */
    private static final String DROPPED = "Dropping data";

    private static final String AGAIN = "Will retry the request";
    private static final int PATIENCE_SECONDS = 60;

    @TempDir
    Path folder;

    private final List<Process> collectors = new ArrayList<>();
    private TestHub hub;
    private IntakeHub intake;
    private Path said;
    private URI front;

    @BeforeEach
    void start() {
        Assumptions.assumeTrue(
                Files.isExecutable(BUILT),
                "the Collector is not built, so it did not run against the hub; .ci/otlp-clients builds it");
        hub = TestHub.start(folder.resolve("data"));
        intake = new IntakeHub(hub);
    }

    @AfterEach
    void stop() throws InterruptedException {
        for (Process collector : collectors) {
            collector.destroy();
            if (!collector.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) collector.destroyForcibly();
        }
        if (hub != null) hub.close();
    }

    @ParameterizedTest
    @CsvSource({"otlp, gzip", "otlphttp, gzip", "otlp, none", "otlphttp, none"})
    void hands_on_what_it_is_given_also_over_a_restart_of_the_hub(String exporter, String compression)
            throws IOException {
        collect(exporter, compression, intake.secret());

        give("/v1/traces", IntakeHub.spans(IntakeHub.span(1, "")));
        give(
                "/v1/logs",
                "{'resourceLogs':[{'scopeLogs':[{'logRecords':[{'timeUnixNano':'1795241289649000000',"
                        + "'body':{'stringValue':'said'}}]}]}]}");
        give(
                "/v1/metrics",
                "{'resourceMetrics':[{'scopeMetrics':[{'metrics':[{'name':'m','gauge':{'dataPoints':[{"
                        + "'timeUnixNano':'1795241289649000000','asInt':'1'}]}}]}]}]}");
        arrived(1);
        hub.stop();
        give("/v1/traces", IntakeHub.spans(IntakeHub.span(2, "")));
        Eventually.assertThat(() -> assertThat(complaints()).contains(AGAIN));
        hub.open();

        arrived(2);
        assertThat(complaints()).doesNotContain(DROPPED, "Partial success");
    }

    @ParameterizedTest
    @CsvSource({"otlp, Unauthenticated", "otlphttp, 401"})
    void is_told_at_once_that_its_key_opens_nothing(String exporter, String word) throws IOException {
        collect(exporter, "gzip", intake.secret() + "x");

        give("/v1/traces", IntakeHub.spans(IntakeHub.span(1, "")));

        Eventually.assertThat(() -> assertThat(complaints()).contains(DROPPED, word));
        assertThat(complaints()).doesNotContain(AGAIN).contains("this key is unknown");
        assertThat(intake.events("trace.span_received")).isEmpty();
    }

    private void arrived(int spans) {
        Eventually.assertThat(() -> {
            JsonNode found = hub.get("admin", "/v1/traces/" + IntakeHub.TRACE).json();
            assertThat(found.path("observations").intValue())
                    .as("%s", complaints())
                    .isEqualTo(spans);
        });
    }

    /** A collector that is ready. */
    private void collect(String exporter, String compression, String key) throws IOException {
        front = URI.create("http://127.0.0.1:" + TestPorts.next());
        said = folder.resolve("said.txt");
        String endpoint =
                exporter.equals("otlp") ? "127.0.0.1:" + hub.port() : hub.url().toString();
        Path config = Files.writeString(folder.resolve("collector.yaml"), """
                receivers:
                  otlp: {protocols: {http: {endpoint: "%s"}}}
                exporters:
                  %s:
                    endpoint: "%s"
                    compression: %s
                    tls: {insecure: true}
                    headers: {authorization: "Bearer %s"}
                    retry_on_failure: {initial_interval: 100ms, max_interval: 500ms}
                service:
                  telemetry: {metrics: {level: none}}
                  pipelines:
                    traces: {receivers: [otlp], exporters: [%s]}
                    logs: {receivers: [otlp], exporters: [%s]}
                    metrics: {receivers: [otlp], exporters: [%s]}
                """.formatted(
                        front.getAuthority(), exporter, endpoint, compression, key, exporter, exporter, exporter));
        collectors.add(new ProcessBuilder(BUILT.toString(), "--config=file:" + config)
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start());
        Eventually.assertThat(() -> assertThat(complaints()).contains("Everything is ready"));
    }

    private void give(String path, String json) {
        HttpRequest request = HttpRequest.newBuilder(front.resolve(path))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(json.replace('\'', '"')))
                .build();
        TestHub.send(request).expect(200);
    }

    private String complaints() {
        try {
            return Files.readString(said, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
