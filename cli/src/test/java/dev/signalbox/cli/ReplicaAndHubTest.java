package dev.signalbox.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.client.Signalbox;
import dev.signalbox.client.replica.Replica;
import dev.signalbox.hub.Eventually;
import dev.signalbox.hub.TestHub;
import dev.signalbox.wire.Json;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** OfflineCopies of a real hub's tables, row by row what the hub shows, before and after a restart of it. */
class ReplicaAndHubTest {
    @TempDir
    Path folder;

    private TestHub hub;
    private Signalbox box;

    @BeforeEach
    void start() {
        hub = TestHub.start(folder.resolve("hub"), Clock.systemUTC());
        box = Signalbox.open(
                options -> options.url(hub.url()).key(hub.key("user")).store(folder.resolve("user.db")));
    }

    @AfterEach
    void stop() {
        box.close();
        hub.close();
    }

    private void equalsTheHubs(Replica replica, int rows) {
        Eventually.assertThat(() -> {
            List<String> there = new ArrayList<>();
            hub.get("user", "/v1/tables/" + replica.table() + "/rows?limit=500")
                    .expect(200)
                    .json()
                    .path("items")
                    .forEach(row -> there.add(row.toString()));
            List<String> here = replica.query(q -> q.limit(500)).items().stream()
                    .map(row -> Json.writeText(row.resource()))
                    .toList();
            assertThat(here).hasSize(rows).containsExactlyInAnyOrderElementsOf(there);
        });
    }

    @Test
    void the_roadmap_through_changes_and_a_restart() throws Exception {
        hub.post("user", "/v1/roadmap", "{\"key\": \"PRIORITY 1\", \"title\": \"One\"}")
                .expect(201);
        Replica roadmap = box.replica("roadmap");
        roadmap.ready().toCompletableFuture().get(60, TimeUnit.SECONDS);
        hub.post("user", "/v1/roadmap", "{\"key\": \"PRIORITY 2\", \"title\": \"Two\"}")
                .expect(201);
        hub.post("daemon", "/v1/roadmap/PRIORITY%201/status", "{\"status\": \"done\"}")
                .expect(200);
        equalsTheHubs(roadmap, 2);

        hub.restart();
        hub.post("daemon", "/v1/roadmap/PRIORITY%202/status", "{\"status\": \"blocked\"}")
                .expect(200);

        equalsTheHubs(roadmap, 2);
        assertThat(roadmap.get("priority 2").orElseThrow().row().path("status").asText())
                .isEqualTo("blocked");
    }

    @Test
    void a_declared_table_from_its_events_alone() throws Exception {
        String first = "{\"type\": \"shortcut\", \"user\": {\"id\": \"U1\"}}";
        hub.post("bot", "/v1/tables/slack_interactions/rows", first).expect(201);
        Replica interactions = box.replica("slack_interactions");
        interactions.ready().toCompletableFuture().get(60, TimeUnit.SECONDS);
        hub.post("bot", "/v1/tables/slack_interactions/rows", first.replace("U1", "U2"))
                .expect(201);

        equalsTheHubs(interactions, 2);
    }
}
