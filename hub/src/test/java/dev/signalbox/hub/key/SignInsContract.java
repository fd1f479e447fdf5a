package dev.signalbox.hub.key;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.Eventually;
import dev.signalbox.hub.TestHub;
import dev.signalbox.hub.TestHub.Reply;
import dev.signalbox.hub.stream.Subscriber;
import dev.signalbox.wire.Limits;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A browser shows a cookie in place of a key: what it opens, whose request it must be, and what ends it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@DisplayNameGeneration(ReplaceUnderscores.class)
abstract class SignInsContract {
    private static final Duration TICK = Duration.ofMinutes(10);

    private TestHub hub;

    abstract TestHub start(Path data);

    @BeforeAll
    void open(@TempDir Path data) {
        hub = start(data);
    }

    @AfterAll
    void close() {
        hub.close();
    }

    @Test
    void the_cookie_is_for_the_page_alone_and_its_token_stands_nowhere() {
        Reply signedIn = signIn(hub.key("user"));
        String header = signedIn.header("Set-Cookie").orElseThrow();

        assertThat(header)
                .matches("signalbox-[0-9a-f]+=sbx_page_\\S+; Path=/; Max-Age=2592000; HttpOnly; SameSite=Strict");
        String token = header.substring(header.indexOf('=') + 1, header.indexOf(';'));
        assertThat(signedIn.text()).doesNotContain(token);
        assertThat(hub.get("admin", "/v1/events?types=key.*&limit=500").text())
                .contains("key.signed_in", signedIn.json().path("id").textValue())
                .doesNotContain(token);
        assertThat(hub.get("admin", "/v1/keys?limit=500").text()).doesNotContain(token);
    }

    @Test
    void behind_tls_it_is_sealed_and_of_this_host_alone() {
        Reply signedIn = TestHub.send(bearer("/v1/sign-ins", hub.key("user"), "X-Forwarded-Proto", "https")
                .POST(BodyPublishers.noBody())
                .build());
        String header = signedIn.expect(201).header("Set-Cookie").orElseThrow();

        assertThat(header).startsWith("__Host-signalbox-").endsWith("; Secure").doesNotContain("Domain");
        assertThat(read(cookieOf(signedIn), "/v1/whoami").status()).isEqualTo(200);
    }

    @Test
    void it_has_the_rights_of_its_key_and_no_more() {
        String viewer = cookieOf(signIn(hub.key("viewer")));
        String user = cookieOf(signIn(hub.key("user")));

        assertThat(read(user, "/v1/whoami").json().path("role").textValue()).isEqualTo("user");
        assertThat(write(user, "/v1/notifications", "{\"title\":\"t\"}").status())
                .isEqualTo(201);
        assertThat(write(viewer, "/v1/notifications", "{\"title\":\"t\"}").status())
                .isEqualTo(403);
        assertThat(read(user, "/v1/keys").status()).isEqualTo(403);
        assertThat(write(user, "/v1/sign-ins", "{}").status())
                .as("no other browser")
                .isEqualTo(403);
        assertThat(read(user, "/metrics").status())
                .as("only the hub's own doors")
                .isIn(200, 401);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "same-origin,-,200,201",
                "same-origin,http://proxied.example,200,201",
                "none,-,200,201",
                "-,own,200,201",
                "-,-,200,403",
                "same-site,own,403,403",
                "cross-site,-,403,403",
                "-,http://evil.example,403,403",
                "-,null,403,403",
                "-,other-port,403,403"
            })
    void only_the_hubs_own_page_acts_by_it(String site, String origin, int read, int written) {
        String cookie = cookieOf(signIn(hub.key("user")));
        List<String> said = new ArrayList<>(List.of("Cookie", cookie));
        if (site != null) said.addAll(List.of("Sec-Fetch-Site", site));
        String own = "http://127.0.0.1:" + hub.port();
        if (origin != null)
            said.addAll(List.of("Origin", origin.replace("own", own).replace("other-port", "http://127.0.0.1:1")));
        String[] headers = said.toArray(String[]::new);

        assertThat(hub.getOnce(TestHub.NOBODY, "/v1/whoami", headers).status()).isEqualTo(read);
        Reply posted = TestHub.send(hub.request(TestHub.NOBODY, "/v1/notifications", headers)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"title\":\"t\"}"))
                .build());
        assertThat(posted.status()).isEqualTo(written);
        if (written == 403) assertThat(posted.text()).contains("does not come from that page");
    }

    @Test
    void a_key_that_is_shown_counts_and_not_the_cookie_and_cookies_of_other_hubs_are_nothing() {
        String viewer = cookieOf(signIn(hub.key("viewer")));
        String other = viewer.replaceFirst("signalbox-[0-9a-f]+", "signalbox-0123456789ab");

        assertThat(hub.getOnce("daemon", "/v1/whoami", "Cookie", viewer)
                        .json()
                        .path("role")
                        .textValue())
                .isEqualTo("daemon");
        assertThat(read(other, "/v1/whoami").status()).isEqualTo(401);
        assertThat(read(other + "; " + viewer, "/v1/whoami").status()).isEqualTo(200);
        assertThat(read("=; ;;" + viewer.replace("=", " = "), "/v1/whoami").status())
                .isEqualTo(200);
        assertThat(read(viewer + "x", "/v1/whoami").status()).isIn(401, 429);
    }

    @Test
    void a_page_that_is_not_signed_in_is_not_asked_for_a_password_by_the_browser() {
        String chrome = "Mozilla/5.0 (X11; Linux x86_64)";
        assertThat(hub.getOnce(TestHub.NOBODY, "/v1/whoami", "User-Agent", chrome, "Accept", "application/json")
                        .header("WWW-Authenticate"))
                .contains("Bearer realm=\"signalbox\"");
        assertThat(hub.getOnce(TestHub.NOBODY, "/v1/whoami", "User-Agent", chrome, "Accept", "text/html,*/*")
                        .header("WWW-Authenticate")
                        .orElse(""))
                .contains("Basic");
    }

    @Test
    void a_revoked_key_takes_its_browsers_and_their_streams_along() {
        String secret = hub.newKey("page-" + System.nanoTime(), "user");
        String cookie = cookieOf(signIn(secret));
        String id = read(cookie, "/v1/whoami").json().path("key").textValue();
        try (Subscriber stream = Subscriber.of(
                hub.request(TestHub.NOBODY, "/v1/events", "Cookie", cookie, "Accept", "text/event-stream"))) {
            hub.delete("admin", "/v1/keys/" + id).expect(200);

            assertThat(read(cookie, "/v1/whoami").status()).isIn(401, 429);
            stream.awaitEnd();
        }
    }

    @Test
    void a_secret_that_ends_takes_along_who_signed_in_by_it() {
        String secret = hub.newKey("turned-" + System.nanoTime(), "user");
        String before = cookieOf(signIn(secret));
        String id = read(before, "/v1/whoami").json().path("key").textValue();
        String fresh = hub.post("admin", "/v1/keys/" + id + "/rotate", Map.of("overlap", "0s"))
                .expect(200)
                .json()
                .path("secret")
                .textValue();

        assertThat(read(before, "/v1/whoami").status()).isIn(401, 429);
        assertThat(read(cookieOf(signIn(fresh)), "/v1/whoami").status()).isEqualTo(200);
    }

    @Test
    void it_is_listed_and_ended_by_its_own_key_and_by_admins() {
        String secret = hub.newKey("listed-" + System.nanoTime(), "user");
        String one = cookieOf(signIn(secret));
        Reply other = signIn(secret);
        String id = other.json().path("id").textValue();

        JsonNode own = read(one, "/v1/sign-ins").expect(200).json().path("items");
        assertThat(own.findValuesAsText("id")).hasSize(2).contains(id);
        assertThat(own.findValues("current").stream().filter(JsonNode::booleanValue))
                .hasSize(1);
        assertThat(hub.get("user", "/v1/sign-ins").text()).doesNotContain(id);
        assertThat(hub.get("admin", "/v1/sign-ins?limit=500").text()).contains(id);
        assertThat(hub.delete("user", "/v1/sign-ins/" + id).status()).isEqualTo(404);
        assertThat(hub.delete("user", "/v1/sign-ins/current").status()).isEqualTo(404);

        hub.delete("admin", "/v1/sign-ins/" + id).expect(200);
        assertThat(read(cookieOf(other), "/v1/whoami").status()).isIn(401, 429);
        Reply out = TestHub.send(own(one, "/v1/sign-ins/current").DELETE().build());
        assertThat(out.expect(200).header("Set-Cookie").orElseThrow()).contains("=; Path=/; Max-Age=0");
        assertThat(read(one, "/v1/whoami").status()).isIn(401, 429);
    }

    @Test
    void pages_of_the_list_have_each_browser_once() {
        String secret = hub.newKey("paged-" + System.nanoTime(), "user");
        List<String> all = new ArrayList<>();
        for (int i = 0; i < 5; i++) all.add(signIn(secret).json().path("id").textValue());
        List<String> found = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = TestHub.send(
                            bearer("/v1/sign-ins?limit=2" + cursor, secret).build())
                    .expect(200)
                    .json();
            found.addAll(page.path("items").findValuesAsText("id"));
            cursor = page.has("nextCursor")
                    ? "&cursor=" + page.path("nextCursor").textValue()
                    : null;
        } while (cursor != null);

        assertThat(found).containsExactlyInAnyOrderElementsOf(all);
    }

    @Test
    void of_too_many_the_one_that_was_not_seen_for_the_longest_goes() {
        String secret = hub.newKey("many-" + System.nanoTime(), "user");
        String first = cookieOf(signIn(secret));
        String second = cookieOf(signIn(secret));
        for (int i = 2; i < Limits.SIGN_INS_OF_KEY_MAX; i++) signIn(secret);
        hub.clock().advance(TICK);
        assertThat(read(first, "/v1/whoami").status()).isEqualTo(200);

        signIn(secret);

        assertThat(read(first, "/v1/whoami").status()).isEqualTo(200);
        assertThat(TestHub.send(bearer("/v1/sign-ins?limit=500", secret).build())
                        .json()
                        .path("items"))
                .hasSize(Limits.SIGN_INS_OF_KEY_MAX);
        assertThat(second).isNotEqualTo(first);
    }

    @Test
    void it_ends_when_nobody_uses_it_and_when_its_time_is_over_and_survives_a_restart() {
        String idle = cookieOf(signIn(hub.key("viewer")));
        String used = cookieOf(signIn(hub.key("viewer")));
        hub.restart();
        assertThat(read(used, "/v1/whoami").status()).isEqualTo(200);

        for (int half = 0; half < 2; half++) {
            hub.clock().advance(Limits.SIGN_IN_IDLE.dividedBy(2));
            assertThat(read(used, "/v1/whoami").status()).isEqualTo(200);
        }
        assertThat(read(idle, "/v1/whoami").status()).isIn(401, 429);
        for (Duration left = Limits.SIGN_IN_LIFE.minus(Limits.SIGN_IN_IDLE).minus(TICK);
                !left.isNegative();
                left = left.minus(Limits.SIGN_IN_IDLE.dividedBy(2))) {
            hub.clock().advance(Limits.SIGN_IN_IDLE.dividedBy(2));
            read(used, "/v1/whoami");
        }
        hub.clock().advance(TICK);
        assertThat(read(used, "/v1/whoami").status()).isIn(401, 429);
    }

    @Test
    void an_open_page_is_in_use() {
        String cookie = cookieOf(signIn(hub.key("user")));
        try (Subscriber stream = Subscriber.of(hub.request(
                TestHub.NOBODY, "/v1/events?types=notification.*", "Cookie", cookie, "Accept", "text/event-stream"))) {
            for (int i = 0; i < 3; i++) {
                hub.clock().advance(Limits.SIGN_IN_IDLE.dividedBy(2));
                hub.post("daemon", "/v1/notifications", Map.of("title", "t")).expect(201);
                stream.awaitEvents(i + 1);
            }
        }
        assertThat(read(cookie, "/v1/whoami").status()).isEqualTo(200);
    }

    @Test
    void a_link_signs_in_once_and_a_ticket_for_a_stream_signs_nobody_in() {
        String link = ticket("user", "page");
        Reply signedIn = byTicket(link).expect(201);

        assertThat(read(cookieOf(signedIn), "/v1/whoami").json().path("role").textValue())
                .isEqualTo("user");
        assertThat(byTicket(link).status()).as("replayed").isIn(401, 429);
        assertThat(byTicket(ticket("user", "stream")).status()).isIn(401, 429);
        String late = ticket("user", "page");
        hub.clock().advance(Limits.TICKET_LIFE);
        assertThat(byTicket(late).status()).isIn(401, 429);
        String foreign = ticket("user", "page");
        assertThat(TestHub.send(hub.request(
                                        TestHub.NOBODY,
                                        "/v1/sign-ins?ticket=" + foreign,
                                        "Origin",
                                        "http://evil.example")
                                .POST(BodyPublishers.noBody())
                                .build())
                        .status())
                .isEqualTo(403);
        assertThat(hub.post("user", "/v1/tickets", Map.of("opens", "everything"))
                        .status())
                .isEqualTo(400);
    }

    @Test
    void browsers_that_sign_in_at_once_all_are_there_and_no_more_than_may_be() {
        String secret = hub.newKey("crowd-" + System.nanoTime(), "user");
        List<Thread> crowd = new ArrayList<>();
        for (int i = 0; i < 3 * Limits.SIGN_INS_OF_KEY_MAX / 2; i++)
            crowd.add(new Thread(() -> signInAmongMany(secret)));
        crowd.forEach(Thread::start);
        Eventually.until("all are answered", () -> crowd.stream().noneMatch(Thread::isAlive));

        assertThat(TestHub.send(bearer("/v1/sign-ins?limit=500", secret).build())
                        .json()
                        .path("items"))
                .hasSize(Limits.SIGN_INS_OF_KEY_MAX);
    }

    private String ticket(String role, String opens) {
        return hub.post(role, "/v1/tickets", Map.of("opens", opens))
                .expect(201)
                .json()
                .path("ticket")
                .textValue();
    }

    private Reply byTicket(String ticket) {
        return TestHub.send(hub.request(TestHub.NOBODY, "/v1/sign-ins?ticket=" + ticket)
                .POST(BodyPublishers.noBody())
                .build());
    }

    /** Whoever decides on one stream with many others may be told to come again. */
    private void signInAmongMany(String secret) {
        HttpRequest wish =
                bearer("/v1/sign-ins", secret).POST(BodyPublishers.noBody()).build();
        Eventually.until("signed in", () -> {
            Reply answer = TestHub.send(wish);
            assertThat(answer.status()).as(answer.text()).isIn(201, 409, 503);
            return answer.status() == 201;
        });
    }

    private Reply signIn(String secret) {
        return TestHub.send(bearer("/v1/sign-ins", secret)
                        .POST(BodyPublishers.noBody())
                        .build())
                .expect(201);
    }

    private HttpRequest.Builder bearer(String path, String secret, String... headers) {
        return hub.request(TestHub.NOBODY, path, headers).header("Authorization", "Bearer " + secret);
    }

    private static String cookieOf(Reply signedIn) {
        String header = signedIn.header("Set-Cookie").orElseThrow();
        return header.substring(0, header.indexOf(';'));
    }

    private Reply read(String cookie, String path) {
        return TestHub.send(own(cookie, path).GET().build());
    }

    private Reply write(String cookie, String path, String body) {
        return TestHub.send(own(cookie, path)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build());
    }

    private HttpRequest.Builder own(String cookie, String path) {
        return hub.request(TestHub.NOBODY, path, "Cookie", cookie, "Sec-Fetch-Site", "same-origin");
    }
}
