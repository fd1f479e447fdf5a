package dev.signalbox.hub;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.wire.Cursor;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A database that was copied whole, with all schemas, and is put back while the hub is stopped: under its name, or on
 * another server. The server itself copies ({@code CREATE DATABASE … TEMPLATE}), for no test machine needs to have
 * {@code pg_dump}; what comes back is the same.
 */
class PutBackDatabaseTest {
    @TempDir
    Path data;

    @TempDir
    Path elsewhere;

    @Test
    void under_its_name_it_begins_a_new_epoch_behind_what_is_left() {
        String url = TestPostgres.freshDatabase();
        try (TestHub hub = TestHub.onPostgres(data, url)) {
            post(hub, "kept");
            hub.stop();
            String copy = TestPostgres.copyOf(url);
            hub.open();
            String key = hub.newKey("made-since", "viewer");
            post(hub, "lost");
            Cursor lost = hub.cursor();
            hub.stop();
            TestPostgres.replace(url, copy);

            hub.open();

            assertThat(titles(hub)).containsExactly("kept");
            assertThat(hub.cursor().epoch()).isNotEqualTo(lost.epoch());
            assertThat(degraded(hub)).contains("the log main went back");
            assertThat(hub.get("admin", "/v1/events?types=log.rewound")
                            .json()
                            .at("/events/0/data/lost")
                            .textValue())
                    .isEqualTo(lost.toString());
            hub.get("admin", "/v1/events?after=" + lost).expect(409);
            hub.get(TestHub.NOBODY, "/v1/whoami", "X-API-Key", key).expect(401);
            post(hub, "goes on");
        }
    }

    @Test
    void on_another_server_it_goes_on_and_tells_what_clients_say_it_lost() {
        String url = TestPostgres.freshDatabase();
        String copy;
        String admin;
        Cursor kept;
        Cursor lost;
        try (TestHub hub = TestHub.onPostgres(data, url)) {
            admin = hub.key("admin");
            post(hub, "kept");
            kept = hub.cursor();
            hub.stop();
            copy = TestPostgres.copyOf(url);
            hub.open();
            post(hub, "lost");
            lost = hub.cursor();
        }
        try (TestHub fresh = TestHub.onPostgres(elsewhere, copy)) {
            assertThat(fresh.get(TestHub.NOBODY, "/v1/notifications", "X-API-Key", admin)
                            .expect(200)
                            .json()
                            .findValuesAsText("title"))
                    .containsExactly("kept");
            assertThat(degraded(fresh)).isNull();
            fresh.get("admin", "/v1/events?after=" + kept).expect(200);

            fresh.get("admin", "/v1/events?after=" + lost).expect(409);

            assertThat(degraded(fresh)).contains(lost.toString(), "put back");
            post(fresh, "goes on");
        }
    }

    private static void post(TestHub hub, String title) {
        hub.post("admin", "/v1/notifications", Map.of("title", title)).expect(201);
    }

    private static String degraded(TestHub hub) {
        JsonNode ready = hub.get(TestHub.NOBODY, "/health/ready").expect(200).json();
        return ready.path("degraded").textValue();
    }

    private static List<String> titles(TestHub hub) {
        return hub.get("admin", "/v1/notifications").expect(200).json().findValuesAsText("title");
    }
}
