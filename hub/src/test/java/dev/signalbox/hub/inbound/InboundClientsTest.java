package dev.signalbox.hub.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.Eventually;
import dev.signalbox.hub.TestHub;
import dev.signalbox.hub.TestPorts;
import dev.signalbox.hub.UnmodifiedPrograms;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Unmodified programs that tell a hub something. They run where {@code .ci/inbound-clients} has installed them, or
 * where the folder is that {@code SIGNALBOX_TEST_INBOUND} names, Alertmanager where it is on the path; and else say
 * that they did not.
 */
@DisplayNameGeneration(ReplaceUnderscores.class)
class InboundClientsTest {
    private static final Path CLIENTS = UnmodifiedPrograms.installed("SIGNALBOX_TEST_INBOUND", "inbound-clients");
    private static final Path PYTHON = CLIENTS.resolve("python/bin/python");
    private static final Path NODE_PACKAGES = CLIENTS.resolve("node");

    @TempDir
    static Path folder;

    static TestHub hub;
    static UnmodifiedPrograms programs;

    @BeforeAll
    static void start() {
        hub = TestHub.start(folder.resolve("data"), Clock.systemUTC());
        programs = new UnmodifiedPrograms(folder, Map.of("TOOL_KEY", hub.key("daemon")));
    }

    @AfterAll
    static void stop() {
        hub.close();
    }

    @Test
    void apprise() throws Exception {
        UnmodifiedPrograms.require(PYTHON, ".ci/inbound-clients installs Apprise and the SDKs of CloudEvents");

        JsonNode told = UnmodifiedPrograms.seen(programs.run(
                folder,
                PYTHON.toString(),
                programs.copied("/inbound/apprise-judge.py").toString(),
                hub.url().toString()));

        assertThat(told)
                .hasToString(
                        "{\"token\":true,\"password\":true,\"user\":true,\"topics\":true,\"wrong\":false,\"gotify\":true,\"gotify-wrong\":false}");
        JsonNode urgent = titled("Grüße token");
        assertThat(urgent.path("body").asText()).isEqualTo("2 % left\n\nsecond line");
        assertThat(urgent.path("priority").asInt()).isEqualTo(5);
        assertThat(urgent.path("link").asText()).isEqualTo("https://a.example/1");
        assertThat(urgent.path("tags").toString()).startsWith("[\"disks\",").contains("fire", "db");
        assertThat(titled("Grüße gotify").path("priority").asInt()).isEqualTo(4);
        List<String> topics = new ArrayList<>();
        for (JsonNode each : notifications()) {
            if (each.path("title").asText().equals("Grüße topics"))
                topics.add(each.at("/tags/0").asText());
        }
        assertThat(topics).containsExactlyInAnyOrder("one", "two");
    }

    @Test
    void the_sdk_of_cloudevents_for_python() throws Exception {
        UnmodifiedPrograms.require(PYTHON, ".ci/inbound-clients installs Apprise and the SDKs of CloudEvents");

        JsonNode told = UnmodifiedPrograms.seen(programs.run(
                folder,
                PYTHON.toString(),
                programs.copied("/inbound/cloudevents-judge.py").toString(),
                hub.url().toString()));

        assertThat(told.at("/batch/0/notification")).isEqualTo(told.at("/binary/0/notification"));
        assertThat(told.at("/batch/0/changed").asBoolean()).isFalse();
        assertThat(told.at("/batch/1/changed").asBoolean()).isFalse();
        assertThat(told.at("/batch/2/changed").asBoolean()).isTrue();
        assertThat(titled("Told by Python 1").at("/data/event/subject").asText())
                .isEqualTo("café 1");
        assertThat(titled("Told by Python 1").path("body").asText()).isEqualTo("ä");
    }

    @Test
    void the_sdk_of_cloudevents_for_javascript() throws Exception {
        UnmodifiedPrograms.require(
                NODE_PACKAGES.resolve("node_modules/cloudevents"), ".ci/inbound-clients installs it");

        JsonNode told = UnmodifiedPrograms.seen(programs.run(
                NODE_PACKAGES,
                "node",
                programs.copied("/inbound/cloudevents-judge.mjs").toString(),
                hub.url().toString()));

        assertThat(told.at("/binary/0/changed").asBoolean()).isTrue();
        assertThat(told.at("/structured/0/state").asText()).isEqualTo("firing");
        assertThat(titled("Told by JavaScript 2").path("dedupKey").asText()).endsWith("/of the judge");
    }

    @Test
    void alertmanager() throws Exception {
        Path program = onPath(List.of("alertmanager", "prometheus-alertmanager"));
        UnmodifiedPrograms.require(program, "Alertmanager is not on the path (Debian: prometheus-alertmanager)");
        Path config =
                Files.writeString(folder.resolve("alertmanager.yml"), """
                route: {receiver: signalbox, group_wait: 0s, group_interval: 1s, repeat_interval: 1h, group_by: [alertname]}
                receivers:
                  - name: signalbox
                    webhook_configs:
                      - url: %s/v1/inbound/alertmanager
                        send_resolved: true
                        max_alerts: 2
                        http_config: {authorization: {type: Bearer, credentials: "%s"}}
                """.formatted(hub.url(), hub.key("daemon")));
        int port = TestPorts.next();
        Process alertmanager = new ProcessBuilder(
                        program.toString(),
                        "--config.file=" + config,
                        "--storage.path=" + folder.resolve("alertmanager"),
                        "--cluster.listen-address=",
                        "--web.listen-address=127.0.0.1:" + port)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("alertmanager.log").toFile())
                .start();
        try {
            String url = "http://127.0.0.1:" + port + "/api/v2/alerts";
            Eventually.until("Alertmanager takes alerts", () -> sent(url, three("")));
            Eventually.until("what fires is open", () -> states("Disk of ").equals("open,open"));
            assertThat(notifications().get(0).path("body").asText()).contains("1 more alert");
            sent(url, three(",\"endsAt\":\"2026-11-21T08:00:00Z\""));
            Eventually.until(
                    "what is over is resolved", () -> states("Disk of ").equals("resolved,resolved"));
        } finally {
            alertmanager.destroyForcibly().waitFor();
        }
    }

    private static String three(String more) {
        List<String> alerts = new ArrayList<>();
        for (int i = 1; i <= 3; i++) {
            alerts.add("{\"labels\":{\"alertname\":\"DiskFull\",\"severity\":\"critical\",\"instance\":\"db" + i
                    + "\"},\"annotations\":{\"summary\":\"Disk of db" + i + "\"},\"startsAt\":\"2026-11-21T07:00:00Z\""
                    + more + "}");
        }
        return "[" + String.join(",", alerts) + "]";
    }

    private static boolean sent(String url, String alerts) {
        try {
            return TestHub.send(HttpRequest.newBuilder(URI.create(url))
                                    .header("Content-Type", "application/json")
                                    .POST(BodyPublishers.ofString(alerts))
                                    .build())
                            .status()
                    == 200;
        } catch (RuntimeException notYet) {
            return false;
        }
    }

    private static Path onPath(List<String> names) {
        for (String folder : System.getenv().getOrDefault("PATH", "").split(":", -1)) {
            for (String name : names) {
                Path program = Path.of(folder).resolve(name);
                if (Files.isExecutable(program)) return program;
            }
        }
        return Path.of(names.get(0));
    }

    private static String states(String beginning) {
        List<String> states = new ArrayList<>();
        for (JsonNode each : notifications()) {
            if (each.path("title").asText().startsWith(beginning))
                states.add(each.path("state").asText());
        }
        return String.join(",", states);
    }

    private static JsonNode titled(String title) {
        for (JsonNode each : notifications()) if (each.path("title").asText().equals(title)) return each;
        throw new AssertionError("nobody told " + title + ": " + notifications());
    }

    private static JsonNode notifications() {
        return hub.get("daemon", "/v1/notifications?state=all")
                .expect(200)
                .json()
                .path("items");
    }
}
