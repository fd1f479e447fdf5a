package dev.signalbox.hub.tenancy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.Eventually;
import dev.signalbox.hub.HubProcess;
import dev.signalbox.hub.MoveWriter;
import dev.signalbox.hub.TestHub.Reply;
import dev.signalbox.hub.history.Admin;
import dev.signalbox.wire.Ids;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A hub with spaces that is killed: what was acknowledged in each of them is there, and what was begun is gone on with.
 */
@DisplayNameGeneration(ReplaceUnderscores.class)
abstract class SpaceCrashContract {
    /** So many that a copy of them takes a moment. */
    private static final int BATCHES = 12;

    private static final int BATCH = 250;

    @TempDir
    Path data;

    HubProcess hub;
    Admin admin;

    /** Null for SQLite. */
    abstract String database();

    @BeforeEach
    void begin() {
        start();
    }

    @AfterEach
    void end() {
        hub.close();
    }

    private void start() {
        hub = HubProcess.Launch.on(data, database()).start();
        admin = new Admin(() -> hub.url(), hub.adminKey());
    }

    void killed() {
        hub.kill();
        start();
    }

    static String keyOf(Reply made) {
        return made.expect(201).json().path("key").path("secret").asText();
    }

    @Test
    void what_was_acknowledged_in_each_space_is_there() {
        Map<String, MoveWriter> writers = new LinkedHashMap<>();
        Map<String, String> keys = new LinkedHashMap<>();
        try {
            for (String name : List.of("one", "two", "three")) {
                String key = keyOf(admin.post("/v1/spaces", Map.of("name", name)));
                keys.put(name, key);
                writers.put(name, new MoveWriter(() -> hub.url(), key));
            }
            writers.values().forEach(writer -> writer.more(10));
            killed();
            writers.values().forEach(writer -> writer.more(5));
        } finally {
            writers.values().forEach(MoveWriter::close);
        }
        writers.forEach((name, writer) -> {
            List<String> posted = MoveWriter.posted(hub.url(), keys.get(name));
            assertThat(writer.faults()).as(name).isEmpty();
            assertThat(posted).as(name).doesNotHaveDuplicates();
            assertThat(new HashSet<>(posted)).as(name).containsAll(writer.acknowledged());
        });
    }

    @Test
    void a_clone_that_was_killed_is_gone_on_with_and_has_all() {
        String key = keyOf(admin.post("/v1/spaces", Map.of("name", "source")));
        Admin within = new Admin(() -> hub.url(), key);
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < BATCHES; i++)
            within.post("/v1/commands", batch(ids)).expect(200);
        Map<String, Object> wish = Map.of("name", "trial", "externalId", "t-1");

        Thread asks = new Thread(() -> {
            try {
                admin.post("/v1/spaces/source/clone", wish);
            } catch (RuntimeException killed) {
                assertThat(killed).hasRootCauseInstanceOf(IOException.class);
            }
        });
        asks.start();
        Eventually.until("it is filled", () -> states().get("trial") != null);
        killed();
        assertThat(states().get("trial")).isIn("filling", "open");
        Reply again = overtaking(wish);

        assertThat(again.status()).isIn(200, 201);
        assertThat(states()).containsEntry("trial", "open").containsEntry("source", "open");
        if (again.status() == 200 && again.json().path("key").isMissingNode()) return;
        String fresh = again.json().path("key").path("secret").asText();
        assertThat(MoveWriter.posted(hub.url(), fresh)).containsExactlyElementsOf(ids);
        assertThat(MoveWriter.posted(hub.url(), key)).containsExactlyElementsOf(ids);
    }

    /** As whoever is told that another node makes it comes again: on PostgreSQL a node that died may live elsewhere. */
    private Reply overtaking(Map<String, Object> wish) {
        AtomicReference<Reply> last = new AtomicReference<>();
        Eventually.until("no dead node makes it", () -> {
            Reply reply = admin.post("/v1/spaces/source/clone", wish);
            last.set(reply);
            return reply.status() != 409 || database() == null;
        });
        return last.get();
    }

    private Map<String, String> states() {
        Map<String, String> states = new LinkedHashMap<>();
        for (JsonNode each : admin.get("/v1/spaces").path("items")) {
            states.put(each.path("name").asText(), each.path("state").asText());
        }
        return states;
    }

    private static Map<String, Object> batch(List<String> ids) {
        List<Map<String, Object>> commands = new ArrayList<>();
        for (int i = 0; i < BATCH; i++) {
            String id = Ids.next();
            ids.add(id);
            commands.add(Map.of("id", id, "command", "notification.post", "body", Map.of("title", "n", "id", id)));
        }
        return Map.of("commands", commands);
    }
}
