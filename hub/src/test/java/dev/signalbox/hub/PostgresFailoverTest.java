package dev.signalbox.hub;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.wire.Cursor;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two nodes whose PostgreSQL fails over, while they run, to a standby that lacks the last commits: a real one, cut off
 * by a network that fell silent before the primary died.
 */
class PostgresFailoverTest {
    private OwnPostgres primary;
    private OwnPostgres standby;
    private TcpProxy replication;
    private TcpProxy server;
    private TestHub one;
    private TestHub two;

    @BeforeEach
    void start(@TempDir Path folder) {
        primary = OwnPostgres.in(folder.resolve("primary"));
        replication = new TcpProxy("127.0.0.1", primary.port());
        standby = primary.standby(folder.resolve("standby"), replication.port());
        server = new TcpProxy("127.0.0.1", primary.port());
        one = node(folder.resolve("one"));
        two = node(folder.resolve("two"));
        one.key("user");
        two.key("user");
    }

    @AfterEach
    void stop() {
        one.close();
        two.close();
        server.close();
        replication.close();
        standby.close();
    }

    private TestHub node(Path data) {
        String url = "postgres://postgres@127.0.0.1:" + server.port() + "/postgres?sslmode=disable";
        return TestHub.start(HubConfig.embedded(data, 0).onPostgres(url), Clock.systemUTC());
    }

    @Test
    void what_was_lost_is_noticed_and_nothing_of_it_is_shown_or_believed_any_more() throws Exception {
        String kept = one.newKey("kept", "user");
        for (int n = 0; n < 5; n++) post(one, "kept " + n);
        long atStandby = replicated().position();

        replication.down();
        for (int n = 0; n < 20; n++) post(n % 2 == 0 ? one : two, "lost " + n);
        String lostKey = one.newKey("lost", "user");
        revoke(one, "kept");
        Eventually.assertThat(() -> assertThat(head(two)).isEqualTo(head(one)));
        Cursor beyond = one.cursor();
        try (Frames following = Frames.open(one, "end");
                Frames other = Frames.open(two, "end")) {
            primary.stop();
            standby.promote();
            server.turnTo(standby.port());

            for (Frames each : List.of(following, other)) {
                assertThat(each.untilItEnds()).anyMatch(line -> line.equals("event: reset"));
            }
        }

        for (TestHub hub : List.of(one, two)) {
            Eventually.assertThat(() -> assertThat(post(hub, "after").status()).isEqualTo(201));
            assertThat(hub.cursor().epoch()).isNotEqualTo(beyond.epoch());
            for (Object after : List.of(beyond, "999999", new Cursor(beyond.epoch(), atStandby, "00000000"))) {
                assertThat(hub.get("admin", "/v1/events?after=" + after).status())
                        .as("%s", after)
                        .isEqualTo(409);
            }
            assertThat(titles(hub)).noneMatch(title -> title.startsWith("lost")).contains("kept 0", "after");
            assertThat(whoami(hub, lostKey)).isEqualTo(401);
            assertThat(whoami(hub, kept)).isEqualTo(200);
            JsonNode ready =
                    hub.get(TestHub.NOBODY, "/health/ready").expect(200).json();
            assertThat(ready.path("degraded").textValue()).contains("the log main went back", beyond.toString());
        }
        assertThat(one.get("viewer", "/v1/events?types=log.rewound").json().path("events"))
                .singleElement()
                .satisfies(event -> {
                    assertThat(event.at("/data/kept").longValue()).isEqualTo(atStandby);
                    assertThat(Long.parseLong(event.path("sequence").textValue()))
                            .isEqualTo(atStandby + 1);
                });
        assertThat(rows(standby.url())).isEqualTo(posted(standby.url()));
    }

    @Test
    void a_failover_that_loses_nothing_is_none_of_anybodys_business() throws Exception {
        post(one, "kept");
        Cursor before = replicated();

        primary.stop();
        standby.promote();
        server.turnTo(standby.port());

        for (TestHub hub : List.of(one, two)) {
            Eventually.assertThat(() -> assertThat(post(hub, "after").status()).isEqualTo(201));
            assertThat(hub.get("admin", "/v1/events?after=" + before).status()).isEqualTo(200);
            assertThat(hub.cursor().epoch()).isEqualTo(before.epoch());
        }
    }

    /** The newest that the first node knows, when the standby holds that and no more: the second writes, too. */
    private Cursor replicated() {
        Cursor[] known = new Cursor[1];
        Eventually.assertThat(() -> {
            known[0] = one.cursor();
            assertThat(TestPostgres.query(standby.url(), "SELECT max(position)::text FROM signalbox_main.events"))
                    .containsExactly(Long.toString(known[0].position()));
        });
        return known[0];
    }

    private static List<String> rows(String url) {
        return TestPostgres.query(url, "SELECT count(*)::text FROM signalbox_main.notifications");
    }

    private static List<String> posted(String url) {
        return TestPostgres.query(
                url, "SELECT count(*)::text FROM signalbox_main.events WHERE type = 'notification.posted'");
    }

    private static TestHub.Reply post(TestHub hub, String title) {
        return hub.post("admin", "/v1/notifications", Map.of("title", title));
    }

    private static long head(TestHub hub) {
        return hub.cursor().position();
    }

    private static List<String> titles(TestHub hub) {
        List<String> titles = new ArrayList<>();
        hub.get("admin", "/v1/notifications?limit=100")
                .expect(200)
                .json()
                .path("items")
                .forEach(item -> titles.add(item.path("title").textValue()));
        return titles;
    }

    private static void revoke(TestHub hub, String name) {
        hub.get("admin", "/v1/keys").json().path("items").forEach(key -> {
            if (key.path("name").textValue().equals(name)) {
                hub.delete("admin", "/v1/keys/" + key.path("id").textValue()).expect(200);
            }
        });
    }

    private static int whoami(TestHub hub, String key) {
        return TestHub.send(HttpRequest.newBuilder(hub.url().resolve("/v1/whoami"))
                        .header("Authorization", "Bearer " + key)
                        .build())
                .status();
    }

    /** The lines of a live stream. */
    private record Frames(BufferedReader lines) implements AutoCloseable {
        static Frames open(TestHub hub, String after) throws IOException, InterruptedException {
            HttpRequest request = hub.request("admin", "/v1/events?after=" + after, "Accept", "text/event-stream")
                    .build();
            HttpResponse<InputStream> response =
                    HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofInputStream());
            assertThat(response.statusCode()).isEqualTo(200);
            return new Frames(new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8)));
        }

        List<String> untilItEnds() {
            return lines.lines().toList();
        }

        @Override
        public void close() {
            try {
                lines.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
