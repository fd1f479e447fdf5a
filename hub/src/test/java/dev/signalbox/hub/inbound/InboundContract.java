package dev.signalbox.hub.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.hub.HubConfig;
import dev.signalbox.hub.TestClock;
import dev.signalbox.hub.TestHub;
import dev.signalbox.hub.TestHub.Reply;
import dev.signalbox.wire.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Tools that tell their alerts over real HTTP; one hub for all. The same on both engines. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class InboundContract {
    private static final String FILE = """
            roles: {watcher: {description: posts only}}
            tables:
              notifications:
                commands: {notification.post: [daemon, watcher], notification.resolve: [daemon]}
            inbound:
              github: {secret: "It's a Secret to Everybody"}
              grafana: {secret: of both sides, timestampHeader: X-Signed-At}
            """;

    private TestHub hub;
    private int group;

    abstract HubConfig on(HubConfig plain);

    @BeforeAll
    void start(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("signalbox.yaml"), FILE);
        HubConfig plain = HubConfig.embedded(folder.resolve("data"), 0);
        hub = TestHub.start(
                on(new HubConfig(plain.data(), null, plain.host(), 0, false, null, null, file)), new TestClock());
    }

    @AfterAll
    void stop() {
        hub.close();
    }

    @Test
    void firing_and_resolved_of_one_fingerprint_are_one_notification() {
        String print = "f" + ++group;
        JsonNode fired = tell(alert(print, "firing", "08:00", null));
        JsonNode again = tell(alert(print, "firing", "08:00", null));
        JsonNode over = tell(alert(print, "resolved", "08:00", "08:10"));
        JsonNode overAgain = tell(alert(print, "resolved", "08:00", "08:10"));
        JsonNode late = tell(alert(print, "firing", "08:00", null));

        assertThat(fired.path("changed").asBoolean()).isTrue();
        assertThat(over.path("changed").asBoolean()).isTrue();
        for (JsonNode repeated : List.of(again, overAgain, late)) {
            assertThat(repeated.path("changed").asBoolean()).isFalse();
        }
        for (JsonNode each : List.of(again, over, overAgain, late)) {
            assertThat(each.path("notification")).isEqualTo(fired.path("notification"));
        }
        assertThat(shown(fired).path("state").asText()).isEqualTo("resolved");
        assertThat(shown(fired).path("source").asText()).isEqualTo("daemon");
        assertThat(shown(fired).path("dedupKey").asText()).isEqualTo("alertmanager/daemon/" + print);
    }

    @Test
    void an_end_of_what_never_fired_shows_nothing_and_a_late_beginning_is_over() {
        String print = "f" + ++group;
        JsonNode over = tell(alert(print, "resolved", "08:00", "08:10"));
        JsonNode late = tell(alert(print, "firing", "08:00", null));

        assertThat(over.has("notification")).isFalse();
        assertThat(shown(late).path("state").asText()).isEqualTo("resolved");
    }

    @Test
    void acknowledged_is_told_of_what_fires_and_of_what_did_not() {
        String print = "f" + ++group;
        tell(alert(print, "firing", "08:00", null));
        JsonNode known = tell(alert(print, "acknowledged", "08:00", null));
        JsonNode unknown = tell(alert("f" + ++group, "acknowledged", "08:00", null));

        assertThat(shown(known).path("state").asText()).isEqualTo("acknowledged");
        assertThat(shown(unknown).path("state").asText()).isEqualTo("acknowledged");
        tell(alert(print, "firing", "08:00", null));
        assertThat(shown(known).path("state").asText()).isEqualTo("acknowledged");
    }

    @Test
    void a_group_is_told_alert_by_alert_in_its_order() {
        String print = "f" + ++group;
        List<ObjectNode> alerts = new ArrayList<>();
        for (int i = 0; i < 50; i++) alerts.add(alert(print + "-" + i, "firing", "08:00", null));
        alerts.add(alert(print + "-0", "resolved", "08:00", "08:10"));

        JsonNode told = alertmanager("daemon", alerts).expect(200).json().path("alerts");

        assertThat(told).hasSize(51);
        assertThat(told.get(50).path("notification")).isEqualTo(told.get(0).path("notification"));
        assertThat(shown(told.get(0)).path("state").asText()).isEqualTo("resolved");
        assertThat(shown(told.get(1)).path("state").asText()).isEqualTo("open");
    }

    @Test
    void a_bad_alert_is_named_and_the_good_ones_are_taken() {
        String print = "f" + ++group;
        ObjectNode bad = alert(print, "burning", "08:00", null);
        Reply reply = alertmanager("daemon", List.of(bad, alert(print + "-good", "firing", "08:00", null)));

        reply.expect(400);
        assertThat(reply.json().at("/errors/0/pointer").asText()).isEqualTo("/alerts/0/status");
        assertThat(reply.json().path("detail").asText()).contains("burning", "the other 1 were taken");
        assertThat(tell(alert(print + "-good", "firing", "08:00", null))
                        .path("changed")
                        .asBoolean())
                .isFalse();
    }

    @Test
    void rights_are_those_of_the_key() {
        String print = "f" + ++group;
        assertThat(alertmanager("watcher", List.of(alert(print, "firing", "08:00", null)))
                        .status())
                .isEqualTo(200);
        Reply refused = alertmanager("watcher", List.of(alert(print, "resolved", "08:00", "08:10")));
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.text()).contains("notification.resolve");
        assertThat(alertmanager("viewer", List.of(alert(print, "firing", "08:00", null)))
                        .status())
                .isEqualTo(403);
        assertThat(hub.post(TestHub.NOBODY, "/v1/inbound/alertmanager", "{}").status())
                .isEqualTo(401);
        assertThat(hub.post(TestHub.NOBODY, "/v1/inbound/alertmanager?token=wrong", "{}")
                        .status())
                .isEqualTo(401);
    }

    @Test
    void a_key_may_stand_in_the_query_at_these_doors_and_no_other() {
        String key = hub.key("daemon");
        assertThat(hub.post(TestHub.NOBODY, "/v1/inbound/uptime-kuma?token=" + key, "{\"msg\":\"hi\"}")
                        .status())
                .isEqualTo(200);
        assertThat(hub.getOnce(TestHub.NOBODY, "/v1/notifications?token=" + key).status())
                .isEqualTo(401);
        assertThat(hub.post("bot", "/v1/inbound/uptime-kuma?token=" + key, "{\"msg\":\"hi\"}")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void github_must_sign_when_the_file_says_so() {
        // The example in the documentation of GitHub.
        String hello = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";
        Reply known = gitHub("Hello, World!", hello);
        assertThat(known.status()).isEqualTo(400);
        assertThat(known.text()).doesNotContain("signature");
        assertThat(gitHub("Hello, World?", hello).status()).isEqualTo(403);
        assertThat(gitHub("{}", null).status()).isEqualTo(403);

        String body = "{\"zen\":\"z\",\"repository\":{\"full_name\":\"o/r\"}}";
        String signature = "sha256=" + hmac("It's a Secret to Everybody", body);
        JsonNode told = gitHub(body, signature).expect(200).json().at("/alerts/0");
        JsonNode again = gitHub(body, signature).expect(200).json().at("/alerts/0");
        assertThat(again.path("notification")).isEqualTo(told.path("notification"));
        assertThat(again.path("changed").asBoolean()).isFalse();
    }

    @Test
    void grafana_signs_the_time_with_the_body() {
        String body = fixture("grafana");
        assertThat(grafana(body, "1764500000", hmac("of both sides", "1764500000:" + body))
                        .status())
                .isEqualTo(200);
        assertThat(grafana(body, "1764500001", hmac("of both sides", "1764500000:" + body))
                        .status())
                .isEqualTo(403);
        assertThat(grafana(body, null, hmac("of both sides", body)).status()).isEqualTo(403);
    }

    @Test
    void uptime_kuma_goes_down_and_up_also_by_a_query() {
        String down = hub.post("daemon", "/v1/inbound/uptime-kuma", fixture("uptime-kuma"))
                .expect(200)
                .json()
                .at("/alerts/0/notification")
                .asText();
        String query = "?msg=up&monitor=" + url("{\"id\":7,\"name\":\"Shop\"}") + "&heartbeat="
                + url("{\"status\":1,\"time\":\"2026-11-21 08:09:00.000\"}");
        JsonNode head = hub.get("daemon", "/v1/notifications/" + down).json();
        hub.send(
                        "daemon",
                        hub.request("daemon", "/v1/inbound/uptime-kuma" + query)
                                .method("HEAD", BodyPublishers.noBody()))
                .expect(200);
        assertThat(hub.get("daemon", "/v1/notifications/" + down).json()).isEqualTo(head);

        hub.get("daemon", "/v1/inbound/uptime-kuma" + query).expect(200);

        assertThat(hub.get("daemon", "/v1/notifications/" + down)
                        .json()
                        .path("state")
                        .asText())
                .isEqualTo("resolved");
    }

    @Test
    void ntfy_is_answered_in_its_own_form() {
        JsonNode json = hub.post("daemon", "/", fixture("ntfy").replace("s1", "s" + ++group))
                .expect(200)
                .json();
        assertThat(json.path("event").asText()).isEqualTo("message");
        assertThat(json.path("topic").asText()).isEqualTo("alerts");
        assertThat(json.path("priority").asInt()).isEqualTo(4);
        assertThat(json.at("/tags/1").asText()).isEqualTo("disk");
        JsonNode made = hub.get("daemon", "/v1/notifications/" + json.path("id").asText())
                .expect(200)
                .json();
        assertThat(made.path("tags").toString()).isEqualTo("[\"alerts\",\"warning\",\"disk\"]");
        assertThat(made.path("link").asText()).isEqualTo("https://db1.example/");

        JsonNode text = hub.send(
                        "daemon",
                        hub.request("daemon", "/ops", "Title", "T", "Priority", "urgent")
                                .PUT(BodyPublishers.ofString("the body")))
                .expect(200)
                .json();
        assertThat(text.path("title").asText()).isEqualTo("T");
        assertThat(text.path("message").asText()).isEqualTo("the body");
        assertThat(text.path("priority").asInt()).isEqualTo(5);

        String basic = "Basic "
                + Base64.getEncoder().encodeToString((":" + hub.key("daemon")).getBytes(StandardCharsets.UTF_8));
        String auth = Base64.getUrlEncoder().withoutPadding().encodeToString(basic.getBytes(StandardCharsets.UTF_8));
        assertThat(hub.post(TestHub.NOBODY, "/ops?auth=" + auth, "hi").status()).isEqualTo(200);
        JsonNode stranger = hub.post(TestHub.NOBODY, "/ops", "hi").expect(401).json();
        assertThat(stranger.path("http").asInt()).isEqualTo(401);
        assertThat(hub.post("daemon", "/", "{\"topic\":\"t\",\"priority\":\"soon\"}")
                        .expect(400)
                        .json()
                        .path("error")
                        .asText())
                .contains("priority");
        assertThat(hub.getOnce("daemon", "/ops").status()).isEqualTo(404);
        assertThat(hub.post("daemon", "/robots.txt", "hi").status()).isEqualTo(400);
    }

    @Test
    void a_sequence_of_ntfy_says_the_newest() {
        String id = publish("/ops", "10 %");
        assertThat(publish("/ops", "20 %")).isEqualTo(id);
        assertThat(hub.get("daemon", "/v1/notifications/" + id)
                        .json()
                        .path("title")
                        .asText())
                .isEqualTo("20 %");
    }

    @Test
    void gotify_is_answered_in_its_own_form() {
        String key = hub.key("daemon");
        Reply sent = hub.post(TestHub.NOBODY, "/message", fixture("gotify"), "X-Gotify-Key", key)
                .expect(200);
        assertThat(sent.json().path("id").isIntegralNumber()).isTrue();
        assertThat(sent.json().path("message").asText()).isEqualTo("done in 3 min");
        TestHub.send(hub.request(
                                TestHub.NOBODY,
                                "/message?token=" + key,
                                "Content-Type",
                                "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString("message=hi&priority=1"))
                        .build())
                .expect(200);
        assertThat(hub.post(TestHub.NOBODY, "/message?token=no", "{}")
                        .expect(401)
                        .json()
                        .path("errorCode")
                        .asInt())
                .isEqualTo(401);
        assertThat(hub.post("daemon", "/message", "{\"title\":\"x\"}")
                        .expect(400)
                        .json()
                        .path("errorDescription")
                        .asText())
                .contains("message");
    }

    @Test
    void a_cloud_event_is_told_once_in_each_of_its_forms() {
        String event = fixture("cloudevents").replace("e-1", "e-" + ++group);
        JsonNode structured = cloudEvent(event, "application/cloudevents+json");
        JsonNode batch = cloudEvent("[" + event + "]", "application/cloudevents-batch+json");

        assertThat(structured.path("changed").asBoolean()).isTrue();
        assertThat(batch.path("changed").asBoolean()).isFalse();
        assertThat(batch.path("notification")).isEqualTo(structured.path("notification"));
    }

    @Test
    void the_tools_are_listed() {
        JsonNode tools = hub.get("viewer", "/v1/inbound").expect(200).json().path("tools");
        assertThat(tools).hasSize(7);
        assertThat(tools.get(3).toString())
                .isEqualTo("{\"tool\":\"github\",\"path\":\"/v1/inbound/github\",\"signed\":true}");
    }

    private JsonNode tell(ObjectNode alert) {
        return alertmanager("daemon", List.of(alert)).expect(200).json().at("/alerts/0");
    }

    private Reply alertmanager(String role, List<ObjectNode> alerts) {
        ObjectNode body =
                Json.object().put("version", "4").put("status", "firing").put("truncatedAlerts", 0);
        body.putArray("alerts").addAll(alerts);
        return hub.post(role, "/v1/inbound/alertmanager", body);
    }

    private static ObjectNode alert(String fingerprint, String status, String startsAt, String endsAt) {
        ObjectNode alert = Json.object()
                .put("status", status)
                .put("startsAt", "2026-11-21T" + startsAt + ":00Z")
                .put("endsAt", endsAt == null ? "0001-01-01T00:00:00Z" : "2026-11-21T" + endsAt + ":00Z")
                .put("fingerprint", fingerprint);
        alert.putObject("labels").put("alertname", "DiskFull");
        return alert;
    }

    private JsonNode shown(JsonNode told) {
        return hub.get(
                        "daemon",
                        "/v1/notifications/" + told.path("notification").asText())
                .expect(200)
                .json();
    }

    private String publish(String path, String text) {
        return hub.post("daemon", path, text, "X-Sequence-ID", "progress")
                .expect(200)
                .json()
                .path("id")
                .asText();
    }

    private JsonNode cloudEvent(String body, String type) {
        return TestHub.send(hub.request("daemon", "/v1/inbound/cloudevents", "Content-Type", type)
                        .POST(BodyPublishers.ofString(body))
                        .build())
                .expect(200)
                .json()
                .at("/alerts/0");
    }

    private Reply gitHub(String body, String signature) {
        List<String> headers =
                new ArrayList<>(List.of("X-GitHub-Event", "ping", "X-GitHub-Delivery", "d-" + body.length()));
        if (signature != null) headers.addAll(List.of("X-Hub-Signature-256", signature));
        return hub.post("daemon", "/v1/inbound/github", body, headers.toArray(String[]::new));
    }

    private Reply grafana(String body, String time, String signature) {
        List<String> headers = new ArrayList<>(List.of("X-Grafana-Alerting-Signature", signature));
        if (time != null) headers.addAll(List.of("X-Signed-At", time));
        return hub.post("daemon", "/v1/inbound/grafana", body, headers.toArray(String[]::new));
    }

    private static String hmac(String secret, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String url(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String fixture(String tool) {
        try (var in = InboundContract.class.getResourceAsStream("/inbound/" + tool + ".json")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
