package dev.signalbox.hub.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.hub.HubConfig;
import dev.signalbox.hub.SelfSigned;
import dev.signalbox.hub.TestClock;
import dev.signalbox.hub.TestHub;
import io.opentelemetry.exporter.otlp.trace.OtlpGrpcSpanExporter;
import io.opentelemetry.sdk.common.CompletableResultCode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The HTTP door with a certificate of its own. */
class TlsTest {
    @TempDir
    Path folder;

    private SelfSigned certificate;
    private TestHub hub;

    @BeforeEach
    void start() throws Exception {
        certificate = SelfSigned.in(folder);
        hub = TestHub.start(
                new HubConfig(
                        folder.resolve("data"),
                        null,
                        "127.0.0.1",
                        0,
                        false,
                        certificate.certificate(),
                        certificate.key(),
                        null),
                new TestClock());
    }

    @AfterEach
    void stop() {
        hub.close();
    }

    @ParameterizedTest
    @EnumSource
    void whoever_trusts_the_certificate_reads_writes_and_follows(HttpClient.Version version) throws Exception {
        HttpClient client = HttpClient.newBuilder()
                .version(version)
                .sslContext(certificate.trusted())
                .build();
        HttpRequest post = request("/v1/notifications")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"title\":\"sealed\"}"))
                .build();

        HttpResponse<String> posted = client.send(post, BodyHandlers.ofString());
        HttpResponse<String> listed = client.send(request("/v1/notifications").build(), BodyHandlers.ofString());
        HttpRequest follow = request("/v1/events?after=start&types=notification.*")
                .header("Accept", "text/event-stream")
                .build();
        try (Stream<String> lines = client.send(follow, BodyHandlers.ofLines()).body()) {
            assertThat(lines.filter(line -> line.startsWith("data: {\"spec")).findFirst())
                    .hasValueSatisfying(line -> assertThat(line).contains("sealed"));
        }

        assertThat(posted.statusCode()).isEqualTo(201);
        assertThat(listed.statusCode()).isEqualTo(200);
        assertThat(listed.body()).contains("sealed");
        assertThat(listed.version()).isEqualTo(version);
    }

    @Test
    void an_exporter_that_is_set_to_grpc_is_served() throws IOException {
        try (OtlpGrpcSpanExporter exporter = OtlpGrpcSpanExporter.builder()
                .setEndpoint("https://localhost:" + hub.port())
                .setTrustedCertificates(Files.readAllBytes(certificate.certificate()))
                .addHeader("authorization", "Bearer " + hub.key("admin"))
                .build()) {
            CompletableResultCode result = exporter.export(List.of()).join(60, TimeUnit.SECONDS);

            assertThat(result.isSuccess())
                    .as("export: %s", result.getFailureThrowable())
                    .isTrue();
        }
    }

    @Test
    void whoever_still_sends_a_head_over_the_limits_reads_why_it_is_refused() throws Exception {
        HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(certificate.trusted())
                .build();

        HttpResponse<String> refused = client.send(
                request("/v1/tables/runs/rows/" + "y".repeat(8 * 1024 * 1024)).build(), BodyHandlers.ofString());

        assertThat(refused.statusCode()).isEqualTo(414);
        assertThat(refused.body()).contains("uri_too_long");
    }

    @Test
    void whoever_does_not_know_the_certificate_sends_nothing() {
        HttpClient stranger = HttpClient.newHttpClient();

        assertThatThrownBy(() -> stranger.send(request("/v1/whoami").build(), BodyHandlers.discarding()))
                .isInstanceOf(SSLHandshakeException.class);
    }

    @Test
    void plain_http_gets_no_answer() {
        HttpRequest plain = HttpRequest.newBuilder(URI.create("http://localhost:" + hub.port() + "/health/live"))
                .build();

        assertThatThrownBy(() -> HttpClient.newHttpClient().send(plain, BodyHandlers.discarding()))
                .isInstanceOf(IOException.class);
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("https://localhost:" + hub.port() + path))
                .header("Authorization", "Bearer " + hub.key("admin"));
    }
}
