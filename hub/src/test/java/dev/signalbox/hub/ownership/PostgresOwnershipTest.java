package dev.signalbox.hub.ownership;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.hub.Eventually;
import dev.signalbox.hub.HubConfig;
import dev.signalbox.hub.TestClock;
import dev.signalbox.hub.TestHub;
import dev.signalbox.hub.TestPostgres;
import dev.signalbox.wire.Json;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresOwnershipTest extends OwnershipContract {
    @Override
    HubConfig config(Path data) {
        return HubConfig.embedded(data, 0).onPostgres(TestPostgres.freshDatabase());
    }

    @Test
    void a_file_applied_on_one_node_counts_on_all(@TempDir Path data) {
        String url = TestPostgres.freshDatabase();
        try (TestHub one = TestHub.onPostgres(data, url);
                TestHub two = TestHub.onPostgres(data, url)) {
            String viewer = one.key("viewer");
            Eventually.until("the key is known", () -> status(two, viewer) == 200);

            TestHub.send(one.request("admin", "/v1/ownership", "Content-Type", "application/json")
                            .PUT(BodyPublishers.ofString(
                                    Json.writeText(Map.of("file", "tables: {notifications: {readers: [user]}}"))))
                            .build())
                    .expect(200);

            Eventually.until("the other node follows", () -> status(two, viewer) == 403);
        }
    }

    @Test
    void nodes_that_start_with_one_file_apply_it_once(@TempDir Path data) throws IOException {
        Path file = Files.writeString(data.resolve("signalbox.yaml"), "roles: {observer: {description: looks}}");
        HubConfig plain = HubConfig.embedded(data, 0).onPostgres(TestPostgres.freshDatabase());
        HubConfig with = new HubConfig(
                plain.data(), plain.databaseUrl(), plain.host(), 0, plain.behindProxy(), null, null, file);
        try (TestHub one = TestHub.start(with, new TestClock());
                TestHub two = TestHub.start(with, new TestClock())) {
            assertThat(one.get("admin", "/v1/streams/matrix/default").json().path("events"))
                    .hasSize(1);
            assertThat(two.get("admin", "/v1/ownership").json().path("version").intValue())
                    .isEqualTo(1);
        }
    }

    private static int status(TestHub hub, String key) {
        return hub.get(TestHub.NOBODY, "/v1/notifications", "X-API-Key", key).status();
    }
}
