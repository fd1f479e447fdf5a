package dev.signalbox.hub.stream;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.Await;
import dev.signalbox.hub.Eventually;
import dev.signalbox.hub.HubConfig;
import dev.signalbox.hub.TestClock;
import dev.signalbox.hub.TestHub;
import dev.signalbox.hub.TestHub.Reply;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.Json;
import io.vertx.core.Future;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The event bus in the hub's JVM, and the bridge to it over a real WebSocket. */
class EventBusTest {
    private static final Pattern FRAME = Pattern.compile("(?s)<!-- frame -->\n```json\n(.*?)```");

    @TempDir
    Path data;

    TestHub hub;

    @BeforeEach
    void start() {
        hub = TestHub.start(data);
    }

    @AfterEach
    void stop() {
        hub.close();
    }

    @Test
    void a_command_in_the_jvm_is_answered_with_its_verdict_and_a_repeat_with_the_first_one() {
        JsonObject command = post(Ids.next(), "by bus");

        JsonObject first = Await.result(send(command, hub.key("daemon"))).body();
        JsonObject again = Await.result(send(command, hub.key("daemon"))).body();

        assertThat(first.getString("verdict")).isEqualTo("accepted");
        assertThat(again.getString("verdict")).isEqualTo("duplicate");
        assertThat(again.getLong("position")).isEqualTo(first.getLong("position"));
    }

    @Test
    void a_command_that_changed_nothing_gets_its_first_answer_again() {
        String id = Ids.next();
        JsonObject posted =
                Await.result(send(post(id, "by bus"), hub.key("daemon"))).body();
        JsonObject seen = closing(id, "notification.acknowledge");
        Await.result(send(seen, hub.key("user")));
        JsonObject second = closing(id, "notification.acknowledge");
        JsonObject first = Await.result(send(second, hub.key("user"))).body();
        Await.result(send(closing(id, "notification.resolve"), hub.key("user")));

        JsonObject again = Await.result(send(second, hub.key("user"))).body();

        assertThat(posted.getString("verdict")).isEqualTo("accepted");
        assertThat(first.getString("verdict")).isEqualTo("accepted");
        assertThat(again.getString("verdict")).isEqualTo("duplicate");
        assertThat(again.getLong("position")).isEqualTo(first.getLong("position"));
        assertThat(again.getLong("version")).isEqualTo(first.getLong("version")).isEqualTo(2);
    }

    @Test
    void also_in_the_jvm_a_command_needs_a_key_with_the_right_to_send_it() {
        ReplyException none = (ReplyException) Await.failure(send(post(Ids.next(), "x"), ""));
        JsonObject forbidden =
                Await.result(send(post(Ids.next(), "x"), hub.key("viewer"))).body();

        assertThat(none.failureCode()).isEqualTo(401);
        assertThat(problemIn(none).path("code").textValue()).isEqualTo("unauthorized");
        assertThat(forbidden.getString("verdict")).isEqualTo("rejected");
        assertThat(forbidden.getJsonObject("problem").getString("code")).isEqualTo("forbidden");
    }

    @Test
    void what_is_no_command_is_refused_and_the_field_is_named() {
        JsonObject unknownField = post(Ids.next(), "x").put("colour", "red");

        ReplyException refused = (ReplyException) Await.failure(send(unknownField, hub.key("daemon")));

        assertThat(refused.failureCode()).isEqualTo(400);
        assertThat(problemIn(refused).at("/errors/0/pointer").textValue()).isEqualTo("/colour");
    }

    @Test
    void every_event_is_published_as_a_cloud_event_and_under_its_category() {
        List<JsonObject> all = new CopyOnWriteArrayList<>();
        List<JsonObject> questions = new CopyOnWriteArrayList<>();
        hub.hub().vertx().eventBus().<JsonObject>localConsumer("signalbox.events", m -> all.add(m.body()));
        hub.hub()
                .vertx()
                .eventBus()
                .<JsonObject>localConsumer("signalbox.events.question", m -> questions.add(m.body()));

        hub.post("daemon", "/v1/notifications", Map.of("title", "one")).expect(201);
        Reply asked = hub.post("daemon", "/v1/questions", Map.of("prompt", "which?"));

        Eventually.until("the question", () -> questions.size() == 1);
        assertThat(questions.get(0).getString("type")).isEqualTo("question.asked");
        assertThat(questions.get(0).getString("subject"))
                .isEqualTo("question/" + asked.expect(201).json().path("id").textValue());
        // Two addresses, two consumers: which of them hears first is not promised.
        Eventually.assertThat(() -> assertThat(all.stream().map(event -> event.getString("type")))
                .contains("notification.posted", "question.asked"));
    }

    @Test
    void a_bridged_command_is_judged_as_everywhere() {
        try (BridgeClient client = BridgeClient.connect(hub)) {
            client.frame("send", "signalbox.commands", hub.key("daemon"), wish("x"), "good");
            client.frame("send", "signalbox.commands", "", wish("x"), "nobody");
            client.frame("send", "signalbox.commands", hub.key("viewer"), wish("x"), "viewer");

            assertThat(client.awaitReply("good").at("/body/verdict").textValue())
                    .isEqualTo("accepted");
            assertThat(client.awaitReply("nobody").path("failureCode").intValue())
                    .isEqualTo(401);
            assertThat(client.awaitReply("viewer").at("/body/problem/code").textValue())
                    .isEqualTo("forbidden");
        }
    }

    @Test
    void a_bridged_listener_hears_what_its_role_may_read_and_nothing_else() {
        hub.key("daemon");
        String viewer = hub.key("viewer");
        String admin = hub.key("admin");
        try (BridgeClient reader = BridgeClient.connect(hub);
                BridgeClient root = BridgeClient.connect(hub)) {
            reader.frame("register", "signalbox.events", viewer, null, null);
            root.frame("register", "signalbox.events", admin, null, null);
            awaitListening(reader, viewer);
            awaitListening(root, admin);

            hub.newKey("hidden", "daemon");
            hub.post("daemon", "/v1/notifications", Map.of("title", "seen")).expect(201);

            Eventually.until("the reader hears", () -> titles(reader).contains("seen"));
            Eventually.until("the admin hears", () -> titles(root).contains("seen"));
            assertThat(types(reader)).containsOnly("notification.posted");
            assertThat(types(root)).contains("key.created");
        }
    }

    @Test
    void the_bridge_lets_in_no_other_address_no_publisher_and_no_listener_without_a_key() {
        List<String> heard = new CopyOnWriteArrayList<>();
        hub.hub().vertx().eventBus().localConsumer("private", message -> heard.add("private"));
        hub.hub().vertx().eventBus().localConsumer("signalbox.events", message -> {
            if (String.valueOf(message.body()).contains("forged")) heard.add("forged");
        });
        try (BridgeClient client = BridgeClient.connect(hub)) {
            String key = hub.key("admin");
            client.frame("send", "private", key, Map.of("x", 1), null);
            client.frame("publish", "signalbox.events", key, Map.of("type", "forged"), null);
            client.frame("send", "signalbox.events", key, Map.of("type", "forged"), null);
            client.frame("register", "private", key, null, null);
            client.frame("register", "signalbox.events", "", null, null);
            client.frame("send", "signalbox.commands", key, wish("last"), "last");
            client.awaitReply("last");

            assertThat(heard).isEmpty();
            assertThat(client.frames().stream()
                            .filter(frame -> frame.path("type").asText().equals("err")))
                    .hasSize(5);
            assertThat(client.eventsOn("signalbox.events")).isEmpty();
        }
    }

    @Test
    void a_revoked_key_loses_its_socket() {
        String secret = hub.newKey("leaving", "viewer");
        String id = hub.get(TestHub.NOBODY, "/v1/whoami", "X-API-Key", secret)
                .expect(200)
                .json()
                .path("key")
                .textValue();
        try (BridgeClient client = BridgeClient.connect(hub)) {
            client.frame("register", "signalbox.events", secret, null, null);
            awaitListening(client, secret);

            hub.delete("admin", "/v1/keys/" + id).expect(200);

            client.awaitEnd();
        }
    }

    @ParameterizedTest
    @CsvSource({"true, 203.0.113.7", "false, 127.0.0.1"})
    void a_bad_key_on_the_bridge_counts_for_the_address_that_a_proxy_names(boolean behindProxy, String address) {
        hub.close();
        hub = TestHub.start(
                behindProxy ? HubConfig.embedded(data, 0).behind("127.0.0.1") : HubConfig.embedded(data, 0),
                new TestClock());
        WebSocket.Builder forwarded =
                HttpClient.newHttpClient().newWebSocketBuilder().header("X-Forwarded-For", "10.0.0.1, 203.0.113.7");

        try (BridgeClient client = BridgeClient.connect(hub, forwarded)) {
            client.frame("send", "signalbox.commands", "sbx_nonsense", wish("x"), "bad");
            client.awaitReply("bad");
        }

        Eventually.assertThat(() -> assertThat(hub.get("admin", "/v1/events?types=key.refused")
                        .json()
                        .path("events")
                        .findValuesAsText("address"))
                .containsExactly(address));
    }

    @Test
    void whoever_forges_the_mark_of_the_bridge_is_counted_where_it_is() {
        try (BridgeClient client = BridgeClient.connect(hub)) {
            client.raw("{\"type\":\"send\",\"address\":\"signalbox.commands\",\"replyAddress\":\"bad\",\"body\":{},"
                    + "\"headers\":{\"Signalbox-Peer\":\"203.0.113.9\",\"SIGNALBOX-PEER\":\"203.0.113.9\","
                    + "\"authorization\":\"Bearer sbx_nonsense\"}}");
            client.awaitReply("bad");
        }

        Eventually.assertThat(() -> assertThat(hub.get("admin", "/v1/events?types=key.refused")
                        .json()
                        .path("events")
                        .findValuesAsText("address"))
                .containsExactly("127.0.0.1"));
    }

    @Test
    void two_keys_in_one_frame_are_not_one_of_them() {
        String daemon = hub.key("daemon");
        String admin = hub.key("admin");
        List<String> headers = List.of(
                "\"authorization\":\"Bearer " + daemon + "\",\"Authorization\":\"Bearer " + admin + "\"",
                "\"authorization\":\"Bearer " + daemon + "\",\"x-api-key\":\"" + admin + "\"");
        try (BridgeClient client = BridgeClient.connect(hub)) {
            for (String each : headers) {
                String id = Ids.next();
                client.raw("{\"type\":\"send\",\"address\":\"signalbox.commands\",\"replyAddress\":\"" + id
                        + "\",\"body\":{},\"headers\":{" + each + "}}");

                assertThat(client.awaitReply(id).path("failureCode").intValue()).isEqualTo(400);
            }
        }
    }

    @Test
    void a_socket_that_only_sends_is_no_stranger_when_its_key_is_good() {
        hub.key("daemon");
        double before = strangers();
        try (BridgeClient client = BridgeClient.connect(hub)) {
            client.frame("send", "signalbox.commands", "sbx_nonsense", wish("x"), "bad");
            client.awaitReply("bad");
            assertThat(strangers()).isEqualTo(before + 1);

            client.frame("send", "signalbox.commands", hub.key("daemon"), wish("x"), "good");
            client.awaitReply("good");
            assertThat(strangers()).isEqualTo(before);
        }
    }

    private double strangers() {
        return hub.get("admin", "/metrics")
                .text()
                .lines()
                .filter(line -> line.startsWith("signalbox_strangers "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf(' '))))
                .sum();
    }

    @Test
    void a_page_of_another_site_is_not_let_in_and_granted_no_cors() {
        Reply other = hub.get(TestHub.NOBODY, "/eventbus/info", "Origin", "https://evil.example");
        Reply own =
                hub.get(TestHub.NOBODY, "/eventbus/info", "Origin", hub.url().toString());

        other.expect(403);
        assertThat(own.expect(200).header("Access-Control-Allow-Origin")).isEmpty();
        assertThat(other.header("Access-Control-Allow-Origin")).isEmpty();
    }

    @Test
    void the_frames_of_the_page_do_what_it_says() throws IOException {
        List<String> frames = FRAME.matcher(Files.readString(Path.of("../docs/eventbus.md")))
                .results()
                .map(found -> found.group(1).replace("sbx_KEY", hub.key("daemon")))
                .toList();
        assertThat(frames).hasSize(3);
        try (BridgeClient client = BridgeClient.connect(hub)) {
            frames.forEach(client::raw);

            assertThat(client.awaitReply("r1").at("/body/verdict").textValue()).isEqualTo("accepted");
            Eventually.until("the event", () -> titles(client).contains("built"));
            assertThat(client.frames())
                    .noneMatch(frame -> frame.path("type").asText().equals("err"));
        }
    }

    /**
     * Registering is not answered; frames of one socket are taken in order, so an answer to a later one says that it is
     * done.
     */
    private static void awaitListening(BridgeClient client, String key) {
        String reply = Ids.next(); // The bridge drops longer reply addresses.
        client.frame("send", "signalbox.commands", key, Map.of("id", Ids.next(), "command", "no.such"), reply);
        client.awaitReply(reply);
    }

    private Future<Message<JsonObject>> send(JsonObject command, String key) {
        DeliveryOptions options = new DeliveryOptions();
        if (!key.isEmpty()) options.addHeader("authorization", "Bearer " + key);
        return hub.hub().vertx().eventBus().request("signalbox.commands", command, options);
    }

    private static JsonObject post(String id, String title) {
        return new JsonObject()
                .put("id", id)
                .put("command", "notification.post")
                .put("body", new JsonObject().put("title", title));
    }

    private static JsonObject closing(String notification, String command) {
        return new JsonObject()
                .put("id", Ids.next())
                .put("command", command)
                .put("target", notification)
                .put("body", new JsonObject());
    }

    /** The same for the bridge's client, which writes plain maps. */
    private static Map<String, Object> wish(String title) {
        return Map.of("id", Ids.next(), "command", "notification.post", "body", Map.of("title", title));
    }

    private static JsonNode problemIn(ReplyException failure) {
        return Json.readLenient(String.valueOf(failure.getMessage()).getBytes(StandardCharsets.UTF_8), JsonNode.class);
    }

    private static List<String> titles(BridgeClient client) {
        return client.eventsOn("signalbox.events").stream()
                .map(event -> event.at("/data/title").asText())
                .toList();
    }

    private static List<String> types(BridgeClient client) {
        return client.eventsOn("signalbox.events").stream()
                .map(event -> event.path("type").asText())
                .toList();
    }
}
