package dev.signalbox.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.cli.HubRun;
import dev.signalbox.cli.TestShell;
import dev.signalbox.client.Signalbox;
import dev.signalbox.hub.Authority;
import dev.signalbox.hub.Eventually;
import dev.signalbox.hub.HubConfig;
import dev.signalbox.hub.TestHub;
import dev.signalbox.wire.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A hub whose certificate no platform knows, and what is told of certificates that are wrong. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TlsWordsTest {
    private Path folder;
    private Authority authority;
    private TestHub hub;
    private TestHub stale;
    private TestHub plain;
    private String key;

    @BeforeAll
    void start(@TempDir Path temporary) throws Exception {
        folder = temporary;
        authority = Authority.in(folder.resolve("pki"));
        hub = TestHub.start(sealed("good", 1, 5), Clock.systemUTC());
        stale = TestHub.start(sealed("stale", 8, 3), Clock.systemUTC());
        plain = TestHub.start(folder.resolve("plain"), Clock.systemUTC());
        key = Files.readString(folder.resolve("good/admin.key")).strip();
    }

    private HubConfig sealed(String name, int beganDaysAgo, int days) throws Exception {
        Path certificate = authority.signs(name, beganDaysAgo, days);
        Path secret = certificate.resolveSibling(name + ".key");
        return new HubConfig(folder.resolve(name), null, "127.0.0.1", 0, false, certificate, secret, null);
    }

    @AfterAll
    void stop() {
        for (TestHub each : List.of(hub, stale, plain)) each.close();
    }

    @Test
    void whoever_is_given_the_authority_gets_in() {
        String ca = authority.certificate().toString();
        assertThat(status(url("https", "localhost", hub), "--ca", ca).exitCode())
                .isZero();
        TestShell.Run byVariable =
                shell().with("SIGNALBOX_CA", ca).run("status", "--url", url("https", "localhost", hub));
        assertThat(byVariable.exitCode()).as(byVariable.err()).isZero();
        // The hub's own certificate is as good.
        String own = folder.resolve("pki/good.pem").toString();
        assertThat(status(url("https", "localhost", hub), "--ca", own).exitCode())
                .isZero();
    }

    @Test
    void a_program_that_trusts_the_authority_is_heard() {
        try (Signalbox client = Signalbox.open(options -> options.url(url("https", "localhost", hub))
                .key(key)
                .trust(authority.certificate())
                .store(folder.resolve("program.db")))) {
            client.notifications().post("sealed", notice -> {});
            Eventually.until("it is sent", () -> client.outbox().isDrained());
        }
    }

    @Test
    void each_fault_has_its_words_and_no_start_of_a_hub_is_advised() {
        String ca = authority.certificate().toString();
        told(status(url("https", "localhost", hub)), "signed by nobody that this program trusts", "--ca FILE.pem");
        String other = folder.resolve("pki/stale.pem").toString();
        told(status(url("https", "localhost", hub), "--ca", other), "signed by nobody that this program trusts");
        told(status(url("https", "127.0.0.1", hub), "--ca", ca), "for another name than 127.0.0.1");
        told(status(url("https", "localhost", stale), "--ca", ca), "has expired", "clocks");
        told(status(url("http", "localhost", hub)), "write https://");
        told(status(url("https", "localhost", plain)), "speaks no TLS", "http://");
    }

    private static void told(TestShell.Run run, String... words) {
        assertThat(run.exitCode()).isEqualTo(ExitCode.UNREACHABLE);
        assertThat(run.err()).contains(words).doesNotContain("PKIX", "sun.security", "Exception", "./signalbox hub");
    }

    @Test
    void a_file_that_is_no_certificate_is_wrong_usage() {
        String url = url("https", "localhost", hub);
        for (String file : List.of("missing.pem", "pki/good.key", "pki")) {
            TestShell.Run run = status(url, "--ca", file);
            assertThat(run.exitCode()).as(file).isEqualTo(ExitCode.USAGE);
            assertThat(run.err()).contains(file, "SIGNALBOX_CA").doesNotContain("Exception");
        }
    }

    @Test
    void the_log_counts_handshakes_that_fail_and_is_json_where_that_is_wanted() throws Exception {
        Path certificate = folder.resolve("pki/good.pem");
        try (HubRun run = HubRun.start(
                        folder,
                        "--port",
                        "0",
                        "--data",
                        "logged",
                        "--log-format",
                        "json",
                        "--tls-cert",
                        certificate.toString(),
                        "--tls-key",
                        folder.resolve("pki/good.key").toString())
                .up()) {
            for (int i = 0; i < 3; i++) {
                speaksClearText(run.url().getPort(), key);
            }
            Eventually.until("it is counted", () -> run.said().contains("TLS handshakes failed: 1 "));
            String shown = HexFormat.of().formatHex(key.substring(20).getBytes(StandardCharsets.US_ASCII));
            assertThat(run.said().toLowerCase(Locale.ROOT)).doesNotContain(shown);
            assertThat(messages(run).filter(line -> line.contains("TLS handshakes")))
                    .hasSize(1);
            run.terminate();
            assertThat(run.end()).isZero();
            assertThat(messages(run)).anyMatch(line -> line.startsWith("Signalbox is up at https://"));
            assertThat(messages(run).reduce((before, last) -> last)).contains("stopped");
        }
    }

    @Test
    void a_hub_that_does_not_start_says_so_in_json_where_that_is_wanted() throws Exception {
        Files.writeString(folder.resolve("no-folder"), "a file");
        try (HubRun run = HubRun.start(folder, "--port", "0", "--data", "no-folder", "--log-format", "json")) {
            assertThat(run.end()).isNotZero();
            assertThat(messages(run)).isNotEmpty();
        }
        try (HubRun run = HubRun.start(folder, "--tls-cert", "alone.pem", "--log-format", "json")) {
            assertThat(run.end()).isNotZero();
            assertThat(messages(run)).anyMatch(line -> line.contains("tls"));
        }
    }

    /** All that it said, which has to be records as JSON, a line each. */
    private static Stream<String> messages(HubRun run) {
        return run.said().lines().map(line -> {
            JsonNode message = Json.readLenient(line.getBytes(StandardCharsets.UTF_8), JsonNode.class)
                    .path("message");
            assertThat(message.isTextual()).as(line).isTrue();
            return message.asText();
        });
    }

    @Test
    void a_log_of_warnings_is_silent_about_a_good_start() throws Exception {
        try (HubRun run = HubRun.start(folder, "--port", "0", "--data", "silent", "--log-level", "warning")
                .up()) {
            assertThat(run.said()).doesNotContain(" INFO ");
        }
    }

    private TestShell shell() {
        return new TestShell(folder).with("SIGNALBOX_KEY", key);
    }

    private TestShell.Run status(String url, String... more) {
        List<String> arguments = new ArrayList<>(List.of("status", "--url", url));
        arguments.addAll(List.of(more));
        return shell().run(arguments.toArray(String[]::new));
    }

    private static String url(String scheme, String host, TestHub hub) {
        return scheme + "://" + host + ":" + hub.port();
    }

    /** The hub may reset the connection at any time. */
    private static void speaksClearText(int port, String key) {
        try (Socket stranger = new Socket(InetAddress.getLoopbackAddress(), port)) {
            stranger.getOutputStream()
                    .write(("GET / HTTP/1.1\r\nAuthorization: Bearer " + key + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            stranger.getInputStream().readAllBytes();
        } catch (IOException reset) {
            assertThat(reset).hasMessageNotContaining(key);
        }
    }
}
