package dev.signalbox.hub;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.wire.Cursor;
import dev.signalbox.wire.Ids;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store that was put back to an earlier moment while the hub was stopped. */
class PutBackTest {
    @TempDir
    Path data;

    @TempDir
    Path elsewhere;

    @Test
    void an_older_file_begins_a_new_epoch_behind_what_is_left() throws Exception {
        Cursor lost;
        try (TestHub hub = TestHub.start(data)) {
            post(hub, "kept");
            hub.stop();
            Files.copy(data.resolve("main.db"), elsewhere.resolve("main.db"));
            hub.open();
            post(hub, "lost");
            post(hub, "lost too");
            lost = hub.cursor();
            hub.stop();
            Files.copy(elsewhere.resolve("main.db"), data.resolve("main.db"), StandardCopyOption.REPLACE_EXISTING);

            hub.open();

            assertThat(titles(hub)).containsExactly("kept");
            assertThat(hub.cursor().epoch()).isNotEqualTo(lost.epoch());
            assertThat(hub.get("admin", "/v1/events?after=" + lost).status()).isEqualTo(409);
            JsonNode ready =
                    hub.get(TestHub.NOBODY, "/health/ready").expect(200).json();
            assertThat(ready.path("degraded").textValue()).contains("the log main went back");
            JsonNode rewound =
                    hub.get("admin", "/v1/events?types=log.rewound").json().path("events");
            assertThat(rewound).hasSize(1);
            assertThat(rewound.get(0).at("/data/lost").textValue()).isEqualTo(lost.toString());

            Cursor now = hub.cursor();
            hub.restart();
            assertThat(hub.cursor().epoch()).as("the next start is none").isEqualTo(now.epoch());
        }
    }

    @Test
    void a_whole_folder_that_was_put_back_is_told_as_soon_as_a_client_shows_what_it_lost() throws Exception {
        TestClock clock = new TestClock();
        try (TestHub hub = TestHub.start(data, clock)) {
            post(hub, "kept");
            hub.stop();
            Folders.copy(data, elsewhere);
            hub.open();
            post(hub, "lost");
            Cursor lost = hub.cursor();
            hub.stop();
            Folders.delete(data);
            Folders.copy(elsewhere, data);
            hub.open();
            assertThat(degraded(hub)).as("nobody has said anything").isNull();

            hub.get("admin", "/v1/events?after=" + (lost.position() + 7)).expect(409);
            hub.get("admin", "/v1/events?after=00000000.99.12345678").expect(409);
            assertThat(degraded(hub)).as("a number, and another hub's cursor").isNull();

            sends(hub, lost).expect(409);
            assertThat(degraded(hub)).contains(lost.toString(), "main", "put back");
            hub.get(TestHub.NOBODY, "/health/ready").expect(200);

            post(hub, "another");
            sends(hub, lost).expect(409);
            assertThat(degraded(hub)).as("also when the log has got past it").contains(lost.toString());

            clock.advance(Duration.ofSeconds(61));
            assertThat(degraded(hub)).as("a minute of quiet").isNull();
            hub.get("admin", "/v1/events?after=" + lost).expect(409);
            assertThat(degraded(hub)).as("a follower tells it, too").contains(lost.toString());
        }
    }

    private static @Nullable String degraded(TestHub hub) {
        return hub.get(TestHub.NOBODY, "/health/ready").json().path("degraded").textValue();
    }

    private static TestHub.Reply sends(TestHub hub, Cursor seen) {
        return hub.post(
                "admin",
                "/v1/commands",
                "{\"commands\":[{\"id\":\"" + Ids.next()
                        + "\",\"command\":\"notification.post\",\"body\":{\"title\":\"x\"}}]}",
                "Signalbox-Seen",
                seen.toString());
    }

    @Test
    void tables_that_were_folded_further_than_the_log_reaches_are_folded_anew() throws Exception {
        try (TestHub hub = TestHub.start(data)) {
            post(hub, "kept");
            post(hub, "cut off");
            hub.stop();
            try (Connection file = DriverManager.getConnection("jdbc:sqlite:" + data.resolve("main.db"));
                    var statement = file.createStatement()) {
                statement.execute("DELETE FROM events WHERE position = (SELECT max(position) FROM events)");
            }

            hub.open();

            assertThat(titles(hub)).containsExactly("kept");
        }
    }

    private static void post(TestHub hub, String title) {
        hub.post("admin", "/v1/notifications", Map.of("title", title)).expect(201);
    }

    private static List<String> titles(TestHub hub) {
        List<String> titles = new ArrayList<>();
        hub.get("admin", "/v1/notifications")
                .expect(200)
                .json()
                .path("items")
                .forEach(item -> titles.add(item.path("title").textValue()));
        return titles;
    }
}
