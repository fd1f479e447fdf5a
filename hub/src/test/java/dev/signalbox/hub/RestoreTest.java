package dev.signalbox.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.Restore.Report;
import dev.signalbox.hub.Restored.Kind;
import dev.signalbox.hub.archive.ArchiveFault;
import dev.signalbox.hub.archive.Until;
import dev.signalbox.hub.history.StoredEvent;
import dev.signalbox.wire.Cursor;
import dev.signalbox.wire.Ids;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Stores that are made of an archive, from either engine into either. */
class RestoreTest {
    private static final String SECRET = "thelaunchcodeis0000";
    private static final Map<String, Object> SAID = Map.of(
            "batch",
            List.of(Map.of(
                    "id",
                    "e1",
                    "type",
                    "generation-create",
                    "timestamp",
                    "2026-11-21T07:00:00Z",
                    "body",
                    Map.of("id", "g", "traceId", "t", "input", SECRET, "metadata", Map.of("k", SECRET)))));

    @TempDir
    Path base;

    private final TestClock clock = new TestClock();
    private Path archive;

    @BeforeEach
    void name() {
        archive = base.resolve("archive");
    }

    private Restored place(Kind kind, String name) {
        return Restored.fresh(kind, base.resolve(name));
    }

    static Stream<Arguments> ways() {
        return Stream.of(Kind.values()).flatMap(from -> Stream.of(Kind.values()).map(to -> Arguments.of(from, to)));
    }

    @ParameterizedTest
    @MethodSource("ways")
    void what_was_archived_is_a_hub_again_under_a_history_of_its_own(Kind from, Kind to) throws Exception {
        Restored source = place(from, "source");
        Restored target = place(to, "target");
        Cursor before;
        String admin;
        try (TestHub hub = source.start(clock)) {
            admin = hub.key("admin");
            post(hub, "one");
            post(hub, "two");
            hub.post("admin", "/api/public/ingestion", SAID).expect(207);
            before = hub.cursor();
        }
        source.export(archive);

        Report report = target.restore(archive, Until.END, clock);

        for (String log : List.of("main", "traces")) {
            List<StoredEvent> was = source.log(log).events();
            List<StoredEvent> is = target.log(log).events();
            assertThat(target.log(log).findings()).isEmpty();
            assertThat(shown(is.subList(0, was.size()))).isEqualTo(shown(was));
            assertThat(is).hasSize(was.size() + 1);
            assertThat(report.kept()).containsEntry(log, (long) was.size());
        }
        try (TestHub hub = target.start(clock)) {
            assertThat(titles(hub)).containsExactlyInAnyOrder("one", "two");
            hub.get(TestHub.NOBODY, "/v1/notifications", "X-API-Key", admin).expect(200);
            assertThat(hub.get("admin", "/v1/traces/t/observations/g").text()).contains(SECRET);
            JsonNode first =
                    hub.get("admin", "/v1/events?types=log.restored").json().path("events");
            assertThat(first).hasSize(1);
            assertThat(first.get(0).at("/data/kept").longValue()).isEqualTo(before.position());
            assertThat(first.get(0).at("/data/before").textValue()).isEqualTo(before.epoch());
            assertThat(first.get(0).at("/data/from").textValue()).isEqualTo(archive.toString());
            assertThat(first.get(0).at("/data/by").textValue()).isEqualTo("anna");
            assertThat(first.get(0).at("/data/epoch").textValue())
                    .isEqualTo(hub.cursor().epoch())
                    .isEqualTo(report.epochs().get("main"))
                    .isNotEqualTo(before.epoch());
            hub.get("admin", "/v1/events?after=" + before).expect(409);
            Cursor now = hub.cursor();
            hub.restart();
            assertThat(hub.cursor().epoch())
                    .as("the next start begins no other")
                    .isEqualTo(now.epoch());
            post(hub, "goes on");
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void what_was_erased_later_is_nowhere_in_it(Kind kind) throws Exception {
        Restored source = place(Kind.SQLITE, "source");
        List<Long> ends = new ArrayList<>();
        try (TestHub hub = source.start(clock)) {
            hub.post("admin", "/api/public/ingestion", SAID).expect(207);
            post(hub, "first");
            hub.stop();
            source.export(archive);
            ends.add((long) source.log("main").events().size());
            hub.open();
            clock.advance(Duration.ofMinutes(1));
            hub.delete("admin", "/v1/traces/t");
            post(hub, "second");
        }
        Restored early = place(kind, "early");
        early.restore(archive, Until.END, clock);
        assertThat(early.holds(SECRET)).as("before the deletion is archived").isTrue();
        source.export(archive);

        for (Until until : List.of(Until.END, Until.position(ends.get(0)))) {
            Restored target = place(kind, "target" + until.position());
            target.restore(archive, until, clock);

            assertThat(target.holds(SECRET)).as("until " + until).isFalse();
            try (TestHub hub = target.start(clock)) {
                hub.get("admin", "/v1/notifications").expect(200);
                hub.get("admin", "/v1/traces").expect(200);
                assertThat(hub.get("admin", "/v1/traces/t/observations/g").text())
                        .doesNotContain(SECRET);
            }
            assertThat(target.holds(SECRET)).isFalse();
            assertThat(target.log("traces").findings()).isEmpty();
        }
    }

    @Test
    void what_an_earlier_attempt_brought_is_erased_when_the_archive_says_so_since() throws Exception {
        for (Kind kind : Kind.values()) {
            Path to = base.resolve(kind + "-archive");
            Restored source = place(Kind.SQLITE, kind + "-source");
            Restored target = place(kind, kind + "-target");
            try (TestHub hub = source.start(clock)) {
                hub.post("admin", "/api/public/ingestion", SAID).expect(207);
                hub.stop();
                source.export(to);
                assertThatThrownBy(() -> target.restore(
                                Restored.wish(to, Until.END), endingBefore(Restore.Step.BEGINNING), clock))
                        .hasMessage("ended");
                assertThat(target.holds(SECRET)).isTrue();
                hub.open();
                hub.delete("admin", "/v1/traces/t");
            }
            source.export(to);

            target.restore(to, Until.END, clock);

            assertThat(target.holds(SECRET)).isFalse();
            assertThat(target.log("traces").findings()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void up_to_a_position_or_a_time(Kind kind) throws Exception {
        Restored source = place(Kind.SQLITE, "source");
        List<Long> positions = new ArrayList<>();
        List<Instant> times = new ArrayList<>();
        try (TestHub hub = source.start(clock)) {
            for (int n = 1; n <= 4; n++) {
                clock.advance(Duration.ofMinutes(1));
                post(hub, "n" + n);
                hub.post("admin", "/api/public/ingestion", trace("t" + n)).expect(207);
                positions.add(hub.cursor().position());
                times.add(clock.instant());
                hub.stop();
                if (n != 2) source.export(archive);
                hub.open();
            }
        }
        source.export(archive);
        for (int n = 1; n <= 4; n++) {
            for (Until until : List.of(
                    Until.position(positions.get(n - 1)),
                    Until.time(times.get(n - 1)),
                    Until.time(times.get(n - 1).plusSeconds(59)))) {
                Restored target = place(kind, "target" + base.toFile().list().length);
                target.restore(archive, until, clock);
                assertThat(target.log("main").findings()).isEmpty();
                try (TestHub hub = target.start(clock)) {
                    assertThat(titles(hub)).as(until.toString()).hasSize(n).contains("n" + n);
                    assertThat(hub.get("admin", "/v1/traces").json().path("items"))
                            .hasSize(n);
                }
            }
        }
    }

    /** What was answered up to there is answered so again; an id that was used behind it is free. */
    @ParameterizedTest
    @EnumSource(Kind.class)
    void answers_that_changed_nothing_are_kept_up_to_the_moment_and_not_behind_it(Kind kind) throws Exception {
        Restored source = place(kind, "source");
        String early = Ids.next();
        String late = Ids.next();
        String admin;
        long position;
        try (TestHub hub = source.start(clock)) {
            admin = hub.key("admin");
            command(hub, early, "notification.post", null, Map.of("id", early, "title", "early"));
            command(hub, "ack-1", "notification.acknowledge", early, Map.of());
            command(hub, "nothing-1", "notification.acknowledge", early, Map.of());
            position = hub.cursor().position();
            command(hub, late, "notification.post", null, Map.of("id", late, "title", "late"));
            command(hub, "ack-2", "notification.acknowledge", late, Map.of());
            command(hub, "nothing-2", "notification.acknowledge", late, Map.of());
            command(hub, "nothing-3", "notification.acknowledge", early, Map.of());
        }
        source.export(archive);
        Restored target = place(kind, "target");
        target.restore(archive, Until.position(position), clock);

        try (TestHub hub = target.start(clock)) {
            hub.forgetKeys();
            for (String id : List.of(early, "ack-1", "nothing-1")) {
                assertThat(answer(hub, admin, id, "notification.acknowledge", early, Map.of())
                                .toString())
                        .as(id)
                        .containsAnyOf("\"duplicate\"", "idempotency_conflict");
            }
            for (String id : List.of(late, "ack-2", "nothing-2", "nothing-3")) {
                assertThat(answer(hub, admin, id, "notification.post", null, Map.of("title", "anew"))
                                .toString())
                        .as(id)
                        .contains("accepted")
                        .doesNotContain("\"duplicate\"");
            }
        }
    }

    private static void command(TestHub hub, String id, String name, String target, Map<String, ?> body) {
        assertThat(answer(hub, hub.key("admin"), id, name, target, body).toString())
                .as(id)
                .contains("accepted");
    }

    private static JsonNode answer(
            TestHub hub, String key, String id, String name, String target, Map<String, ?> body) {
        Map<String, Object> command = new HashMap<>(Map.of("id", id, "command", name, "body", body));
        if (target != null) command.put("target", target);
        return hub.post(
                        TestHub.NOBODY,
                        "/v1/commands",
                        Map.of("commands", List.of(command)),
                        "Authorization",
                        "Bearer " + key)
                .expect(200)
                .json()
                .path("results")
                .get(0);
    }

    @Test
    void a_moment_that_is_not_in_it_is_refused_and_nothing_is_made() throws Exception {
        Restored source = place(Kind.SQLITE, "source");
        Instant began = clock.instant();
        try (TestHub hub = source.start(clock)) {
            post(hub, "one");
        }
        source.export(archive);
        long last = source.log("main").events().size();
        for (Kind kind : Kind.values()) {
            Restored target = place(kind, "target" + kind);
            Map<Until, String> wrong = Map.of(
                    Until.position(0),
                    "holds 1 to " + last,
                    Until.position(last + 1),
                    "holds 1 to " + last,
                    Until.time(began.minusSeconds(1)),
                    "give a later time",
                    Until.time(Instant.parse("2126-01-01T00:00:00Z")),
                    "leave the time out");
            wrong.forEach((until, words) -> assertThatThrownBy(() -> target.restore(archive, until, clock))
                    .isInstanceOf(ArchiveFault.class)
                    .hasMessageContaining(words));
            assertThat(target.traces()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void never_over_what_is_there(Kind kind) throws Exception {
        Restored source = place(kind, "source");
        try (TestHub hub = source.start(clock)) {
            post(hub, "stays");
        }
        source.export(archive);
        List<String> before = source.traces();

        assertThatThrownBy(() -> source.restore(archive, Until.END, clock))
                .isInstanceOf(RestoreRefused.class)
                .hasMessageContaining("never writes over");

        assertThat(source.traces()).isEqualTo(before);
        try (TestHub hub = source.start(clock)) {
            assertThat(titles(hub)).containsExactly("stays");
            assertThatThrownBy(() -> source.restore(archive, Until.END, clock)).isInstanceOf(RestoreRefused.class);
        }
        assertThatThrownBy(() -> place(Kind.SQLITE, "archive").restore(archive, Until.END, clock))
                .isInstanceOf(RestoreRefused.class)
                .hasMessageContaining("is not empty");
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void an_earlier_attempt_of_another_restore_is_not_gone_on_with(Kind kind) throws Exception {
        Restored source = place(Kind.SQLITE, "source");
        try (TestHub hub = source.start(clock)) {
            for (int n = 0; n < 5; n++) post(hub, "n" + n);
        }
        source.export(archive);
        Restored other = place(Kind.SQLITE, "other");
        try (TestHub hub = other.start(clock)) {
            for (int n = 0; n < 9; n++) post(hub, "o" + n);
        }
        Path others = base.resolve("others");
        other.export(others);
        Restored target = place(kind, "target");
        assertThatThrownBy(() ->
                        target.restore(Restored.wish(archive, Until.END), endingBefore(Restore.Step.NAMING), clock))
                .hasMessage("ended");

        assertThatThrownBy(() -> target.restore(others, Until.END, clock))
                .isInstanceOf(RestoreRefused.class)
                .hasMessageContaining("none of this restore");
        assertThatThrownBy(() -> target.restore(archive, Until.position(2), clock))
                .isInstanceOf(RestoreRefused.class)
                .hasMessageContaining(kind == Kind.SQLITE ? "rm -r " : "DROP SCHEMA");

        target.restore(archive, Until.END, clock);
        try (TestHub hub = target.start(clock)) {
            assertThat(titles(hub)).hasSize(5);
        }
    }

    private static Restore.Told endingBefore(Restore.Step step) {
        return new Restore.Told() {
            @Override
            public void step(Restore.Step next) {
                if (next == step) throw new IllegalStateException("ended");
            }

            @Override
            public void read(String log, long position) {}

            @Override
            public void brought(String log, long position, long of) {}
        };
    }

    @Test
    void a_hub_does_not_start_on_a_folder_whose_restore_was_ended() throws Exception {
        Restored source = place(Kind.SQLITE, "source");
        try (TestHub hub = source.start(clock)) {
            post(hub, "one");
        }
        source.export(archive);
        Restored target = place(Kind.SQLITE, "target");
        assertThatThrownBy(() ->
                        target.restore(Restored.wish(archive, Until.END), endingBefore(Restore.Step.NAMING), clock))
                .hasMessage("ended");

        assertThatThrownBy(() -> target.start(clock)).hasMessageContaining("a restore into " + target.folder());

        Files.move(
                target.folder().resolve("restoring/traces.db"), target.folder().resolve("traces.db"));
        assertThatThrownBy(() -> target.start(clock))
                .as("ended between the two names")
                .hasMessageContaining("a restore into " + target.folder());
        target.restore(archive, Until.END, clock);
        assertThat(target.traces()).containsExactly("hub.lock", "main.db", "traces.db");
        try (TestHub hub = target.start(clock)) {
            assertThat(titles(hub)).containsExactly("one");
        }
    }

    private static Map<String, Object> trace(String id) {
        return Map.of(
                "batch",
                List.of(Map.of(
                        "id",
                        "e-" + id,
                        "type",
                        "trace-create",
                        "timestamp",
                        "2026-11-21T07:00:00Z",
                        "body",
                        Map.of("id", id, "name", id))));
    }

    /** As texts, for bytes are not equal to each other. */
    private static List<String> shown(List<StoredEvent> events) {
        return events.stream()
                .map(event ->
                        event.position() + " " + event.id() + " " + new String(event.data(), StandardCharsets.UTF_8)
                                + " " + HexFormat.of().formatHex(event.hash()))
                .toList();
    }

    static void post(TestHub hub, String title) {
        hub.post("admin", "/v1/notifications", Map.of("title", title)).expect(201);
    }

    static List<String> titles(TestHub hub) {
        return hub.get("admin", "/v1/notifications?limit=100")
                .expect(200)
                .json()
                .findValuesAsText("title");
    }
}
