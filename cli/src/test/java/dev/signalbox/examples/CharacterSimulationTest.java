package dev.signalbox.examples;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import charactersimulation.Simulation;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.signalbox.client.Signalbox;
import dev.signalbox.examples.ExampleHub.Store;
import dev.signalbox.hub.Eventually;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CharacterSimulationTest {
    private static final List<String> CHARACTERS = List.of("Ada", "Björn");
    private static final int TICKS = 5;

    @ParameterizedTest
    @EnumSource(Store.class)
    void a_person_and_the_simulation_write_one_row_and_neither_disturbs_the_other(Store store, @TempDir Path folder)
            throws Exception {
        try (ExampleHub example = ExampleHub.start("character-simulation", store, folder)) {
            Signalbox hub = example.program("simulation", "daemon");
            Signalbox person = example.program("jane", "user");
            live(hub, TICKS);
            long before = memory(example, "Ada").path("position").longValue();

            person.tables()
                    .patch("character_memory", "Ada", Map.of("note", "likes the sea"))
                    .accepted()
                    .toCompletableFuture()
                    .get(20, SECONDS);
            live(hub, 1);

            JsonNode ada = memory(example, "Ada");
            assertThat(ada.path("row").path("note").textValue()).isEqualTo("likes the sea");
            assertThat(ada.path("row").path("last_tick").longValue()).isEqualTo(TICKS + 1);
            assertThat(ada.path("fields").path("note").path("by").textValue()).isEqualTo("jane");
            assertThat(ada.path("fields").path("mood").path("by").textValue()).isEqualTo("simulation");
            JsonNode then = example.hub()
                    .get("viewer", "/v1/tables/character_memory/rows/Ada?asOf=" + before)
                    .expect(200)
                    .json();
            assertThat(then.path("row").has("note")).isFalse();
            assertThat(then.path("row").path("last_tick").longValue()).isEqualTo(TICKS);
            assertThat(example.keysOf("timeline_events")).hasSize((TICKS + 1) * CHARACTERS.size());
        }
    }

    @Test
    void moves_its_rows_from_sqlite_to_postgresql(@TempDir Path folder) {
        try (ExampleHub old = ExampleHub.start("character-simulation", Store.SQLITE, folder.resolve("old"));
                ExampleHub fresh =
                        ExampleHub.start("character-simulation", Store.POSTGRESQL, folder.resolve("fresh"))) {
            live(old.program("simulation", "daemon"), TICKS);

            move("character_memory", "table.put", old, fresh);
            move("timeline_events", "table.append", old, fresh);

            assertThat(rows("character_memory", fresh)).isEqualTo(rows("character_memory", old));
            assertThat(rows("timeline_events", fresh))
                    .hasSize(TICKS * CHARACTERS.size())
                    .isEqualTo(rows("timeline_events", old));
            live(fresh.program("simulation", "daemon"), 1);
            assertThat(rows("timeline_events", fresh)).hasSize((TICKS + 1) * CHARACTERS.size());
        }
    }

    private static void live(Signalbox hub, int ticks) {
        Simulation simulation = new Simulation(hub, CHARACTERS, new Random(7));
        if (hub.local().query("SELECT tick FROM clock").get(0).number("tick") == 0) simulation.introduce();
        for (int i = 0; i < ticks; i++) simulation.tick();
        Eventually.until("the hub has all of it", () -> hub.outbox().isDrained());
        assertThat(hub.outbox().attention()).isEmpty();
    }

    private static JsonNode memory(ExampleHub example, String character) {
        return example.hub()
                .get("viewer", "/v1/tables/character_memory/rows/" + character)
                .expect(200)
                .json();
    }

    /** As docs/migrating.md says: the snapshot's rows become commands, whose ids make repeating safe. */
    private static void move(String table, String command, ExampleHub from, ExampleHub to) {
        ArrayNode commands = Json.object().putArray("commands");
        rows(table, from).forEach(line -> {
            String key = line.substring(0, line.indexOf(' '));
            JsonNode row = Json.readLenient(
                    line.substring(line.indexOf(' ') + 1).getBytes(StandardCharsets.UTF_8), JsonNode.class);
            var body = Json.object();
            body.set("row", row);
            commands.add(Json.object()
                    .put("id", Ids.next())
                    .put("command", command)
                    .put("target", table + "/" + key)
                    .set("body", body));
        });
        JsonNode results = to.hub()
                .post("admin", "/v1/commands", Map.of("commands", commands))
                .expect(200)
                .json()
                .path("results");
        assertThat(results.findValuesAsText("verdict")).hasSize(commands.size()).containsOnly("accepted");
    }

    /** Key and row of each row of a snapshot, in the order of the keys. */
    private static List<String> rows(String table, ExampleHub hub) {
        List<String> rows = new ArrayList<>();
        String[] lines = hub.hub()
                .get("admin", "/v1/tables/" + table + "/snapshot")
                .expect(200)
                .text()
                .split("\n");
        for (String line : List.of(lines).subList(1, lines.length - 1)) {
            JsonNode row = Json.readLenient(line.getBytes(StandardCharsets.UTF_8), JsonNode.class);
            rows.add(row.path("key").textValue() + " " + row.path("row"));
        }
        return rows;
    }
}
