package dev.signalbox.hub.stream;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.TestHub;
import dev.signalbox.hub.TestHub.Reply;
import dev.signalbox.wire.Cursor;
import dev.signalbox.wire.Ids;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventPagesTest {
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
    void pages_lead_from_the_start_to_the_head_without_gap_or_double() {
        for (int i = 0; i < 7; i++) post("n" + i);

        List<String> titles = new ArrayList<>();
        String after = "start";
        JsonNode page;
        do {
            page = hub.get("viewer", "/v1/events?limit=3&after=" + after)
                    .expect(200)
                    .json();
            assertThat(page.path("events").size()).isLessThanOrEqualTo(3);
            page.path("events")
                    .forEach(event -> titles.add(event.at("/data/title").textValue()));
            after = page.path("next").textValue();
        } while (Cursor.parse(after).position() < page.path("head").longValue());

        assertThat(titles).containsExactly("n0", "n1", "n2", "n3", "n4", "n5", "n6");
    }

    @Test
    void a_batch_bears_a_cursor_and_is_taken_from_who_shows_it() {
        Cursor first = batch("", "a");

        Cursor second = batch(first.toString(), "b");

        assertThat(second.position()).isGreaterThan(first.position());
        assertThat(hub.get("viewer", "/v1/events?after=" + second).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"00000000.1.00000000", "beyond", "another hash", "position 0 of another"})
    void nothing_of_a_batch_is_done_for_a_sender_that_saw_another_history(String how) {
        Cursor real = batch("", "a");
        String shown =
                switch (how) {
                    case "beyond" -> new Cursor(real.epoch(), real.position() + 1, real.hashPrefix()).toString();
                    case "another hash" -> new Cursor(real.epoch(), real.position(), "12345678").toString();
                    case "position 0 of another" -> Cursor.start("00000000").toString();
                    default -> how;
                };

        Reply refused = hub.post("daemon", "/v1/commands", batchOf("b"), "Signalbox-Seen", shown);

        assertThat(refused.expect(409).json().path("code").textValue()).isEqualTo("log_diverged");
        assertThat(refused.json().path("head").textValue()).isEqualTo(real.toString());
        assertThat(hub.get("admin", "/v1/notifications/b").status()).isEqualTo(404);
    }

    @Test
    void what_is_shown_and_no_cursor_is_told_with_its_header() {
        Reply refused = hub.post("daemon", "/v1/commands", batchOf("b"), "Signalbox-Seen", "17");

        assertThat(refused.expect(400).text()).contains("Signalbox-Seen");
    }

    private Cursor batch(String seen, String id) {
        String[] headers = seen.isEmpty() ? new String[0] : new String[] {"Signalbox-Seen", seen};
        Reply taken = hub.post("daemon", "/v1/commands", batchOf(id), headers);
        return Cursor.parse(taken.expect(200).json().path("cursor").textValue());
    }

    private static Map<String, Object> batchOf(String id) {
        return Map.of(
                "commands", List.of(Map.of("id", id, "command", "notification.post", "body", Map.of("title", "n"))));
    }

    @Test
    void next_moves_on_where_nothing_matches() {
        post("not a question");

        JsonNode page = hub.get("viewer", "/v1/events?types=question.*").json();

        assertThat(page.path("events")).isEmpty();
        assertThat(Cursor.parse(page.path("next").textValue()).position())
                .isEqualTo(page.path("head").longValue())
                .isPositive();
    }

    @Test
    void at_the_end_there_is_an_empty_page_whose_next_is_the_head() {
        post("one");

        JsonNode page = hub.get("viewer", "/v1/events?after=end").json();

        assertThat(page.path("events")).isEmpty();
        assertThat(Cursor.parse(page.path("next").textValue()).position())
                .isEqualTo(page.path("head").longValue());
    }

    @Test
    void a_bare_position_is_good_enough_for_people() {
        long position = Long.parseLong(post("one").header("Signalbox-Position").orElseThrow());
        post("two");

        JsonNode page = hub.get("viewer", "/v1/events?after=" + position).json();

        assertThat(page.at("/events/0/data/title").textValue()).isEqualTo("two");
    }

    @ParameterizedTest
    @ValueSource(strings = {"start", "end"})
    void an_empty_log_has_an_empty_page(String after) {
        JsonNode page = hub.get("admin", "/v1/events?log=traces&after=" + after).json();

        assertThat(page.path("events")).isEmpty();
        assertThat(page.path("head").longValue()).isZero();
        assertThat(page.path("next").textValue()).endsWith(".0.00000000");
    }

    @Test
    void a_reader_gets_only_what_its_role_may_read() {
        hub.key("viewer");
        post("seen");

        List<String> viewer = hub.get("viewer", "/v1/events").json().findValuesAsText("type");
        List<String> asked = hub.get("viewer", "/v1/events?types=key.*").json().findValuesAsText("type");
        List<String> admin = hub.get("admin", "/v1/events").json().findValuesAsText("type");

        assertThat(viewer).containsOnly("notification.posted");
        assertThat(asked).isEmpty();
        assertThat(admin).contains("key.created", "notification.posted");
    }

    @Test
    void the_hash_of_a_secret_is_in_no_event_that_others_than_admins_see() {
        hub.key("viewer");

        String seen = hub.get("viewer", "/v1/events").text();
        Reply stream = hub.get(
                "viewer",
                "/v1/streams/key/"
                        + hub.get("viewer", "/v1/whoami").json().path("key").textValue());

        assertThat(seen).doesNotContain("secret");
        stream.expect(404);
    }

    @Test
    void a_cursor_of_another_history_is_refused_with_the_head_of_this_one() {
        Cursor cursor = cursorBehind(post("one"));
        post("two");
        String head =
                hub.get("viewer", "/v1/events?after=end").json().path("next").textValue();
        String otherHash = cursor.hashPrefix().equals("11111111") ? "22222222" : "11111111";
        List<String> bad = List.of(
                new Cursor("ffffffff", cursor.position(), cursor.hashPrefix()).toString(),
                new Cursor(cursor.epoch(), cursor.position(), otherHash).toString(),
                new Cursor(cursor.epoch(), 1_000_000, cursor.hashPrefix()).toString(),
                new Cursor(cursor.epoch(), 0, otherHash).toString(),
                "1000000");

        for (String after : bad) {
            for (String accept : List.of("application/json", "text/event-stream")) {
                JsonNode problem = hub.get("viewer", "/v1/events?after=" + after, "Accept", accept)
                        .expect(409)
                        .json();

                assertThat(problem.path("code").textValue()).as(after).isEqualTo("log_diverged");
                assertThat(problem.path("head").textValue()).isEqualTo(head);
            }
        }
        JsonNode viaHeader = hub.get("viewer", "/v1/events", "Accept", "text/event-stream", "Last-Event-ID", bad.get(0))
                .expect(409)
                .json();
        assertThat(viaHeader.path("code").textValue()).isEqualTo("log_diverged");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "beginning",
                "-1",
                "1.5",
                "00000000.1",
                "XYZ.1.00000000",
                "00000000.1.0000000",
                "9999999999999999999"
            })
    void what_is_no_cursor_is_refused(String after) {
        JsonNode problem =
                hub.get("viewer", "/v1/events?after=" + after).expect(400).json();

        assertThat(problem.path("detail").textValue()).contains("after");
    }

    @Test
    void the_events_of_one_thing_come_in_the_order_of_its_versions() {
        String id = post("one").json().path("id").textValue();
        hub.post("user", "/v1/notifications/" + id + "/acknowledge", Map.of()).expect(200);
        hub.post("user", "/v1/notifications/" + id + "/resolve", Map.of()).expect(200);

        JsonNode events = hub.get("viewer", "/v1/streams/notification/" + id)
                .expect(200)
                .json()
                .path("events");

        assertThat(events.findValuesAsText("type"))
                .containsExactly("notification.posted", "notification.acknowledged", "notification.resolved");
        assertThat(events.findValuesAsText("streamversion")).containsExactly("1", "2", "3");
        hub.get("viewer", "/v1/streams/notification/" + Ids.next()).expect(404);
    }

    private Reply post(String title) {
        return hub.post("daemon", "/v1/notifications", Map.of("title", title)).expect(201);
    }

    private Cursor cursorBehind(Reply made) {
        long position = Long.parseLong(made.header("Signalbox-Position").orElseThrow());
        JsonNode page =
                hub.get("admin", "/v1/events?limit=1&after=" + (position - 1)).json();
        return Cursor.parse(page.path("next").textValue());
    }
}
