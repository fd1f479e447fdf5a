package dev.signalbox.hub.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.Eventually;
import dev.signalbox.hub.TestHub;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HealthTest {
    static TestHub hub;

    @BeforeAll
    static void start(@TempDir Path data) {
        hub = TestHub.start(data);
    }

    @AfterAll
    static void stop() {
        hub.close();
    }

    @Test
    void a_hub_that_serves_is_live_and_ready_and_names_its_store_and_followers() {
        hub.get(TestHub.NOBODY, "/health/live").expect(200);
        JsonNode ready = hub.get(TestHub.NOBODY, "/health/ready").expect(200).json();

        assertThat(ready.path("ready").booleanValue()).isTrue();
        assertThat(ready.path("store").textValue()).isEqualTo("sqlite");
        assertThat(ready.findValuesAsText("name")).contains("notifications", "questions", "keys");
        for (JsonNode follower : ready.path("followers")) {
            assertThat(follower.path("lag").isIntegralNumber())
                    .as(follower.toString())
                    .isTrue();
        }
    }

    @Test
    void metrics_count_requests_by_route_and_show_log_followers_and_streams() {
        hub.post("daemon", "/v1/notifications", Map.of("title", "counted")).expect(201);

        String figures = hub.get(TestHub.NOBODY, "/metrics").expect(200).text();

        assertThat(figures)
                .contains(
                        "signalbox_http_requests_seconds_count{method=\"POST\",route=\"/v1/notifications\",status=\"201\"}")
                .contains("signalbox_log_head{log=\"main\"}")
                .contains("signalbox_append_commit_seconds_count{log=\"main\"}")
                .contains("signalbox_follower_lag{follower=\"notifications\"}")
                .contains("signalbox_streams ")
                .contains("jvm_memory_used_bytes");
    }

    @Test
    void projections_are_shown_and_rebuilt_for_admins() {
        JsonNode before = hub.get("admin", "/v1/projections").expect(200).json();
        assertThat(before.findValuesAsText("name")).contains("notifications");

        hub.post("admin", "/v1/projections/notifications/rebuild", Map.of()).expect(202);

        hub.post("admin", "/v1/projections/nothing/rebuild", Map.of()).expect(404);
        Eventually.assertThat(
                () -> assertThat(hub.get("admin", "/v1/projections").json().findValuesAsText("state"))
                        .containsOnly("live"));
    }
}
