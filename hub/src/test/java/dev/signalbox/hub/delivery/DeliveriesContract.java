package dev.signalbox.hub.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.Eventually;
import dev.signalbox.hub.HubConfig;
import dev.signalbox.hub.TestClock;
import dev.signalbox.hub.TestHub;
import dev.signalbox.hub.TestHub.Reply;
import dev.signalbox.hub.delivery.Receiver.Got;
import dev.signalbox.hub.delivery.Receiver.Says;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Deliveries over real HTTP, from the hub's doors to somebody's server; one hub for all. The same on both engines. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class DeliveriesContract {
    private static final String FILE = "deliveries: {allow: [127.0.0.1]}\n";

    private final Receiver receiver = new Receiver();
    private final AtomicInteger names = new AtomicInteger();
    private TestHub hub;

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
        receiver.close();
        hub.close();
    }

    @Test
    void an_event_comes_signed_as_a_cloudevent_with_the_id_that_it_has() {
        String path = fresh();
        JsonNode endpoint = create(path, Map.of("tags", List.of(path)));
        JsonNode posted = post(path, "to the webhook");

        Got got = first(path);
        assertThat(got.type()).isEqualTo("application/cloudevents+json");
        assertThat(got.event().path("type").asText()).isEqualTo("notification.posted");
        assertThat(got.event().path("subject").asText())
                .isEqualTo("notification/" + posted.path("id").asText());
        assertThat(got.event().path("id").asText()).isEqualTo(got.id());
        assertThat(signed(endpoint, got)).isTrue();
        assertThat(got.signature().split(" ", -1)).hasSize(2);
        assertThat(got.signature())
                .startsWith("v1," + hmac(endpoint.path("secret").asText(), got) + " v1a,");
    }

    @Test
    void whoever_has_no_secret_verifies_by_the_public_keys_that_everybody_may_read() {
        String path = fresh();
        create(path, Map.of("tags", List.of(path)));
        post(path, "for everybody");
        Got got = first(path);
        JsonNode keys = hub.get(TestHub.NOBODY, "/.well-known/webhooks-keys")
                .expect(200)
                .json();

        assertThat(keys.path("keys")).hasSize(1);
        assertThat(keys.findValuesAsText("d")).isEmpty();
        assertThat(signed(keys.path("keys").path(0).path("x").asText(), got, got.body()))
                .isTrue();
        byte[] other = got.body().clone();
        other[other.length - 2] ^= 1;
        assertThat(signed(keys.path("keys").path(0).path("x").asText(), got, other))
                .isFalse();
    }

    @Test
    void the_secret_is_shown_once_and_stands_in_no_event_and_no_list() {
        String path = fresh();
        Map<String, Object> wish = wish(path, Map.of());
        Reply made =
                hub.post("user", "/v1/endpoints", wish, "Idempotency-Key", path).expect(201);
        Reply again =
                hub.post("user", "/v1/endpoints", wish, "Idempotency-Key", path).expect(201);
        String secret = made.json().path("secret").asText();

        assertThat(secret).startsWith("whsec_").hasSize(6 + 44);
        assertThat(again.json().path("id")).isEqualTo(made.json().path("id"));
        assertThat(again.json().has("secret")).isFalse();
        assertThat(hub.get("admin", "/v1/endpoints?limit=500").text()).doesNotContain(secret.substring(6));
        assertThat(hub.get("admin", "/v1/events?types=endpoint.*&limit=500").text())
                .contains(made.json().path("id").asText())
                .doesNotContain(secret.substring(6));
    }

    @Test
    void what_was_not_taken_comes_again_under_its_id_before_what_is_behind_it() {
        String path = fresh();
        receiver.at(path, number -> number <= 2 ? new Says(500, "not now") : Says.OK);
        String id = id(create(path, Map.of("tags", List.of(path))));
        post(path, "first");
        post(path, "second");
        post(path, "third");

        Eventually.until("it waits", () -> waits(id) == 1);
        assertThat(receiver.got(path)).hasSize(1);
        hub.clock().advance(Duration.ofSeconds(10));
        Eventually.until("it waits longer", () -> waits(id) == 2);
        hub.clock().advance(Duration.ofSeconds(20));

        Eventually.until("all came", () -> receiver.got(path).size() == 5);
        List<Got> all = receiver.got(path);
        assertThat(titles(all)).containsExactly("first", "first", "first", "second", "third");
        assertThat(all.subList(0, 3).stream().map(Got::id).distinct()).hasSize(1);
        assertThat(shown(id, all.get(0)).path("all")).hasSize(3);
        assertThat(shown(id, all.get(0)).path("state").asText()).isEqualTo("delivered");
        assertThat(shown(id, all.get(0)).path("all").path(1).path("answer").asText())
                .isEqualTo("not now");
    }

    @Test
    void an_endpoint_that_names_a_time_is_not_asked_before_it() {
        String path = fresh();
        receiver.at(path, number -> number == 1 ? new Says(429, "slowly", "Retry-After: 600") : Says.OK);
        String id = id(create(path, Map.of("tags", List.of(path))));
        post(path, "slow");
        Eventually.until("it waits", () -> waits(id) == 1);

        JsonNode waiting = hub.get("user", "/v1/deliveries?state=waiting&endpoint=" + id)
                .expect(200)
                .json()
                .path("items")
                .path(0);
        Duration rest = Duration.between(
                hub.clock().instant(),
                java.time.Instant.parse(waiting.path("nextAt").asText()));
        assertThat(rest).isBetween(Duration.ofSeconds(590), Duration.ofSeconds(600));
        assertThat(waiting.path("last").path("status").asInt()).isEqualTo(429);

        hub.clock().advance(Duration.ofSeconds(601));
        Eventually.until("it came again", () -> receiver.got(path).size() == 2);
    }

    @Test
    void one_that_hangs_and_one_that_talks_without_end_hold_up_nobody() {
        String slow = fresh();
        String quick = fresh();
        receiver.at(slow, number -> Says.NOTHING);
        create(slow, Map.of("tags", List.of(quick)));
        create(quick, Map.of("tags", List.of(quick)));
        for (int i = 0; i < 20; i++) post(quick, "n" + i);

        Eventually.until("all came to the quick one", () -> receiver.got(quick).size() == 20);
        assertThat(receiver.got(slow)).hasSize(1);
        assertThat(titles(receiver.got(quick))).startsWith("n0", "n1", "n2").endsWith("n18", "n19");
    }

    @Test
    void an_event_that_is_tried_for_a_day_is_a_dead_letter_of_which_people_hear_and_the_next_one_comes() {
        String path = fresh();
        receiver.at(path, number -> titleOf(path, number).equals("bad") ? new Says(400, "no") : Says.OK);
        String id = id(create(path, Map.of("tags", List.of(path))));
        post(path, "bad");
        Eventually.until("it waits", () -> waits(id) == 1);
        post(path, "good");
        hub.clock().advance(Duration.ofHours(25));

        Eventually.until("the next one came", () -> receiver.got(path).size() == 3);
        assertThat(titles(receiver.got(path))).containsExactly("bad", "bad", "good");
        JsonNode dead = deadOf(id).path(0);
        assertThat(dead.path("tries").asInt()).isEqualTo(2);
        assertThat(dead.path("last").path("answer").asText()).isEqualTo("no");
        assertThat(hub.get("user", "/v1/events?types=delivery.failed&subject=delivery/" + id)
                        .json()
                        .path("events"))
                .hasSize(1);
        assertThat(notifications()).contains("delivery-failed/" + id);

        receiver.at(path, number -> Says.OK);
        replay(id, Map.of("from", dead.path("position").asLong()));
        Eventually.until("it came", () -> receiver.got(path).size() == 4);
        assertThat(receiver.got(path).get(3).id())
                .isEqualTo(receiver.got(path).get(0).id());
        Eventually.until("it is no dead letter", () -> deadOf(id).isEmpty());
        Eventually.until(
                "the replay is over", () -> standing(id).path("replays").asInt() == 0);
    }

    @Test
    void an_endpoint_that_takes_nothing_for_days_is_disabled_and_goes_on_where_it_stood() {
        String path = fresh();
        receiver.at(path, number -> new Says(503, ""));
        String id = id(create(path, Map.of("tags", List.of(path))));
        post(path, "one");
        post(path, "two");
        post(path, "three");
        for (int given = 1; given <= 2; given++) {
            int letters = given;
            Eventually.until("it waits", () -> waits(id) > 0);
            hub.clock().advance(Duration.ofHours(25));
            Eventually.until("it was given up", () -> deadOf(id).size() == letters);
        }
        Eventually.until("it is off", () -> endpoint(id).path("state").asText().equals("disabled"));
        assertThat(endpoint(id).path("reason").asText()).contains("2 events in a row");
        Eventually.until("people hear of it", () -> notifications().contains("endpoint-disabled/" + id));
        assertThat(titles(receiver.got(path))).containsExactly("one", "one", "two", "two");

        receiver.at(path, number -> Says.OK);
        hub.post("user", "/v1/endpoints/" + id + "/enable", "").expect(200);
        Eventually.until("it goes on", () -> receiver.got(path).size() == 5);
        assertThat(titles(receiver.got(path))).endsWith("three");
    }

    @Test
    void one_that_is_gone_is_disabled_at_once_and_loses_nothing() {
        String path = fresh();
        receiver.at(path, number -> new Says(410, ""));
        String id = id(create(path, Map.of("tags", List.of(path))));
        post(path, "gone");
        Eventually.until("it is off", () -> endpoint(id).path("state").asText().equals("disabled"));

        receiver.at(path, number -> Says.OK);
        hub.post("user", "/v1/endpoints/" + id + "/enable", "").expect(200);
        Eventually.until("it came", () -> receiver.got(path).size() == 2);
        assertThat(titles(receiver.got(path))).containsExactly("gone", "gone");
    }

    @Test
    void nothing_comes_that_the_key_of_its_maker_may_not_read_and_nothing_at_all_when_it_has_ended() {
        String mine = fresh();
        String admins = fresh();
        create(mine, Map.of("types", List.of("key.*", "notification.posted")));
        Map<String, Object> all = wish(admins, Map.of("types", List.of("key.created", "notification.posted")));
        JsonNode key = hub.post("admin", "/v1/keys", Map.of("name", "short", "role", "user"))
                .expect(201)
                .json();
        hub.post("admin", "/v1/endpoints", all).expect(201);
        hub.newKey("other-" + mine, "daemon");
        post(mine, "behind the key");

        Eventually.until(
                "both got the notification",
                () -> titles(receiver.got(mine)).contains("behind the key")
                        && titles(receiver.got(admins)).contains("behind the key"));
        assertThat(types(mine)).containsOnly("notification.posted");
        assertThat(types(admins)).contains("key.created");

        String ended = fresh();
        String secret = key.path("secret").asText();
        String id = TestHub.send(java.net.http.HttpRequest.newBuilder(java.net.URI.create(hub.url() + "/v1/endpoints"))
                        .header("Authorization", "Bearer " + secret)
                        .header("Content-Type", "application/json")
                        .POST(java.net.http.HttpRequest.BodyPublishers.ofString(
                                dev.signalbox.wire.Json.writeText(wish(ended, Map.of("tags", List.of(ended))))))
                        .build())
                .expect(201)
                .json()
                .path("id")
                .asText();
        hub.delete("admin", "/v1/keys/" + key.path("id").asText()).expect(200);
        post(ended, "never");
        Eventually.until("it is off", () -> endpoint(id).path("state").asText().equals("disabled"));
        assertThat(receiver.got(ended)).isEmpty();
        assertThat(hub.post("admin", "/v1/endpoints/" + id + "/enable", "").status())
                .isEqualTo(410);
    }

    @Test
    void another_user_can_not_send_to_itself_what_the_maker_may_read() {
        String path = fresh();
        String id = hub.post("admin", "/v1/endpoints", wish(path, Map.of()))
                .expect(201)
                .json()
                .path("id")
                .asText();
        hub.send("user", "PATCH", "/v1/endpoints/" + id, Map.of("url", receiver.url("mine")))
                .expect(403);
        hub.post("user", "/v1/endpoints/" + id + "/rotate", "").expect(403);
        hub.post("user", "/v1/endpoints/" + id + "/replay", Map.of("from", 1)).expect(403);
        hub.post("daemon", "/v1/endpoints", wish(path, Map.of())).expect(403);
        hub.delete("user", "/v1/endpoints/" + id).expect(403);
        hub.delete("admin", "/v1/endpoints/" + id).expect(200);
        hub.get("admin", "/v1/endpoints/" + id).expect(404);
    }

    @Test
    void only_what_is_asked_for_comes() {
        String path = fresh();
        create(
                path,
                Map.of(
                        "types",
                        List.of("notification.posted"),
                        "tags",
                        List.of(path),
                        "streams",
                        List.of("notification/*")));
        post("other" + path, "another tag");
        hub.post("user", "/v1/notifications", Map.of("title", "no tag")).expect(201);
        String id = post(path, "mine").path("id").asText();
        hub.post("user", "/v1/notifications/" + id + "/resolve", "").expect(200);
        post(path, "last");

        Eventually.until("the last one came", () -> titles(receiver.got(path)).contains("last"));
        assertThat(titles(receiver.got(path))).containsExactly("mine", "last");
    }

    @Test
    void both_secrets_sign_while_one_takes_the_place_of_the_other() {
        String path = fresh();
        JsonNode before = create(path, Map.of("tags", List.of(path)));
        JsonNode after = hub.post("user", "/v1/endpoints/" + id(before) + "/rotate", Map.of("overlap", "10m"))
                .expect(200)
                .json();
        post(path, "both");
        Got both = first(path);
        hub.clock().advance(Duration.ofMinutes(11));
        post(path, "one");
        Eventually.until("the other came", () -> receiver.got(path).size() == 2);
        Got one = receiver.got(path).get(1);

        assertThat(signed(before, both)).isTrue();
        assertThat(signed(after, both)).isTrue();
        assertThat(signed(after, one)).isTrue();
        assertThat(signed(before, one)).isFalse();
    }

    @Test
    void what_is_disabled_gets_nothing_and_goes_on_where_it_stood_also_over_a_restart() {
        String path = fresh();
        String id = id(create(path, Map.of("tags", List.of(path))));
        post(path, "before");
        first(path);
        hub.post("user", "/v1/endpoints/" + id + "/disable", Map.of("reason", "a holiday"))
                .expect(200);
        post(path, "meanwhile");
        hub.restart();
        assertThat(endpoint(id).path("reason").asText()).isEqualTo("a holiday");
        post(path, "later");
        hub.post("user", "/v1/endpoints/" + id + "/enable", "").expect(200);

        Eventually.until("all came", () -> receiver.got(path).size() == 3);
        assertThat(titles(receiver.got(path))).containsExactly("before", "meanwhile", "later");
    }

    @Test
    void what_an_endpoint_never_got_is_replayed_into_it_by_positions_and_by_id() {
        String tag = fresh();
        String path = fresh();
        long from = position(post(tag, "one"));
        JsonNode two = post(tag, "two");
        long to = position(post(tag, "three"));
        String id = id(create(path, Map.of("types", List.of("notification.posted"), "tags", List.of(tag))));
        replay(id, Map.of("from", from, "to", to));
        Eventually.until("all came", () -> receiver.got(path).size() == 3);
        assertThat(titles(receiver.got(path))).containsExactly("one", "two", "three");

        String event = receiver.got(path).get(1).id();
        Eventually.until(
                "the replay is over", () -> standing(id).path("replays").asInt() == 0);
        replay(id, Map.of("event", event));
        Eventually.until("it came again", () -> receiver.got(path).size() == 4);
        assertThat(receiver.got(path).get(3).id()).isEqualTo(event);
        assertThat(two.path("title").asText()).isEqualTo("two");
        hub.post("user", "/v1/endpoints/" + id + "/replay", Map.of("event", "nobody"))
                .expect(400);
        hub.post("user", "/v1/endpoints/" + id + "/replay", Map.of("from", 1_000_000))
                .expect(400);
    }

    @Test
    void a_redirect_is_no_way_and_an_address_inside_is_refused() {
        String path = fresh();
        String target = fresh();
        receiver.at(path, number -> new Says(307, "", "Location: " + receiver.url(target)));
        String id = id(create(path, Map.of("tags", List.of(path))));
        post(path, "round the corner");
        Eventually.until("it waits", () -> waits(id) == 1);
        assertThat(receiver.got(target)).isEmpty();

        for (String url : List.of(
                "http://10.0.0.1/", "http://[::1]:80/", "http://169.254.169.254/latest", "http://[::ffff:10.0.0.1]/")) {
            assertThat(hub.post("user", "/v1/endpoints", Map.of("name", "inside", "url", url))
                            .expect(400)
                            .text())
                    .contains("/url");
        }
        for (String url :
                List.of("ftp://example.org", "https://me:pass@example.org/", "https:///x", "https://example.org/#x")) {
            hub.post("user", "/v1/endpoints", Map.of("name", "no url", "url", url))
                    .expect(400);
        }
    }

    @Test
    void an_answer_that_echoes_what_was_sent_is_not_kept() {
        String path = fresh();
        receiver.at(path, number -> new Says(500, "you said a very private word to me"));
        String id = id(create(path, Map.of("tags", List.of(path))));
        post(path, "a very private word");
        Eventually.until("it waits", () -> waits(id) == 1);

        JsonNode last = hub.get("user", "/v1/deliveries?state=waiting&endpoint=" + id)
                .json()
                .path("items")
                .path(0)
                .path("last");
        assertThat(last.path("answer").asText()).isEqualTo("(an echo of what was sent)");
        receiver.at(path, number -> Says.OK);
        hub.post("user", "/v1/endpoints/" + id + "/retry", "").expect(200);
        Eventually.until("it was tried at once", () -> receiver.got(path).size() == 2);
    }

    private String fresh() {
        return "p" + names.incrementAndGet();
    }

    private Map<String, Object> wish(String path, Map<String, Object> more) {
        Map<String, Object> wish = new TreeMap<>(more);
        wish.put("name", path);
        wish.put("url", receiver.url(path));
        return wish;
    }

    private JsonNode create(String path, Map<String, Object> more) {
        return hub.post("user", "/v1/endpoints", wish(path, more)).expect(201).json();
    }

    private JsonNode post(String tag, String title) {
        return hub.post("user", "/v1/notifications", Map.of("title", title, "tags", List.of(tag)))
                .expect(201)
                .json();
    }

    private long position(JsonNode notification) {
        return hub.get(
                        "user",
                        "/v1/streams/notification/" + notification.path("id").asText())
                .json()
                .path("events")
                .path(0)
                .path("sequence")
                .asLong();
    }

    private void replay(String id, Map<String, Object> wish) {
        hub.post("user", "/v1/endpoints/" + id + "/replay", wish).expect(200);
    }

    private static String id(JsonNode endpoint) {
        return endpoint.path("id").asText();
    }

    private JsonNode endpoint(String id) {
        return hub.get("admin", "/v1/endpoints/" + id).expect(200).json();
    }

    private JsonNode standing(String id) {
        return endpoint(id).path("delivery");
    }

    private String notifications() {
        return hub.get("user", "/v1/notifications?limit=100").expect(200).text();
    }

    private int waits(String id) {
        return standing(id).path("failures").asInt();
    }

    private JsonNode deadOf(String id) {
        return hub.get("user", "/v1/deliveries?endpoint=" + id)
                .expect(200)
                .json()
                .path("items");
    }

    private JsonNode shown(String id, Got got) {
        long position = got.event().path("sequence").asLong();
        return hub.get("user", "/v1/deliveries/" + id + "/" + position)
                .expect(200)
                .json();
    }

    private Got first(String path) {
        Eventually.until("one came", () -> !receiver.got(path).isEmpty());
        return receiver.got(path).get(0);
    }

    private static List<String> titles(List<Got> some) {
        List<String> titles = new ArrayList<>();
        for (Got got : some) titles.add(got.event().path("data").path("title").asText());
        return titles;
    }

    private String titleOf(String path, int number) {
        return titles(receiver.got(path)).get(number - 1);
    }

    private List<String> types(String path) {
        return receiver.got(path).stream()
                .map(got -> got.event().path("type").asText())
                .toList();
    }

    private static boolean signed(JsonNode endpoint, Got got) {
        String own = "v1," + hmac(endpoint.path("secret").asText(), got);
        return List.of(got.signature().split(" ", -1)).contains(own);
    }

    /** Whether the holder of the public key, base64url, has signed. */
    private static boolean signed(String x, Got got, byte[] body) {
        String v1a = List.of(got.signature().split(" ", -1)).stream()
                .filter(each -> each.startsWith("v1a,"))
                .findFirst()
                .orElseThrow();
        byte[] before = HexFormat.of().parseHex("302a300506032b6570032100");
        byte[] encoded = Arrays.copyOf(before, before.length + 32);
        System.arraycopy(Base64.getUrlDecoder().decode(x), 0, encoded, before.length, 32);
        try {
            Signature ed25519 = Signature.getInstance("Ed25519");
            ed25519.initVerify(KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded)));
            ed25519.update((got.id() + "." + got.timestamp() + ".").getBytes(StandardCharsets.UTF_8));
            ed25519.update(body);
            return ed25519.verify(Base64.getDecoder().decode(v1a.substring(4)));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static String hmac(String secret, Got got) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(Base64.getDecoder().decode(secret.substring(6)), "HmacSHA256"));
            mac.update((got.id() + "." + got.timestamp() + ".").getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(mac.doFinal(got.body()));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
