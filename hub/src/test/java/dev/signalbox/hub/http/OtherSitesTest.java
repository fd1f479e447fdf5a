package dev.signalbox.hub.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.hub.HubConfig;
import dev.signalbox.hub.TestClock;
import dev.signalbox.hub.TestHub;
import dev.signalbox.hub.TestHub.Reply;
import dev.signalbox.hub.stream.Subscriber;
import dev.signalbox.wire.Limits;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a browser asks for a page of another site, and what it is told. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class OtherSitesTest {
    private static final String SITE = "https://board.example.org";

    private final TestClock clock = new TestClock();
    private TestHub hub;

    @BeforeEach
    void start(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("signalbox.yaml"), "origins: [" + SITE + "]\n");
        HubConfig plain = HubConfig.embedded(folder.resolve("data"), 0);
        hub = TestHub.start(new HubConfig(plain.data(), null, plain.host(), 0, false, null, null, file), clock);
    }

    @AfterEach
    void stop() {
        hub.close();
    }

    @Test
    void a_preflight_of_a_named_site_is_answered_without_a_key() {
        Reply answer = preflight("/v1/questions/x/answer", SITE);

        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.header("Access-Control-Allow-Origin")).contains(SITE);
        assertThat(answer.header("Access-Control-Allow-Methods").orElse("")).contains("POST", "DELETE");
        assertThat(answer.header("Access-Control-Allow-Headers").orElse("")).contains("Authorization", "If-Match");
        assertThat(answer.header("Access-Control-Allow-Credentials")).isEmpty();
        assertThat(answer.header("Vary")).contains("Origin");
    }

    @Test
    void other_sites_and_other_paths_are_not_let_in() {
        for (String site :
                new String[] {"https://evil.example", "http://board.example.org", SITE + ".evil.example", "null"}) {
            Reply answer = preflight("/v1/notifications", site);
            assertThat(answer.status()).as(site).isEqualTo(405);
            assertThat(answer.header("Access-Control-Allow-Origin")).as(site).isEmpty();
            assertThat(hub.get("viewer", "/v1/notifications", "Origin", site).header("Access-Control-Allow-Origin"))
                    .isEmpty();
        }
        assertThat(preflight("/health/live", SITE).header("Access-Control-Allow-Origin"))
                .isEmpty();
    }

    @Test
    void answers_and_refusals_may_be_read_by_a_named_site() {
        assertThat(hub.get("viewer", "/v1/notifications", "Origin", SITE).header("Access-Control-Allow-Origin"))
                .contains(SITE);
        Reply refused = hub.getOnce(TestHub.NOBODY, "/v1/notifications", "Origin", SITE);
        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.header("Access-Control-Allow-Origin")).contains(SITE);
        assertThat(refused.header("WWW-Authenticate").orElse("")).contains("Bearer ", "Basic ");
        Reply made = hub.post("user", "/v1/notifications", Map.of("title", "t"), "Origin", SITE);
        assertThat(made.header("Access-Control-Expose-Headers").orElse("")).contains("ETag", "Location");
    }

    @Test
    void nobody_is_let_in_by_default_and_what_is_changed_counts_at_once() {
        hub.declare();
        assertThat(preflight("/v1/notifications", SITE).status()).isEqualTo(405);
        assertThat(hub.get("viewer", "/v1/notifications", "Origin", SITE).header("Vary"))
                .isEmpty();
    }

    @Test
    void a_ticket_opens_one_live_stream_with_the_rights_of_its_key() {
        String ticket = ticket("viewer");

        try (Subscriber stream = Subscriber.of(hub, TestHub.NOBODY, "?ticket=" + ticket + "&types=notification.*")) {
            hub.post("user", "/v1/notifications", Map.of("title", "t")).expect(201);
            stream.awaitEvents(1);
        }

        assertThat(opened(ticket)).as("used").isEqualTo(401);
        assertThat(hub.getOnce(TestHub.NOBODY, "/v1/notifications?ticket=" + ticket("viewer"))
                        .status())
                .isEqualTo(401);
        assertThat(opened("sbt_never")).isEqualTo(401);
        assertThat(hub.post(TestHub.NOBODY, "/v1/tickets", "").status()).isEqualTo(401);
    }

    @Test
    void a_ticket_ends_after_a_minute_and_with_its_key() {
        String late = ticket("viewer");
        clock.advance(Limits.TICKET_LIFE);
        assertThat(opened(late)).isEqualTo(401);

        String secret = hub.newKey("short", "viewer");
        String ticket = TestHub.send(hub.request(TestHub.NOBODY, "/v1/tickets", "Authorization", "Bearer " + secret)
                        .POST(BodyPublishers.noBody())
                        .build())
                .expect(201)
                .json()
                .path("ticket")
                .asText();
        String id = TestHub.send(hub.request(TestHub.NOBODY, "/v1/whoami", "Authorization", "Bearer " + secret)
                        .GET()
                        .build())
                .json()
                .path("key")
                .asText();
        hub.delete("admin", "/v1/keys/" + id).expect(200);
        clock.advance(Duration.ofSeconds(1));
        assertThat(opened(ticket)).isEqualTo(401);
    }

    @Test
    void one_key_has_so_many_tickets_that_nobody_used() {
        String first = ticket("viewer");
        for (int i = 1; i < Limits.TICKETS_OF_KEY_MAX; i++) ticket("viewer");

        assertThat(hub.post("viewer", "/v1/tickets", "").status()).isEqualTo(503);
        assertThat(hub.post("user", "/v1/tickets", "").status()).isEqualTo(201);
        assertThat(opened(first)).isEqualTo(200);
        ticket("viewer");
    }

    @Test
    void bare_frames_say_what_happened_and_nothing_of_its_data() {
        hub.post("user", "/v1/notifications", Map.of("title", "a \"quoted\" ,\"data\": title"))
                .expect(201);
        try (Subscriber whole = Subscriber.of(hub, "viewer", "?after=start&types=notification.*&frames=unnamed");
                Subscriber bare = Subscriber.of(hub, "viewer", "?after=start&types=notification.*&frames=bare")) {
            whole.awaitEvents(1);
            bare.awaitEvents(1);
            hub.post("user", "/v1/notifications", Map.of("title", "b")).expect(201);
            whole.awaitEvents(2);
            bare.awaitEvents(2);

            assertThat(bare.events()).hasSize(2).allMatch(event -> !event.has("data"));
            assertThat(bare.events())
                    .isEqualTo(whole.events().stream()
                            .map(event -> ((ObjectNode) event.deepCopy()).without("data"))
                            .toList());
        }
    }

    @Test
    void frames_without_a_type_have_the_event_whole() {
        hub.post("user", "/v1/notifications", Map.of("title", "t")).expect(201);
        hub.post("user", "/v1/notifications", Map.of("title", "u")).expect(201);
        try (Subscriber named = Subscriber.of(hub, "viewer", "?after=start&types=notification.*");
                Subscriber unnamed = Subscriber.of(hub, "viewer", "?after=start&types=notification.*&frames=unnamed")) {
            named.awaitEvents(2);
            unnamed.awaitEvents(2);
            hub.post("user", "/v1/notifications", Map.of("title", "v")).expect(201);
            named.awaitEvents(3);
            unnamed.awaitEvents(3);

            assertThat(named.framesOf("notification.posted")).hasSize(3);
            assertThat(unnamed.framesOf("notification.posted")).isEmpty();
            assertThat(unnamed.events()).isEqualTo(named.events());
        }
        assertThat(hub.get("viewer", "/v1/events?frames=other").status()).isEqualTo(400);
    }

    private String ticket(String role) {
        return hub.post(role, "/v1/tickets", "")
                .expect(201)
                .json()
                .path("ticket")
                .asText();
    }

    /** The head alone of what a ticket opens. */
    private int opened(String ticket) {
        return TestHub.send(hub.request(TestHub.NOBODY, "/v1/events?ticket=" + ticket, "Accept", "text/event-stream")
                        .method("HEAD", BodyPublishers.noBody())
                        .build())
                .status();
    }

    private Reply preflight(String path, String origin) {
        return TestHub.send(hub.request(
                        TestHub.NOBODY,
                        path,
                        "Origin",
                        origin,
                        "Access-Control-Request-Method",
                        "POST",
                        "Access-Control-Request-Headers",
                        "authorization,content-type")
                .method("OPTIONS", BodyPublishers.noBody())
                .build());
    }
}
