package dev.signalbox.hub;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.database.DatabaseUrl;
import dev.signalbox.wire.Cursor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The data of a running hub goes to another store and back while clients write and read. */
class MoveTest {
    @TempDir
    Path data;

    @TempDir
    Path other;

    @Test
    void to_postgresql_and_back_beside_a_client_nothing_is_lost_or_doubled_and_every_cursor_holds() {
        String url = TestPostgres.freshDatabase();
        try (TestHub hub = TestHub.start(HubConfig.embedded(data, 0), Clock.systemUTC());
                MoveWriter writer = new MoveWriter(hub::url, hub.key("admin"))) {
            writer.more(50);
            String question = hub.post("admin", "/v1/questions", Map.of("kind", "text", "prompt", "Where to?"))
                    .expect(201)
                    .json()
                    .path("id")
                    .textValue();
            Cursor before = hub.cursor();

            JsonNode there = Moves.moved(hub, Map.of("to", url));

            assertThat(there.path("step").textValue()).isEqualTo("done");
            assertThat(there.path("fencedMillis").asLong()).isBetween(0L, 10_000L);
            assertThat(hub.get(TestHub.NOBODY, "/health/ready")
                            .json()
                            .path("store")
                            .textValue())
                    .isEqualTo("postgresql");
            writer.more(50);
            assertThat(hub.cursor().epoch()).isEqualTo(before.epoch());
            hub.get("admin", "/v1/events?after=" + before + "&limit=5").expect(200);
            hub.post("admin", "/v1/questions/" + question + "/answer", Map.of("value", "there"))
                    .expect(200);
            assertThat(TestPostgres.query(url, "SELECT kind FROM signalbox_main.move_mark"))
                    .containsExactly("arrived");

            JsonNode back = Moves.moved(hub, Map.of("back", true));

            assertThat(back.path("to").textValue()).isEqualTo(data.toString());
            assertThat(hub.get(TestHub.NOBODY, "/health/ready")
                            .json()
                            .path("store")
                            .textValue())
                    .isEqualTo("sqlite");
            writer.more(50);
            writer.close();
            assertThat(hub.get("admin", "/v1/questions/" + question)
                            .json()
                            .path("state")
                            .textValue())
                    .isEqualTo("answered");
            hub.get("admin", "/v1/events?after=" + before + "&limit=5").expect(200);
            Moves.assertAllOnce(hub, writer);
            assertThat(TestPostgres.query(url, "SELECT kind FROM signalbox_main.move_mark"))
                    .containsExactly("left");

            hub.restart();
            Moves.assertAllOnce(hub, writer);
        }
    }

    @Test
    void a_start_on_a_store_that_was_left_says_where_the_data_is() {
        String url = TestPostgres.freshDatabase();
        HubConfig here = HubConfig.embedded(data, 0);
        try (TestHub hub = TestHub.start(here, Clock.systemUTC())) {
            Moves.moved(hub, Map.of("to", url));
        }

        assertThat(Await.failure(Hub.start(here, Clock.systemUTC(), fatal -> {})))
                .hasMessageContaining("was moved to")
                .hasMessageContaining("DATABASE_URL=")
                .hasMessageContaining("signalbox move back");

        try (TestHub hub = TestHub.start(here.onPostgres(url), Clock.systemUTC())) {
            Moves.moved(hub, Map.of("to", other.toString()));
        }
        assertThat(Await.failure(Hub.start(here.onPostgres(url), Clock.systemUTC(), fatal -> {})))
                .hasMessageContaining("was moved to " + other)
                .hasMessageContaining("--data " + other);
        TestHub.start(HubConfig.embedded(other, 0), Clock.systemUTC()).close();
    }

    @Test
    void a_place_that_cannot_be_moved_to_is_refused_and_everything_goes_on() {
        String url = TestPostgres.freshDatabase();
        TestHub.onPostgres(other, url).close();
        try (TestHub hub = TestHub.start(data)) {
            for (Map<String, ?> wish : List.<Map<String, ?>>of(
                    Map.of("to", "nowhere"),
                    Map.of("to", "postgres://u:secretword@h:x/db"),
                    Map.of("to", data.toString()),
                    Map.of("to", url, "back", true),
                    Map.of())) {
                TestHub.Reply refused = hub.post("admin", "/v1/move", wish).expect(400);
                assertThat(refused.text()).contains("to").doesNotContain("secretword");
            }
            hub.post("admin", "/v1/move", Map.of("back", true)).expect(404);
            hub.get("admin", "/v1/move").expect(404);
            hub.post("daemon", "/v1/move", Map.of("to", url)).expect(403);

            JsonNode refused = Moves.moved(hub, Map.of("to", url));

            assertThat(refused.path("failure").textValue()).contains("holds data that a hub may work with");
            assertThat(refused.path("step").textValue()).isEqualTo("check");
            hub.post("admin", "/v1/notifications", Map.of("title", "still here"))
                    .expect(201);
            assertThat(hub.get(TestHub.NOBODY, "/health/ready")
                            .json()
                            .path("store")
                            .textValue())
                    .isEqualTo("sqlite");
        }
    }

    @Test
    void from_one_postgresql_to_another_and_what_no_event_says_comes_along() {
        String from = TestPostgres.freshDatabase();
        String to = TestPostgres.freshDatabase();
        HubConfig here = HubConfig.embedded(data, 0).onPostgres(from);
        HubConfig there = here.onPostgres(to);
        MoveWriter writer;
        try (TestHub hub = TestHub.start(here, Clock.systemUTC())) {
            writer = new MoveWriter(hub::url, hub.key("admin"));
            writer.more(20);
            TestPostgres.run(from, "INSERT INTO signalbox_main.key_uses (key_id, used_at) VALUES ('long ago', 4711)");
            Eventually.until("the clock has a mark", () -> !TestPostgres.query(
                            from, "SELECT name FROM signalbox_main.clock_marks WHERE name = 'seen'")
                    .isEmpty());

            JsonNode itself = Moves.moved(hub, Map.of("to", from.replace("localhost", "127.0.0.1")));
            assertThat(itself.path("failure").textValue()).contains("holds data that a hub may work with");

            JsonNode done = Moves.moved(hub, Map.of("to", to));

            assertThat(done.path("step").textValue()).as("%s", done).isEqualTo("done");
            assertThat(done.path("undo").textValue())
                    .isEqualTo("signalbox move back --to postgres://USER:PASSWORD@"
                            + done.path("from").textValue());
            writer.more(20);
            writer.close();
            Moves.assertAllOnce(hub, writer);
            assertThat(TestPostgres.query(to, "SELECT used_at FROM signalbox_main.key_uses WHERE key_id = 'long ago'"))
                    .containsExactly("4711");
            assertThat(TestPostgres.query(to, "SELECT name FROM signalbox_main.clock_marks"))
                    .contains("seen");
        }
        // As a process leaves it that was killed between its last two writes.
        TestPostgres.run(to, "UPDATE signalbox_main.move_mark SET kind = 'filling'");

        assertThat(Await.failure(Hub.start(there, Clock.systemUTC(), fatal -> {})))
                .hasMessageContaining("being filled by a move from")
                .hasMessageContaining("with the same --data");
        assertThat(Await.failure(Hub.start(here, Clock.systemUTC(), fatal -> {})))
                .hasMessageContaining("was moved to");
        try (TestHub hub = TestHub.start(there, Clock.systemUTC())) {
            Moves.assertAllOnce(hub, writer);
            assertThat(data.resolve(MovedStore.NOTE)).doesNotExist();
        }
    }

    @Test
    void a_database_on_which_several_hubs_work_does_not_move() {
        String url = TestPostgres.freshDatabase();
        HubConfig config = HubConfig.embedded(data, 0).onPostgres(url);
        try (TestHub one = TestHub.start(config, Clock.systemUTC())) {
            try (TestHub two = TestHub.start(config, Clock.systemUTC())) {
                JsonNode refused = Moves.moved(one, Map.of("to", other.toString()));

                assertThat(refused.path("step").textValue()).isEqualTo("check");
                assertThat(refused.path("failure").textValue())
                        .contains("other hubs work on", "stop all but this one, then repeat", "Nothing is lost");
                two.post("admin", "/v1/notifications", Map.of("title", "still here"))
                        .expect(201);
            }
            Eventually.assertThat(() -> assertThat(Moves.moved(one, Map.of("to", other.toString()))
                            .path("step")
                            .textValue())
                    .isEqualTo("done"));
        }
    }

    @Test
    void beside_a_move_no_other_begins_and_backups_are_made_but_behind_the_fence() throws Exception {
        String url = TestPostgres.freshDatabase();
        DatabaseUrl real = DatabaseUrl.parse(url);
        Path kept = other.resolve("kept");
        try (TcpProxy proxy = new TcpProxy(real.host(), real.port());
                TestHub hub = TestHub.start(HubConfig.embedded(data, 0), Clock.systemUTC())) {
            String to = url.replace(real.host() + ":" + real.port(), "127.0.0.1:" + proxy.port());
            plan(hub, kept);
            try (AutoCloseable hook = Moves.at("copy", to, proxy::silent)) {
                hub.post("admin", "/v1/move", Map.of("to", to)).expect(202);
                awaitStep(hub, "copy");

                TestHub.Reply second = hub.post("admin", "/v1/move", Map.of("to", other.toString()));
                assertThat(second.expect(409).text()).contains("under_way", "one at a time", "GET /v1/move");
                assertThat(backup(hub).path("error").asText()).isEmpty();
                proxy.down();
                assertThat(Moves.ended(hub).hasNonNull("failure")).isTrue();
                proxy.up();
            }

            try (AutoCloseable hook = Moves.at("fence", to, proxy::silent)) {
                hub.post("admin", "/v1/move", Map.of("to", to)).expect(202);
                awaitStep(hub, "fence");

                TestHub.Reply late = hub.post("admin", "/v1/backups", "");
                assertThat(late.expect(503).text()).contains("another store", "repeat it");
                assertThat(late.header("Retry-After")).isPresent();
                proxy.down();
                assertThat(Moves.ended(hub).hasNonNull("failure")).isTrue();
                proxy.up();
            }
            assertThat(backup(hub).path("error").asText()).isEmpty();
            assertThat(Moves.moved(hub, Map.of("to", to)).path("step").textValue())
                    .isEqualTo("done");
            hub.post("admin", "/v1/move", Map.of("to", url)).expect(202);
            assertThat(Moves.ended(hub).path("failure").textValue()).contains("holds data that a hub may work with");
            hub.post("admin", "/v1/move", Map.of("to", to)).expect(400);
            assertThat(Moves.store(hub)).isEqualTo("postgresql");
            assertThat(backup(hub).path("error").asText()).isEmpty();
        }
    }

    @Test
    void a_backup_comes_first_where_one_is_planned_and_without_it_nothing_moves() throws Exception {
        Path kept = other.resolve("kept");
        try (TestHub hub = TestHub.start(HubConfig.embedded(data, 0), Clock.systemUTC())) {
            JsonNode unplanned =
                    Moves.moved(hub, Map.of("to", other.resolve("one").toString()));
            assertThat(unplanned.path("notes").toString()).contains("no backup was made", "backups: {to: ");
            assertThat(unplanned.path("undo").textValue()).isEqualTo("signalbox move back");

            plan(hub, kept);
            JsonNode saved = Moves.moved(hub, Map.of("back", true));
            assertThat(saved.path("step").textValue()).isEqualTo("done");
            String newest = hub.get("admin", "/v1/backups")
                    .json()
                    .path("items")
                    .path(0)
                    .path("id")
                    .textValue();
            assertThat(saved.path("notes").toString()).contains(newest, kept.toString(), "MB are left");

            Path file = Files.createFile(other.resolve("a file"));
            plan(hub, file);
            JsonNode refused = Moves.moved(hub, Map.of("back", true));
            assertThat(refused.path("step").textValue()).isEqualTo("backup");
            assertThat(refused.path("failure").textValue()).contains("the backup before it", file.toString(), "failed");
            hub.post("admin", "/v1/notifications", Map.of("title", "still here"))
                    .expect(201);
        }
    }

    private static void plan(TestHub hub, Path target) {
        hub.send("admin", "PUT", "/v1/ownership", Map.of("file", "backups: {to: '" + target + "'}"))
                .expect(200);
    }

    private static JsonNode backup(TestHub hub) {
        String run = hub.post("admin", "/v1/backups", "")
                .expect(202)
                .header("Location")
                .orElseThrow();
        JsonNode[] status = new JsonNode[1];
        Eventually.until("the backup ends", () -> {
            status[0] = hub.get("admin", run).expect(200).json();
            return status[0].hasNonNull("endedAt");
        });
        return status[0];
    }

    private static void awaitStep(TestHub hub, String step) {
        Eventually.until(
                "the step " + step,
                () -> hub.get("admin", "/v1/move").json().path("step").asText().equals(step));
    }
}
