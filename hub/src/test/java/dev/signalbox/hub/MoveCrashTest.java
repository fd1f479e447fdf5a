package dev.signalbox.hub;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.history.Admin;
import dev.signalbox.wire.Json;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A hub is killed at every step of a move, in either direction, while a client writes through it. Whoever starts it
 * again finds the data in one of both stores, and is told in which; nothing that was acknowledged is lost or there
 * twice.
 */
class MoveCrashTest {
    private static final List<String> STEPS =
            List.of("check", "copy", "fold", "compare", "fence", "leave", "arrive", "switch");
    /** So many answers to the client behind the beginning of a step it is killed at the latest. */
    private static final int ANSWERS_MAX = 10;

    @TempDir
    Path data;

    private final HttpClient http = HttpClient.newHttpClient();
    private final String url = TestPostgres.freshDatabase();
    private final AtomicReference<URI> address = new AtomicReference<>();
    private boolean inPostgres;

    @Test
    void killed_at_any_step_it_has_lost_and_doubled_nothing() {
        long seed = Long.getLong("move.seed", System.nanoTime());
        Random random = new Random(seed);
        List<String> steps = new ArrayList<>(STEPS);
        Collections.shuffle(steps, random);
        List<String> told = new ArrayList<>(List.of("seed " + seed));
        HubProcess hub = started();
        try (MoveWriter writer = new MoveWriter(address::get, hub.adminKey())) {
            for (String step : steps) {
                writer.more(5);
                String from = inPostgres ? "postgresql" : "sqlite";
                begin(hub);
                HubProcess watched = hub;
                Eventually.until("the step " + step, () -> hasReached(watched, step));
                writer.answered(random.nextInt(ANSWERS_MAX));
                hub.kill();
                hub = started();
                told.add(step + " from " + from + ", then in " + (inPostgres ? "postgresql" : "sqlite"));
                writer.more(5);
            }
            begin(hub);
            JsonNode status = ended(hub);
            assertThat(status.path("step").textValue())
                    .as("%s %s", told, status)
                    .isEqualTo("done");
            writer.more(5);
            writer.close();

            List<String> posted = MoveWriter.posted(hub.url(), hub.adminKey());
            assertThat(writer.faults()).as("%s", told).isEmpty();
            assertThat(posted).as("%s", told).doesNotHaveDuplicates();
            assertThat(new HashSet<>(posted)).as("%s", told).containsAll(writer.acknowledged());
        } finally {
            System.out.println("[INFO] moves that were killed: " + String.join("; ", told));
            hub.close();
        }
    }

    /** In the store where the data is: the other one says so. */
    private HubProcess started() {
        HubProcess hub = launch().begin();
        Eventually.until(
                "the hub is up, or has ended",
                () -> hub.url() != null || !hub.process().isAlive());
        if (hub.url() == null) {
            hub.exitStatus();
            assertThat(hub.output()).contains("was moved to");
            inPostgres = !inPostgres;
            HubProcess there = launch().start();
            address.set(there.url());
            return there;
        }
        address.set(hub.url());
        return hub;
    }

    private HubProcess.Launch launch() {
        return HubProcess.Launch.on(data, inPostgres ? url : null);
    }

    private void begin(HubProcess hub) {
        new Admin(hub::url, hub.adminKey())
                .post("/v1/move", Map.of("to", inPostgres ? data.toString() : url))
                .expect(202);
    }

    private static boolean hasReached(HubProcess hub, String step) {
        if (hub.output().contains("given up at")) throw new IllegalStateException(hub.output());
        return hub.output().lines().anyMatch(line -> line.contains("move ") && line.endsWith(": " + step));
    }

    private JsonNode ended(HubProcess hub) {
        JsonNode[] status = new JsonNode[1];
        Eventually.until("the move ends", () -> {
            status[0] = Json.readLenient(MoveWriter.get(http, hub.url(), "/v1/move", hub.adminKey()), JsonNode.class);
            return status[0].hasNonNull("endedAt");
        });
        return status[0];
    }
}
