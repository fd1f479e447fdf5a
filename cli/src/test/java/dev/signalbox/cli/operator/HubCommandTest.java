package dev.signalbox.cli.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.cli.HubRun;
import dev.signalbox.cli.TestShell;
import dev.signalbox.cli.run.ExitCode;
import dev.signalbox.hub.Eventually;
import dev.signalbox.hub.MountNamespace;
import dev.signalbox.hub.TestPorts;
import dev.signalbox.wire.Ids;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The hub as a process: what it says and gives back when it starts, cannot start, and is told to stop. */
class HubCommandTest {
    @TempDir
    Path folder;

    @Test
    void serves_until_it_is_told_to_stop_and_keeps_what_it_has() throws Exception {
        try (HubRun hub = HubRun.start(folder, "--port", "0").up()) {
            TestShell shell =
                    new TestShell(folder).with("SIGNALBOX_URL", hub.url().toString());
            assertThat(shell.run("notify", "kept").exitCode()).isZero();
            Path key = folder.resolve("signalbox-data/admin.key");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
                    .isEqualTo("rw-------");
        }

        try (HubRun hub = HubRun.start(folder, "--port", "0").up()) {
            TestShell shell =
                    new TestShell(folder).with("SIGNALBOX_URL", hub.url().toString());
            assertThat(shell.run("inbox").out()).contains("kept");
        }
    }

    @Test
    void answers_who_waits_and_ends_with_0_when_it_is_told_to_stop() throws Exception {
        HubRun hub = HubRun.start(folder, "--port", "0").up();
        String id = Ids.next();
        send(hub, "/v1/questions", "{\"id\":\"" + id + "\",\"prompt\":\"ship it?\"}")
                .get(60, TimeUnit.SECONDS);
        CompletableFuture<HttpResponse<String>> waiting = send(hub, "/v1/questions/" + id + "?wait=60s", null);
        Eventually.until(
                "somebody waits",
                () -> send(hub, "/metrics", null).join().body().contains("signalbox_question_waiting 1.0"));

        hub.terminate();

        HttpResponse<String> answer = waiting.get(60, TimeUnit.SECONDS);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("\"pending\"");
        assertThat(hub.end()).isZero();
    }

    private CompletableFuture<HttpResponse<String>> send(HubRun hub, String path, String body) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(hub.url().resolve(path)).header("X-API-Key", adminKey());
        if (body != null) request.header("Content-Type", "application/json").POST(BodyPublishers.ofString(body));
        return HttpClient.newHttpClient().sendAsync(request.build(), BodyHandlers.ofString());
    }

    private String adminKey() {
        try {
            return Files.readString(folder.resolve("signalbox-data/admin.key")).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void takes_from_the_environment_what_a_container_gives_it_and_says_that_it_is_open() throws Exception {
        String secret = "0123456789abcdef0123456789abcdef";
        Path keys = Files.writeString(folder.resolve("keys"), "night-bot:bot:" + secret + "\n");
        List<String> environment =
                List.of("env", "SIGNALBOX_HOST=0.0.0.0", "SIGNALBOX_BEHIND_PROXY=true", "SIGNALBOX_INIT_KEYS=" + keys);

        try (HubRun hub =
                HubRun.start(folder, environment, List.of(), "--port", "0").up()) {
            String url = hub.url().toString().replace("0.0.0.0", "127.0.0.1");
            TestShell bot = new TestShell(folder).with("SIGNALBOX_URL", url).with("SIGNALBOX_KEY", secret);
            assertThat(bot.run("notify", "hello").exitCode()).isZero();
            Eventually.assertThat(() -> assertThat(hub.said())
                    .contains("open       in clear text", "-p 127.0.0.1:7433:7433", "proxy that speaks TLS")
                    .doesNotContain(secret));
        }
    }

    @Test
    void says_nothing_of_being_open_on_loopback() throws Exception {
        try (HubRun hub = HubRun.start(folder, "--port", "0").up()) {
            Eventually.until("all is said", () -> hub.said().contains("stop with"));
            assertThat(hub.said()).doesNotContain("clear text");
        }
    }

    @Test
    void an_address_of_the_environment_alone_opens_nothing() throws Exception {
        HubRun hub = HubRun.start(folder, List.of("env", "SIGNALBOX_HOST=0.0.0.0"), List.of(), "--port", "0");

        assertThat(hub.end()).isEqualTo(ExitCode.USAGE);
        assertThat(hub.said()).contains("clear text over the network", "--behind-proxy");
    }

    @Test
    void says_in_a_line_that_it_has_no_file_to_read_again() throws Exception {
        try (HubRun hub = HubRun.start(folder, "--port", "0").up()) {
            hub.hangUp();

            Eventually.until("it says so", () -> hub.said().contains("no file to read again"));
            assertThat(hub.said()).doesNotContain("SEVERE");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ro", "noexec"})
    void starts_where_the_temporary_folder_is(String option, @TempDir Path temporary) throws Exception {
        Assumptions.assumeTrue(MountNamespace.isAllowed(), "this machine allows no mount namespace");
        List<String> wrapper =
                MountNamespace.wrapper("mount -t tmpfs -o " + option + " tmpfs \"$1\"", temporary.toString());

        try (HubRun hub = HubRun.start(folder, wrapper, List.of("-Djava.io.tmpdir=" + temporary), "--port", "0")
                .up()) {
            assertThat(hub.said())
                    .doesNotContain("\tat ")
                    .doesNotContain("WARN")
                    .doesNotContain("SEVERE");
        }
    }

    @Test
    void says_that_the_port_is_in_use() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            HubRun hub = HubRun.start(folder, "--port", Integer.toString(other.getLocalPort()));

            assertThat(hub.end()).isEqualTo(ExitCode.REFUSED);
            assertThat(hub.said()).contains("port " + other.getLocalPort(), "is in use", "--port");
            assertThat(folder.resolve("signalbox-data")).doesNotExist();
        }
    }

    @Test
    void a_start_that_cannot_succeed_leaves_nothing_behind() throws Exception {
        Path empty = Files.createFile(folder.resolve("empty.pem"));
        for (List<String> hopeless : List.of(
                List.of("--host", "203.0.113.7", "--behind-proxy", "--port", "0"),
                List.of("--port", "0", "--tls-cert", "missing.pem", "--tls-key", "missing.key"),
                List.of("--port", "0", "--tls-cert", empty.toString(), "--tls-key", empty.toString()))) {
            HubRun hub = HubRun.start(folder, hopeless.toArray(String[]::new));

            assertThat(hub.end()).as(hub.said()).isEqualTo(ExitCode.REFUSED);
            assertThat(hub.said()).startsWith("signalbox hub: ").doesNotContain("\tat ");
            assertThat(folder.resolve("signalbox-data")).doesNotExist();
        }
    }

    @Test
    void commands_in_its_folder_find_it_on_any_port_while_it_runs() throws Exception {
        Path noted = folder.resolve("signalbox-data/hub.url");
        TestShell shell = new TestShell(folder);
        try (HubRun hub = HubRun.start(folder, "--port", "0").up()) {
            assertThat(noted).hasContent(hub.url().toString());
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(noted)))
                    .isEqualTo("rw-------");
            TestShell.Run status = shell.run("status");
            assertThat(status.exitCode()).as(status.err()).isZero();
            assertThat(status.out()).contains(hub.url().toString(), "admin");
        }
        assertThat(noted).doesNotExist();

        Files.writeString(noted, "http://127.0.0.1:" + TestPorts.next());
        assertThat(shell.run("status").err()).contains(noted.toString(), "./signalbox hub");
        try (HubRun hub = HubRun.start(folder, "--port", "0").up()) {
            assertThat(noted).hasContent(hub.url().toString());
        }
    }

    @Test
    void says_that_a_second_hub_may_not_use_the_same_data() throws Exception {
        try (HubRun first = HubRun.start(folder, "--port", "0").up()) {
            HubRun second = HubRun.start(folder, "--port", "0");

            assertThat(second.end()).isEqualTo(ExitCode.REFUSED);
            assertThat(second.said()).contains("signalbox-data").doesNotContain("\tat ");
            assertThat(first.url()).isNotNull();
        }
    }

    @Test
    void says_that_the_data_folder_cannot_be_written() throws Exception {
        Files.writeString(folder.resolve("file"), "in the way");

        HubRun hub = HubRun.start(folder, "--port", "0", "--data", "file");

        assertThat(hub.end()).isEqualTo(ExitCode.REFUSED);
        assertThat(hub.said()).contains(folder.resolve("file").toString()).doesNotContain("\tat ");
    }

    @Test
    void refuses_to_listen_to_the_world_without_tls() {
        TestShell.Run run = new TestShell(folder).run("hub", "--host", "0.0.0.0");

        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains("0.0.0.0", "--behind-proxy", "--tls-cert");
    }
}
