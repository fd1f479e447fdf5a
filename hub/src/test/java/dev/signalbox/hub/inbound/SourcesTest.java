package dev.signalbox.hub.inbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.hub.command.Refused;
import dev.signalbox.hub.inbound.Alert.State;
import dev.signalbox.hub.inbound.Source.Heard;
import dev.signalbox.wire.InvalidInput;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.Limits;
import dev.signalbox.wire.command.PostNotification;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What tools say, as documented for their newest releases, and everything that can be wrong with it: each field away,
 * null, of each other type; bodies cut off at each byte; names given twice. There is an alert or a fault that names its
 * place, and never anything else.
 */
@DisplayNameGeneration(ReplaceUnderscores.class)
class SourcesTest {
    /** A tool with a request of it. */
    private record Tool(String name, Source source, Map<String, String> headers, String topic) {
        static Tool of(String name, Source source, String... headers) {
            Map<String, String> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            all.put("Content-Type", "application/json");
            for (int i = 0; i < headers.length; i += 2) all.put(headers[i], headers[i + 1]);
            return new Tool(name, source, all, null);
        }

        Heard hear(byte[] body) {
            return source.hear(new Incoming(headers::get, Map.of(), body, topic));
        }

        byte[] body() {
            try (var in = SourcesTest.class.getResourceAsStream("/inbound/" + name + ".json")) {
                return Objects.requireNonNull(in).readAllBytes();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Tool> tools() {
        return Stream.of(
                Tool.of("alertmanager", new AlertmanagerAlerts("alertmanager")),
                Tool.of("grafana", new GrafanaAlerts(null)),
                Tool.of("uptime-kuma", new UptimeKumaAlerts()),
                Tool.of("github", new GitHubAlerts(null), "X-GitHub-Event", "workflow_run"),
                Tool.of("cloudevents", new CloudEventAlerts(same -> List.of())),
                Tool.of("ntfy", new NtfyMessages()),
                Tool.of("gotify", new GotifyMessages()));
    }

    private static Tool tool(String name) {
        return tools().filter(tool -> tool.name().equals(name)).findFirst().orElseThrow();
    }

    private static Heard hear(String tool) {
        return tool(tool).hear(tool(tool).body());
    }

    @Test
    void alertmanager_tells_each_alert_of_a_group_and_what_was_cut_off() {
        List<Alert> alerts = hear("alertmanager").alerts();

        assertThat(alerts).extracting(Alert::state).containsExactly(State.FIRING, State.RESOLVED);
        Alert firing = alerts.get(0);
        assertThat(firing.fingerprint()).isEqualTo("c0ffee0000000001");
        assertThat(firing.title()).isEqualTo("Disk of db1 is nearly full");
        assertThat(firing.body()).startsWith("3 more alerts").endsWith("/data has 2% left");
        assertThat(firing.priority()).isEqualTo(5);
        assertThat(firing.tags()).containsExactly("alertmanager", "critical", "DiskFull");
        assertThat(firing.link()).startsWith("http://prometheus.example:9090/graph");
        assertThat(firing.startsAt()).hasToString("2026-11-21T07:58:31.123456Z");
        assertThat(firing.endsAt()).isNull();
        assertThat(alerts.get(1).endsAt()).hasToString("2026-11-21T07:30:00Z");
        JsonNode data = firing.data();
        assertThat(data.at("/group/notification_reason").asText()).isEqualTo("first_notification");
        assertThat(data.at("/group/routeLabels/team").asText()).isEqualTo("storage");
        assertThat(data.at("/group/aFieldOfTomorrow/kept").asBoolean()).isTrue();
        assertThat(data.at("/group").has("alerts")).isFalse();
        assertThat(data.at("/alert/labels/instance").asText()).isEqualTo("db1:9100");
    }

    @Test
    void a_bad_alert_takes_no_good_one_along() {
        ObjectNode body = (ObjectNode) Incoming.treeOf(tool("alertmanager").body());
        ((ObjectNode) body.at("/alerts/0")).put("startsAt", "yesterday");

        Heard heard = tool("alertmanager").hear(Json.write(body));

        assertThat(heard.alerts()).extracting(Alert::fingerprint).containsExactly("c0ffee0000000002");
        assertThat(heard.faults()).extracting(InvalidInput::pointer).containsExactly("/alerts/0/startsAt");
    }

    @Test
    void an_alert_without_fingerprint_is_told_by_its_labels() {
        ObjectNode body = (ObjectNode) Incoming.treeOf(tool("alertmanager").body());
        ((ObjectNode) body.at("/alerts/0")).remove("fingerprint");
        String first =
                tool("alertmanager").hear(Json.write(body)).alerts().get(0).fingerprint();

        assertThat(first).isNotBlank();
        assertThat(tool("alertmanager").hear(Json.write(body)).alerts().get(0).fingerprint())
                .isEqualTo(first);
        ((ObjectNode) body.at("/alerts/0/labels")).put("instance", "db9");
        assertThat(tool("alertmanager").hear(Json.write(body)).alerts().get(0).fingerprint())
                .isNotEqualTo(first);
    }

    @Test
    void more_alerts_than_are_taken_are_refused_with_what_to_set() {
        ObjectNode body = Json.object();
        ArrayNode alerts = body.putArray("alerts");
        for (int i = 0; i <= Limits.INBOUND_ALERTS_MAX; i++) alerts.addObject();

        assertThatThrownBy(() -> tool("alertmanager").hear(Json.write(body)))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("max_alerts");
    }

    @Test
    void grafana_links_to_the_panel() {
        Alert alert = hear("grafana").alerts().get(0);

        assertThat(alert.link()).isEqualTo("http://grafana.example/d/1?viewPanel=2");
        assertThat(alert.tags()).containsExactly("grafana", "warning", "High latency");
        assertThat(alert.data().at("/alert/values/A").asText()).isEqualTo("2.31");
        assertThat(alert.data().at("/group/orgId").asInt()).isEqualTo(1);
    }

    @Test
    void uptime_kuma_tells_down_and_up_of_a_monitor_and_the_rest_as_messages() {
        Alert down = hear("uptime-kuma").alerts().get(0);
        Alert expiry = kuma("{'heartbeat':null,'monitor':null,'msg':'[Shop] certificate will expire in 7 days'}");

        assertThat(down.fingerprint()).isEqualTo("7");
        assertThat(down.state()).isEqualTo(State.FIRING);
        assertThat(down.title()).isEqualTo("Shop is down");
        assertThat(down.startsAt()).hasToString("2026-11-21T08:00:00.123Z");
        assertThat(expiry.fingerprint()).isNull();
        assertThat(expiry.title()).isEqualTo("[Shop] certificate will expire in 7 days");
        assertThat(kuma("{'heartbeat':{'status':1,'monitorID':7,'time':'2026-11-21 08:05:00.000'},'msg':'up'}")
                        .endsAt())
                .hasToString("2026-11-21T08:05:00Z");
        assertThat(kuma("{'heartbeat':{'status':3,'monitorID':7}}").state()).isEqualTo(State.ACKNOWLEDGED);
        assertThat(kuma("{'text':'a body of my own'}").title()).isEqualTo("a body of my own");
    }

    @Test
    void uptime_kuma_speaks_in_forms_and_queries_too() {
        String json = new String(tool("uptime-kuma").body(), StandardCharsets.UTF_8);
        String form = "--x\r\nContent-Disposition: form-data; name=\"data\"\r\n\r\n" + json + "\r\n--x--\r\n";
        Alert ofForm = kuma(Map.of("Content-Type", "multipart/form-data; boundary=x"), Map.of(), form);
        Alert ofQuery = kuma(
                Map.of(),
                Map.of(
                        "msg",
                        "down",
                        "heartbeat",
                        "{\"status\":0,\"monitorID\":7}",
                        "monitor",
                        "{\"id\":7,\"name\":\"Shop\"}"),
                "");
        Alert ofText = kuma(Map.of("Content-Type", "text/plain"), Map.of(), "Shop: down\nsince 8");

        assertThat(ofForm).isEqualTo(hear("uptime-kuma").alerts().get(0));
        assertThat(ofQuery.title()).isEqualTo("Shop is down");
        assertThat(ofText.title()).isEqualTo("Shop: down");
        assertThat(ofText.body()).isEqualTo("Shop: down\nsince 8");
        assertThatThrownBy(() -> kuma(Map.of(), Map.of(), "")).isInstanceOf(InvalidInput.class);
        assertThatThrownBy(() -> kuma(
                        Map.of("Content-Type", "multipart/form-data; boundary=x"), Map.of(), form.substring(0, 200)))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("cut off");
        assertThatThrownBy(() -> kuma(Map.of(), Map.of("heartbeat", "{\"status\":0"), ""))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("heartbeat");
    }

    @Test
    void github_tells_runs_issues_and_everything_else() {
        Alert failed = hear("github").alerts().get(0);
        assertThat(failed.fingerprint()).isEqualTo("o/r/run/77/main");
        assertThat(failed.title()).isEqualTo("o/r: CI failed on main");
        assertThat(failed.link()).isEqualTo("https://github.example/o/r/actions/runs/9");

        assertThat(github("workflow_run", body -> body.with("/workflow_run").put("conclusion", "success")))
                .extracting(Alert::state)
                .containsExactly(State.RESOLVED);
        assertThat(github("workflow_run", body -> body.with("/workflow_run").putNull("conclusion")))
                .isEmpty();
        String issue = "{'action':'opened','issue':{'number':5,'title':'It broke','updated_at':'2026-11-21T08:00:00Z'},"
                + "'repository':{'full_name':'o/r'}}";
        assertThat(gitHubOf("issues", issue).title()).isEqualTo("o/r: It broke (#5)");
        assertThat(gitHubOf("issues", issue.replace("opened", "closed")).state())
                .isEqualTo(State.RESOLVED);
        Alert ping = gitHubOf("ping", "{'zen':'Keep it logically awesome.','repository':{'full_name':'o/r'}}");
        assertThat(ping.fingerprint()).isNull();
        assertThat(ping.once()).isEqualTo("guid");
        assertThat(ping.title()).isEqualTo("o/r: ping");
        assertThatThrownBy(() -> new GitHubAlerts(null)
                        .hear(new Incoming(
                                name -> null, Map.of(), tool("github").body(), null)))
                .hasMessageContaining("X-GitHub-Event");
    }

    @Test
    void cloud_events_are_messages_once_each_or_alerts_when_they_say_so() {
        Alert message = hear("cloudevents").alerts().get(0);
        assertThat(message.once()).isEqualTo("/shop/orders e-1");
        assertThat(message.title()).isEqualTo("Order 17 failed");
        assertThat(message.body()).isEqualTo("card refused");
        assertThat(message.link()).isEqualTo("https://shop.example/17");

        ObjectNode event = (ObjectNode) Incoming.treeOf(tool("cloudevents").body());
        Alert alert = tool("cloudevents")
                .hear(Json.write(event.put("alertstate", "resolved")))
                .alerts()
                .get(0);
        assertThat(alert.fingerprint()).isEqualTo("/shop/orders order-17");
        assertThat(alert.endsAt()).hasToString("2026-11-21T08:00:00Z");

        ArrayNode batch = (ArrayNode) Incoming.treeOf("[{},null,7]".getBytes(StandardCharsets.UTF_8));
        batch.add(event);
        Tool batches = Tool.of(
                "cloudevents",
                new CloudEventAlerts(same -> List.of()),
                "Content-Type",
                "application/cloudevents-batch+json");
        Heard heard = batches.hear(Json.write(batch));
        assertThat(heard.alerts()).hasSize(1);
        assertThat(heard.faults()).extracting(InvalidInput::pointer).containsExactly("/0/specversion", "/1", "/2");
    }

    @Test
    void binary_cloud_events_have_attributes_in_headers() {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.putAll(Map.of(
                "ce-specversion",
                "1.0",
                "ce-id",
                "1",
                "ce-source",
                "/s",
                "ce-type",
                "t",
                "ce-subject",
                "caf%C3%A9 1+1"));
        Source source = new CloudEventAlerts(same -> List.copyOf(headers.keySet()));

        Alert alert = source.hear(new Incoming(headers::get, Map.of(), "hello".getBytes(StandardCharsets.UTF_8), null))
                .alerts()
                .get(0);

        assertThat(alert.title()).isEqualTo("t café 1+1");
        assertThat(alert.body()).isEqualTo("hello");
        headers.remove("ce-type");
        assertThatThrownBy(() -> source.hear(new Incoming(headers::get, Map.of(), new byte[0], null)))
                .hasMessageContaining("type");
    }

    @Test
    void ntfy_takes_headers_beside_json_names_and_numbers() {
        Tool apprise = Tool.of(
                "ntfy",
                new NtfyMessages(),
                "X-Priority",
                "max",
                "X-Tags",
                "fire, db",
                "X-Icon",
                "https://i.example/i.png");

        Alert alert = apprise.hear(
                        "{\"topic\":\"ops\",\"title\":\"T\",\"message\":\"M\"}".getBytes(StandardCharsets.UTF_8))
                .alerts()
                .get(0);

        assertThat(alert.priority()).isEqualTo(5);
        assertThat(alert.tags()).containsExactly("ops", "fire", "db");
        assertThat(alert.data().at("/ntfy/icon").asText()).isEqualTo("https://i.example/i.png");
        assertThat(hear("ntfy").alerts().get(0).fingerprint()).isEqualTo("alerts/s1");
        assertThat(hear("ntfy")
                        .alerts()
                        .get(0)
                        .data()
                        .at("/ntfy/actions/0/label")
                        .asText())
                .isEqualTo("Look");
        assertThat(ntfy(Map.of(), "", "up").title()).isEqualTo("triggered");
        assertThat(ntfy(Map.of("Title", "=?UTF-8?B?R3LDvMOfZQ==?="), "hi", "up").title())
                .isEqualTo("Grüße");
        assertThat(ntfy(Map.of("t", "Gr\u00C3\u00BC\u00C3\u009Fe"), "hi", "up").title())
                .isEqualTo("Grüße");
        assertThat(ntfy(Map.of("p", "low", "Click", "https://a.example"), "hi", "up")
                        .priority())
                .isEqualTo(2);
        assertThatThrownBy(() -> ntfy(Map.of("Priority", "9"), "hi", "up")).hasMessageContaining("priority");
        assertThatThrownBy(() -> ntfy(Map.of("Delay", "1h"), "hi", "up")).hasMessageContaining("delay");
        assertThatThrownBy(() -> ntfy(Map.of(), "hi", "favicon.ico")).hasMessageContaining("topic");
    }

    @Test
    void gotify_counts_from_0_to_10() {
        Alert alert = hear("gotify").alerts().get(0);

        assertThat(alert.priority()).isEqualTo(4);
        assertThat(alert.link()).isEqualTo("https://backup.example/1");
        Tool form = Tool.of("gotify", new GotifyMessages(), "Content-Type", "application/x-www-form-urlencoded");
        Alert ofForm = form.hear("title=T&message=a+b%20c&priority=10".getBytes(StandardCharsets.UTF_8))
                .alerts()
                .get(0);
        assertThat(ofForm.body()).isEqualTo("a b c");
        assertThat(ofForm.priority()).isEqualTo(5);
        assertThatThrownBy(() -> form.hear("title=T".getBytes(StandardCharsets.UTF_8)))
                .hasMessageContaining("message");
    }

    @ParameterizedTest
    @MethodSource("tools")
    void long_and_odd_texts_fit_into_a_notification(Tool tool) {
        for (String text : List.of("字".repeat(60_000), "\u0001".repeat(60_000), "\0", " ", "\n", "😀".repeat(30_000))) {
            ObjectNode body = (ObjectNode) Incoming.treeOf(tool.body());
            for (String pointer : pointers(body, "")) {
                if (!body.at(pointer).isTextual()) continue;
                ObjectNode changed = body.deepCopy();
                set(changed, pointer, text);
                for (Alert alert : heard(tool, Json.write(changed)).alerts()) fits(alert);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("tools")
    void each_field_that_is_away_or_of_another_type_gives_an_alert_or_names_its_place(Tool tool) {
        ObjectNode body = (ObjectNode) Incoming.treeOf(tool.body());
        List<String> pointers = pointers(body, "");
        assertThat(pointers).hasSizeGreaterThan(4);
        for (String pointer : pointers) {
            for (String value :
                    Arrays.asList(null, "null", "7", "-1.5", "true", "\"x\"", "\"\"", "[]", "{}", "[1,[2]]")) {
                ObjectNode changed = body.deepCopy();
                set(changed, pointer, value == null ? null : tree(value));
                Heard heard = heard(tool, Json.write(changed));
                assertThat(heard.alerts().size() + heard.faults().size())
                        .as("%s %s %s", tool, pointer, value)
                        .isGreaterThanOrEqualTo(tool.name().equals("github") || pointer.startsWith("/alerts") ? 0 : 1);
                heard.alerts().forEach(SourcesTest::fits);
                heard.faults().forEach(fault -> assertThat(fault.detail()).isNotBlank());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("tools")
    void a_body_that_is_cut_off_anywhere_or_says_a_name_twice_is_refused(Tool tool) {
        byte[] body = new String(tool.body(), StandardCharsets.UTF_8).strip().getBytes(StandardCharsets.UTF_8);
        for (int end = 0; end < body.length; end++) {
            byte[] cut = Arrays.copyOf(body, end);
            assertThatThrownBy(() -> tool.hear(cut))
                    .as("%s cut at %d", tool, end)
                    .isInstanceOf(InvalidInput.class);
        }
        String twice =
                new String(body, StandardCharsets.UTF_8).replaceFirst("\\{", "{\"title\":\"a\",\"title\":\"b\",");
        assertThatThrownBy(() -> tool.hear(twice.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("title");
        for (String other : List.of("[]", "7", "null", "\"x\"", "<html>", "\u0000", "{}x")) {
            assertThatThrownBy(() -> heardOrFail(tool, other)).as(other).isInstanceOf(InvalidInput.class);
        }
    }

    /** A batch of no events is one, and any text is a message of Uptime Kuma. */
    private static void heardOrFail(Tool tool, String body) {
        boolean batch = tool.name().equals("cloudevents") && body.equals("[]");
        boolean text = tool.name().equals("uptime-kuma") && !body.startsWith("{");
        if (batch || text) throw new InvalidInput("", "not looked at");
        tool.hear(body.getBytes(StandardCharsets.UTF_8));
    }

    private static Heard heard(Tool tool, byte[] body) {
        try {
            return tool.hear(body);
        } catch (InvalidInput fault) {
            return new Heard(List.of(), List.of(fault));
        }
    }

    /** Fails when the hub would refuse the notification. */
    private static void fits(Alert alert) {
        PostNotification wish = new PostNotification(
                null,
                alert.title(),
                alert.body(),
                alert.priority(),
                alert.tags(),
                alert.link(),
                null,
                null,
                null,
                alert.data());
        assertThat(Json.write(wish).length).isLessThan(Limits.EVENT_DATA_BYTES_MAX);
    }

    private static List<String> pointers(JsonNode node, String at) {
        List<String> all = new ArrayList<>();
        if (!at.isEmpty()) all.add(at);
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            all.addAll(pointers(field.getValue(), at + "/" + field.getKey()));
        }
        for (int i = 0; node.isArray() && i < node.size(); i++) all.addAll(pointers(node.get(i), at + "/" + i));
        return all;
    }

    private static void set(ObjectNode root, String pointer, Object value) {
        int slash = pointer.lastIndexOf('/');
        JsonNode parent = root.at(pointer.substring(0, slash));
        String name = pointer.substring(slash + 1);
        JsonNode tree = value instanceof String text ? Json.tree(text) : (JsonNode) value;
        if (parent instanceof ArrayNode list) {
            if (tree == null) list.remove(Integer.parseInt(name));
            else list.set(Integer.parseInt(name), tree);
        } else if (tree == null) {
            ((ObjectNode) parent).remove(name);
        } else {
            ((ObjectNode) parent).set(name, tree);
        }
    }

    private static JsonNode tree(String json) {
        return Json.readLenient(json.getBytes(StandardCharsets.UTF_8), JsonNode.class);
    }

    private static Alert kuma(String json) {
        return kuma(Map.of("Content-Type", "application/json"), Map.of(), json.replace('\'', '"'));
    }

    private static Alert kuma(Map<String, String> headers, Map<String, String> query, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return new UptimeKumaAlerts()
                .hear(new Incoming(headers::get, query, bytes, null))
                .alerts()
                .get(0);
    }

    private static List<Alert> github(String event, Consumer<Editing> edit) {
        ObjectNode body = (ObjectNode) Incoming.treeOf(tool("github").body());
        edit.accept(pointer -> (ObjectNode) body.at(pointer));
        return Tool.of("github", new GitHubAlerts(null), "X-GitHub-Event", event)
                .hear(Json.write(body))
                .alerts();
    }

    private interface Editing {
        ObjectNode with(String pointer);
    }

    private static Alert gitHubOf(String event, String body) {
        return Tool.of("github", new GitHubAlerts(null), "X-GitHub-Event", event, "X-GitHub-Delivery", "guid")
                .hear(body.replace('\'', '"').getBytes(StandardCharsets.UTF_8))
                .alerts()
                .get(0);
    }

    private static Alert ntfy(Map<String, String> headers, String body, String topic) {
        Map<String, String> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        all.putAll(headers);
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return new NtfyMessages()
                .hear(new Incoming(name -> all.get(name.toLowerCase(Locale.ROOT)), Map.of(), bytes, topic))
                .alerts()
                .get(0);
    }
}
