package dev.signalbox.hub.stream;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.client.http.SseFrame;
import dev.signalbox.hub.Eventually;
import dev.signalbox.hub.TestHub;
import dev.signalbox.hub.TestHub.Reply;
import dev.signalbox.wire.Cursor;
import dev.signalbox.wire.Json;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LiveStreamTest {
    TestHub hub;

    @BeforeEach
    void start(@TempDir Path data) {
        hub = TestHub.start(data);
    }

    @AfterEach
    void stop() {
        hub.close();
    }

    @Test
    void begins_at_the_end_and_says_so_before_anything_happens() {
        post("before");

        try (Subscriber live = Subscriber.of(hub, "viewer", "")) {
            Eventually.until("the first frames", () -> live.frames().size() >= 2);

            SseFrame first = live.frames().get(0);
            assertThat(first.retryMillis()).isBetween(2_000L, 4_000L);
            assertThat(first.comment("head")).isEqualTo(Long.toString(head()));
            assertThat(live.checkpoint().position()).isEqualTo(head());
            assertThat(live.events()).isEmpty();
            assertThat(live.response().headers().firstValue("X-Accel-Buffering"))
                    .contains("no");
            assertThat(live.response().headers().firstValue("Content-Type")).contains("text/event-stream");
        }
    }

    @Test
    void delivers_an_event_as_it_happens_with_its_cursor_its_type_and_the_cloud_event() {
        try (Subscriber live = Subscriber.of(hub, "viewer", "?after=end")) {
            Reply made = post("now");
            live.awaitEvents(1);

            SseFrame frame = live.framesOf("notification.posted").get(0);
            JsonNode event = Subscriber.data(frame);
            long position = Long.parseLong(made.header("Signalbox-Position").orElseThrow());
            assertThat(Cursor.parse(frame.id()).position()).isEqualTo(position);
            assertThat(event.path("specversion").textValue()).isEqualTo("1.0");
            assertThat(event.path("source").textValue()).isEqualTo("/signalbox/main");
            assertThat(event.path("subject").textValue())
                    .isEqualTo("notification/" + made.json().path("id").textValue());
            assertThat(event.path("sequence").textValue()).isEqualTo("%019d".formatted(position));
            assertThat(event.path("streamversion").longValue()).isEqualTo(1);
            assertThat(event.path("actor").textValue()).isEqualTo("daemon");
            assertThat(event.path("data").path("title").textValue()).isEqualTo("now");
        }
    }

    @Test
    void replays_from_the_start_then_goes_live_without_a_gap() {
        for (int i = 0; i < 20; i++) post("old " + i);

        try (Subscriber live = Subscriber.of(hub, "viewer", "?after=start")) {
            live.awaitEvents(20);
            post("new");
            live.awaitEvents(21);

            live.assertNoGap();
            assertThat(live.positions()).isSorted().doesNotHaveDuplicates();
            assertThat(live.checkpoint().position()).isEqualTo(head());
        }
    }

    @Test
    void last_event_id_wins_over_after() {
        post("one");
        Cursor behindOne;
        try (Subscriber live = Subscriber.of(hub, "viewer", "?after=start")) {
            live.awaitEvents(1);
            behindOne = live.checkpoint();
        }
        post("two");

        try (Subscriber live = Subscriber.of(hub, "viewer", "?after=start", "Last-Event-ID", behindOne.toString())) {
            live.awaitEvents(1);

            assertThat(titles(live)).containsExactly("two");
            live.assertNoGap();
        }
    }

    @Test
    void a_filter_by_type_and_subject_delivers_only_what_matches_and_every_frame_begins_at_the_last_id() {
        String id = post("wanted").json().path("id").textValue();
        hub.post("daemon", "/v1/questions", Map.of("prompt", "which?")).expect(201);
        post("other");

        try (Subscriber live =
                Subscriber.of(hub, "viewer", "?after=start&types=notification.*&subject=notification/" + id)) {
            live.awaitEvents(1);
            hub.post("user", "/v1/notifications/" + id + "/resolve", Map.of()).expect(200);
            live.awaitEvents(2);

            assertThat(live.events().stream().map(event -> event.path("type").textValue()))
                    .containsExactly("notification.posted", "notification.resolved");
            live.assertNoGap();
        }
    }

    @Test
    void a_role_gets_only_the_events_that_it_may_read_in_replay_and_live() {
        hub.key("bot");
        post("seen");

        try (Subscriber viewer = Subscriber.of(hub, "viewer", "?after=start");
                Subscriber admin = Subscriber.of(hub, "admin", "?after=start")) {
            viewer.awaitEvents(1);
            hub.key("user");
            post("seen live");
            viewer.awaitEvents(2);
            admin.awaitEvents(4);

            assertThat(types(viewer)).containsOnly("notification.posted");
            assertThat(types(admin)).contains("key.created", "notification.posted");
            viewer.assertNoGap();
        }
    }

    @Test
    void a_subscriber_whose_events_are_all_hidden_still_learns_how_far_it_has_come() {
        hub.key("viewer");
        for (int i = 0; i < 5; i++) hub.newKey("hidden-" + i, "daemon");

        try (Subscriber live = Subscriber.of(hub, "viewer", "?after=start")) {
            Eventually.until(
                    "progress to the head",
                    () -> live.frames().size() > 1 && live.checkpoint().position() == head());

            assertThat(live.events()).isEmpty();
            live.assertNoGap();
        }
    }

    @Test
    void a_revoked_key_loses_its_streams_which_free_their_places_and_the_others_keep_theirs() {
        String secret = hub.newKey("leaving", "viewer");
        String id = keyNamed("leaving");

        try (Subscriber leaving = Subscriber.of(hub, TestHub.NOBODY, "", "X-API-Key", secret);
                Subscriber staying = Subscriber.of(hub, "viewer", "")) {
            hub.delete("admin", "/v1/keys/" + id).expect(200);
            leaving.awaitEnd();

            Eventually.assertThat(() ->
                    assertThat(hub.get("admin", "/metrics").text()).containsPattern("(?m)^signalbox_streams 1\\.0$"));
            post("still here");
            staying.awaitEvents(1);
            assertThat(staying.hasEnded()).isFalse();
        }
    }

    @Test
    void an_expired_key_loses_its_streams() {
        Reply made = hub.post("admin", "/v1/keys", Map.of("name", "brief", "role", "viewer", "expiresIn", "1h"));
        String secret = made.expect(201).json().path("secret").textValue();

        try (Subscriber brief = Subscriber.of(hub, TestHub.NOBODY, "", "X-API-Key", secret)) {
            hub.clock().advance(Duration.ofHours(1));

            brief.awaitEnd();
        }
    }

    @Test
    void a_stream_ends_in_good_order_when_the_hub_stops_and_resumes_after_it_started_again() {
        Cursor checkpoint;
        try (Subscriber live = Subscriber.of(hub, "viewer", "")) {
            post("one");
            live.awaitEvents(1);
            checkpoint = live.checkpoint();
            hub.restart();
            live.awaitEnd();
        }
        post("two");

        try (Subscriber again = Subscriber.of(hub, "viewer", "", "Last-Event-ID", checkpoint.toString())) {
            again.awaitEvents(1);

            assertThat(titles(again)).containsExactly("two");
        }
    }

    @Test
    void a_stream_whose_role_may_read_less_ends_and_comes_again_with_what_is_left() {
        try (Subscriber viewers = Subscriber.of(hub, "viewer", "");
                Subscriber users = Subscriber.of(hub, "user", "")) {
            post("one");
            viewers.awaitEvents(1);

            apply("tables: {notifications: {readers: [user]}}");

            viewers.awaitEnd();
            post("two");
            users.awaitEvents(2);
            try (Subscriber again = Subscriber.of(
                    hub, "viewer", "", "Last-Event-ID", viewers.checkpoint().toString())) {
                hub.post("daemon", "/v1/questions", Map.of("kind", "text", "prompt", "three?"))
                        .expect(201);
                again.awaitEvents(1);

                assertThat(types(again)).containsExactly("question.asked");
            }
        }
    }

    @Test
    void a_limit_makes_no_sense_for_a_stream_without_end() {
        Reply refused = hub.get("viewer", "/v1/events?limit=5", "Accept", "text/event-stream");

        assertThat(refused.expect(400).text()).contains("limit");
    }

    private String keyNamed(String name) {
        for (JsonNode key : hub.get("admin", "/v1/keys").json().path("items")) {
            if (key.path("name").textValue().equals(name)) return key.path("id").textValue();
        }
        throw new AssertionError("no key " + name);
    }

    private void apply(String yaml) {
        TestHub.send(hub.request("admin", "/v1/ownership", "Content-Type", "application/json")
                        .PUT(BodyPublishers.ofString(Json.writeText(Map.of("file", yaml))))
                        .build())
                .expect(200);
    }

    private Reply post(String title) {
        return hub.post("daemon", "/v1/notifications", Map.of("title", title)).expect(201);
    }

    private long head() {
        return hub.get("admin", "/v1/events?limit=1").json().path("head").longValue();
    }

    private static List<String> titles(Subscriber live) {
        return live.events().stream()
                .map(event -> event.path("data").path("title").textValue())
                .toList();
    }

    private static List<String> types(Subscriber live) {
        return live.events().stream()
                .map(event -> event.path("type").textValue())
                .toList();
    }
}
