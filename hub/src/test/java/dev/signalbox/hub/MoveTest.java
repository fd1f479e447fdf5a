package dev.signalbox.hub;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.wire.Cursor;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashSet;
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

            JsonNode there = moved(hub, Map.of("to", url));

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

            JsonNode back = moved(hub, Map.of("back", true));

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
            assertAllOnce(hub, writer);
            assertThat(TestPostgres.query(url, "SELECT kind FROM signalbox_main.move_mark"))
                    .containsExactly("left");

            hub.restart();
            assertAllOnce(hub, writer);
        }
    }

    @Test
    void a_start_on_a_store_that_was_left_says_where_the_data_is() {
        String url = TestPostgres.freshDatabase();
        HubConfig here = HubConfig.embedded(data, 0);
        try (TestHub hub = TestHub.start(here, Clock.systemUTC())) {
            moved(hub, Map.of("to", url));
        }

        assertThat(Await.failure(Hub.start(here, Clock.systemUTC(), fatal -> {})))
                .hasMessageContaining("was moved to")
                .hasMessageContaining("DATABASE_URL=")
                .hasMessageContaining("signalbox move back");

        try (TestHub hub = TestHub.start(here.onPostgres(url), Clock.systemUTC())) {
            moved(hub, Map.of("to", other.toString()));
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

            JsonNode refused = moved(hub, Map.of("to", url));

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

    private static JsonNode moved(TestHub hub, Map<String, ?> wish) {
        hub.post("admin", "/v1/move", wish).expect(202);
        JsonNode[] status = new JsonNode[1];
        Eventually.until("the move ends", () -> {
            status[0] = hub.get("admin", "/v1/move").expect(200).json();
            return status[0].hasNonNull("endedAt");
        });
        return status[0];
    }

    private static void assertAllOnce(TestHub hub, MoveWriter writer) {
        List<String> posted = MoveWriter.posted(hub.url(), hub.key("admin"));
        assertThat(writer.faults()).isEmpty();
        assertThat(posted).doesNotHaveDuplicates();
        assertThat(new HashSet<>(posted)).containsAll(writer.acknowledged());
    }
}
