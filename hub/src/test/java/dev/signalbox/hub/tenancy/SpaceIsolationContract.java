package dev.signalbox.hub.tenancy;

import static dev.signalbox.hub.TestHub.NOBODY;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.Eventually;
import dev.signalbox.hub.TestHub;
import dev.signalbox.hub.TestHub.Reply;
import dev.signalbox.hub.http.route.Route;
import dev.signalbox.hub.stream.BridgeClient;
import dev.signalbox.wire.Ids;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/**
 * No door leads from one space to another: every route of the hub, asked with a key of every role, for things of
 * another space and for things that are nowhere. Nothing is seen, and the words are the same.
 */
@TestInstance(Lifecycle.PER_CLASS)
@DisplayNameGeneration(ReplaceUnderscores.class)
abstract class SpaceIsolationContract {
    private static final List<String> ROLES = List.of("admin", "daemon", "bot", "user", "viewer");
    /** Stands in every text of the other space. */
    private static final String MARK = "zanzibar";

    private TestHub hub;
    private SpaceCalls spaces;
    /** Keys by role: of the space that asks, and of the default one. */
    private final Map<String, String> asking = new LinkedHashMap<>();

    private String other;
    private final List<String> ids = new ArrayList<>();

    abstract TestHub start(Path folder);

    @BeforeAll
    void open(@TempDir Path folder) {
        hub = start(folder);
        spaces = new SpaceCalls(hub);
        String admin = spaces.keyOf("asking");
        other = spaces.keyOf("other");
        for (String role : ROLES) asking.put("asking/" + role, newKey(admin, role));
        for (String role : ROLES) asking.put("default/" + role, hub.key(role));
        ids.add(idOf(spaces.post(other, "/v1/notifications", Map.of("title", MARK))));
        ids.add(idOf(spaces.post(other, "/v1/questions", Map.of("kind", "text", "prompt", MARK))));
        ids.add(idOf(spaces.post(other, "/v1/keys", Map.of("name", MARK, "role", "viewer"))));
    }

    @AfterAll
    void close() {
        hub.close();
    }

    @Test
    void nothing_of_another_space_is_behind_any_route() {
        List<String> leaks = new ArrayList<>();
        for (Route route : hub.hub().routes()) {
            for (Map.Entry<String, String> who : asking.entrySet()) {
                if (isOfOperator(route, who.getKey())) continue;
                // A topic is a word of the sender's own, and no thing of anybody.
                if (route.path().contains("{topic}")) look(route, who, leaks);
                else if (route.path().contains("{")) ids.forEach(id -> compare(route, who, id, leaks));
                else look(route, who, leaks);
            }
        }
        assertThat(leaks).isEmpty();
    }

    /** Who runs the hub knows its spaces. */
    private static boolean isOfOperator(Route route, String who) {
        return who.equals("default/admin")
                && (route.path().startsWith("/v1/spaces") || route.path().equals("/v1/events"));
    }

    private void look(Route route, Map.Entry<String, String> who, List<String> leaks) {
        Reply reply = ask(route, who.getValue(), with(route, "own"));
        if (mentions(reply)) leaks.add(route.method() + " " + route.path() + " by " + who.getKey() + ": " + reply);
    }

    private void compare(Route route, Map.Entry<String, String> who, String id, List<String> leaks) {
        String nowhere = id.length() < 20 ? "k0000000".substring(0, Math.min(8, id.length())) : Ids.next();
        Reply there = ask(route, who.getValue(), with(route, id));
        Reply never = ask(route, who.getValue(), with(route, nowhere));
        boolean same = there.status() == never.status() && said(there, id).equals(said(never, nowhere));
        boolean changed = there.status() < 300 && never.status() < 300;
        if (mentions(there, id) || !(same || changed)) {
            leaks.add(route.method() + " " + route.path() + " by " + who.getKey() + ": " + there + " but " + never);
        }
    }

    private static String with(Route route, String id) {
        String path = route.path().replaceAll("\\{[A-Za-z]+}", id);
        return path.equals("/v1/recall") ? path + "?q=" + MARK : path;
    }

    private static String said(Reply reply, String id) {
        return reply.text().replace(id, "ID").replaceAll("\"(instance|traceId)\":\"[^\"]*\"", "");
    }

    private boolean mentions(Reply reply, String... asked) {
        String text = reply.text();
        for (String id : asked) text = text.replace(id, "");
        String rest = text;
        return rest.contains(MARK) || ids.stream().anyMatch(rest::contains);
    }

    private Reply ask(Route route, String key, String path) {
        String method = route.method().name();
        return method.equals("GET")
                ? hub.getOnce(NOBODY, path, "Authorization", "Bearer " + key)
                : hub.send(NOBODY, method, path, "{}", "Authorization", "Bearer " + key);
    }

    @Test
    void events_of_another_space_come_on_no_address_of_the_bus() {
        String own = asking.get("asking/admin");
        try (BridgeClient client = BridgeClient.connect(hub)) {
            for (String address : List.of(
                    "signalbox.events",
                    "signalbox.events.notification",
                    "signalbox.space.other.events",
                    "signalbox.space.other.events.notification",
                    "signalbox.space.default.events",
                    "signalbox.space.nowhere.events")) {
                for (String key : asking.values()) client.frame("register", address, key, null, null);
            }
            client.frame("register", "signalbox.space.asking.events", own, null, null);
            Eventually.until("it listens", () -> {
                spaces.post(own, "/v1/notifications", Map.of("title", "own"));
                return !client.eventsOn("signalbox.space.asking.events").isEmpty();
            });

            spaces.post(other, "/v1/notifications", Map.of("title", MARK));
            spaces.post(own, "/v1/notifications", Map.of("title", "last"));

            Eventually.until("all came", () -> client.frames().toString().contains("\"last\""));
            assertThat(client.frames().toString()).doesNotContain(MARK);
            assertThat(client.eventsOn("signalbox.space.other.events")).isEmpty();
        }
    }

    @Test
    void a_command_is_taken_at_no_address_of_another_space() {
        Map<String, Object> wish =
                Map.of("id", Ids.next(), "command", "notification.post", "body", Map.of("title", "from outside"));
        try (BridgeClient client = BridgeClient.connect(hub)) {
            client.frame("send", "signalbox.space.other.commands", asking.get("asking/admin"), wish, "r1");
            client.frame("send", "signalbox.space.other.commands", hub.key("daemon"), wish, "r2");
            client.frame("send", "signalbox.space.nowhere.commands", asking.get("asking/admin"), wish, "r3");
            client.frame("send", "signalbox.commands", asking.get("asking/admin"), wish, "r4");
            assertThat(client.awaitReply("r4").toString()).contains("401");
        }
        assertThat(spaces.get(other, "/v1/notifications").text()).doesNotContain("from outside");
        assertThat(hub.get("admin", "/v1/notifications").text()).doesNotContain("from outside");
    }

    @Test
    void live_streams_tell_of_one_space_alone() {
        for (String key : List.of(asking.get("asking/admin"), hub.key("daemon"))) {
            assertThat(spaces.get(key, "/v1/events?limit=500").text()).doesNotContain(MARK);
            assertThat(spaces.get(key, "/v1/events?log=traces&limit=500").text())
                    .doesNotContain(MARK);
        }
        String cursor = spaces.get(other, "/v1/events?after=end&limit=1")
                .json()
                .path("next")
                .asText();
        Reply strange = spaces.get(asking.get("asking/admin"), "/v1/events?limit=10&after=" + cursor);
        assertThat(strange.status()).isNotEqualTo(200);
        assertThat(strange.text()).doesNotContain(MARK);
    }

    @Test
    void a_stream_that_is_open_hears_nothing_of_another_space() throws Exception {
        List<Lines> streams = new ArrayList<>();
        for (String log : List.of("main", "traces")) {
            for (String key : asking.values()) streams.add(Lines.of(hub, key, "/v1/events?log=" + log));
        }
        for (Lines each : streams) each.opened();
        for (int i = 0; i < 3; i++) spaces.post(other, "/v1/notifications", Map.of("title", MARK));
        Map<String, String> last = Map.of("asking/admin", "last of asking", "default/admin", "last of default");
        last.forEach((who, title) -> spaces.post(asking.get(who), "/v1/notifications", Map.of("title", title)));

        Lines own = streams.get(List.copyOf(asking.keySet()).indexOf("asking/admin"));
        Lines main = streams.get(List.copyOf(asking.keySet()).indexOf("default/admin"));
        Eventually.until("the last came", () -> own.text().contains("last of asking"));
        Eventually.until("the last came", () -> main.text().contains("last of default"));
        for (Lines each : streams) {
            each.close();
            assertThat(each.text()).doesNotContain(MARK).doesNotContain(ids);
        }
        assertThat(own.text()).doesNotContain("last of default");
        assertThat(main.text()).doesNotContain("last of asking");
    }

    /** Neither does it take as long as somebody waits, nor another time than for what never was. */
    @Test
    void a_poll_for_a_thing_of_another_space_is_answered_as_for_one_that_never_was() {
        String question = ids.get(1);
        String nowhere = Ids.next();
        String before =
                spaces.get(other, "/v1/questions/" + question).expect(200).text();
        for (String key : asking.values()) {
            Reply there = spaces.get(key, "/v1/questions/" + question + "?wait=PT55S");
            Reply never = spaces.get(key, "/v1/questions/" + nowhere + "?wait=PT55S");
            assertThat(said(there, question)).isEqualTo(said(never, nowhere));
            assertThat(there.status()).isEqualTo(never.status()).isIn(403, 404);
        }
        for (String key : asking.values()) {
            spaces.post(key, "/v1/questions/" + question + "/answer", Map.of("value", "from outside"));
        }
        assertThat(spaces.get(other, "/v1/questions/" + question).expect(200).text())
                .isEqualTo(before);
    }

    /** What comes on one stream of events, until it is closed. */
    private static final class Lines {
        private final CompletableFuture<HttpResponse<InputStream>> answer;
        private final Queue<Character> text = new ConcurrentLinkedQueue<>();

        private Lines(CompletableFuture<HttpResponse<InputStream>> answer) {
            this.answer = answer;
        }

        static Lines of(TestHub hub, String key, String path) {
            Lines lines = new Lines(HttpClient.newHttpClient()
                    .sendAsync(
                            hub.request(NOBODY, path, "Authorization", "Bearer " + key, "Accept", "text/event-stream")
                                    .build(),
                            BodyHandlers.ofInputStream()));
            var unused = lines.answer.thenAccept(lines::read);
            return lines;
        }

        private void read(HttpResponse<InputStream> opened) {
            Thread reader = new Thread(
                    () -> {
                        try {
                            for (int next = opened.body().read();
                                    next >= 0;
                                    next = opened.body().read()) {
                                text.add((char) next);
                            }
                        } catch (IOException closed) {
                            text.add(' ');
                        }
                    },
                    "a stream of events");
            reader.setDaemon(true);
            reader.start();
        }

        void opened() throws Exception {
            answer.get(60, TimeUnit.SECONDS);
        }

        String text() {
            StringBuilder all = new StringBuilder();
            text.forEach(all::append);
            return all.toString();
        }

        void close() throws IOException {
            answer.join().body().close();
        }
    }

    private String newKey(String admin, String role) {
        return spaces.post(admin, "/v1/keys", Map.of("name", role, "role", role))
                .expect(201)
                .json()
                .path("secret")
                .asText();
    }

    private static String idOf(Reply reply) {
        JsonNode made = reply.expect(201).json();
        return made.path("id").asText();
    }
}
